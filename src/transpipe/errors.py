"""The one root of all errors that a person can do something about.

Anything else that reaches the command line is a bug and is reported as one.
"""

from __future__ import annotations


class TranspipeError(Exception):
    """A usage or environment error: the message says what was found and what to do next."""


class SettingsError(TranspipeError):
    """transpipe.yaml, a glossary file or an option can't be used as it is."""


class ModelError(TranspipeError):
    """The translation model is absent, damaged or made for another language pair."""


class ClusterError(TranspipeError):
    """The machines that a run gives its work to can't be reached, or have gone."""


class ParseError(TranspipeError):
    """A document can't be taken apart without guessing; the file is left alone.

    `offset` is a byte offset into the file, so that the caller can name the line.
    """

    def __init__(self, message: str, offset: int, rule: str) -> None:
        super().__init__(message)
        self.offset = offset
        self.rule = rule
