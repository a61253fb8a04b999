"""The story of a run: plan (detect, parse, segment), draft (recall, translate), render (verify, write).

Everything here is pure: files come in as bytes and go out as bytes; engine and memory arrive as arguments.
"""
