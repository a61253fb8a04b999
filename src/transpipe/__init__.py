"""Translates the Chinese parts of bilingual Hugo/Markdown sites, offline, and leaves every other byte alone."""

__version__ = "0.1.0"
