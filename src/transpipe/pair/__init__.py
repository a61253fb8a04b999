"""Two language files of one post side by side: what belongs together, and what has changed since."""
