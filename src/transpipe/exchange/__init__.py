"""Drafts for the tools that translators have: XLIFF, PO, TMX, TSV, HTML. Pure: values to text, bytes to values."""
