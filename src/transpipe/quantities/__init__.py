"""Quantities in Chinese and in English, as values with kinds, so that `3.5亿` and `350 million` can be compared."""
