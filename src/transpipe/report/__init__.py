"""How results are shown: to people on a terminal, to programs as JSON."""
