"""The glossary as such: what an entry is, how entries are read and written, matched, checked and suggested."""
