"""Drafts for the tools that translators have: XLIFF, PO, TSV, HTML. Pure: values to text, bytes to values."""
