"""All rules that a finding can name: an explicit table, for `--only`, SARIF, the documents and the settings."""

from __future__ import annotations

from typing import NamedTuple

from transpipe.model import Severity


class Rule(NamedTuple):
    """A rule; its page is docs/rules/ID.md."""

    id: str
    severity: Severity
    """The highest that its findings have."""
    title: str
    """What is wrong, in one sentence without a final stop."""


_E, _W, _I = Severity.ERROR, Severity.WARNING, Severity.INFO
RULES: tuple[Rule, ...] = (
    # Files that can't be read or written
    Rule("encoding", _E, "The file is not UTF-8, or holds a NUL byte"),
    Rule("front-matter", _E, "The front matter is not closed, not valid, or has no place for provenance"),
    Rule("shortcode", _E, "A shortcode tag that Hugo would refuse"),
    Rule("too-large", _E, "The file is larger than `max_file_size`"),
    Rule("unreadable", _E, "The file can't be read"),
    Rule("unwritable", _E, "A file can't be written"),
    Rule("certificate", _E, "The written text is not what it should be; nothing was written"),
    Rule("empty-file", _W, "Nothing is in the file"),
    Rule("duplicate-key", _W, "A front matter key stands twice"),
    # Drafts
    Rule("empty-scope", _W, "A marker with no Chinese after it"),
    Rule("foreign-file", _W, "A file that transpipe did not write stands where a draft would go"),
    Rule("merge-conflict", _E, "Git has left the markers of a merge conflict in the file"),
    Rule("orphan-draft", _W, "The source of a draft is gone"),
    Rule("renamed-draft", _W, "A draft does not stand where the draft of its source belongs"),
    Rule("source-changed", _E, "A translation from a file has another source than the draft has now"),
    Rule("not-taken", _E, "A translation from a file can't be written as it is, or its approval does not count"),
    Rule("approval", _W, "An approved draft has changed with its source and needs another look"),
    Rule("not-approved", _E, "A draft that is to be published has not been approved"),
    Rule("outdated-draft", _E, "A draft that is to be published was not made from the source as it is now"),
    Rule("occupied", _E, "Something else stands where a draft would be published"),
    Rule("conflict", _E, "A person has worked on this text, and its source has changed since"),
    Rule("kept", _W, "No translation kept the tags and terms, so the Chinese stays"),
    Rule("anchor", _W, "A link asks for a heading that is not there"),
    Rule("stale", _W, "The source changed after this was translated"),
    Rule("structure", _W, "A translation has another structure than its source"),
    # The languages of a site
    Rule("marked", _E, "A text that is marked for translation"),
    Rule("untranslated", _E, "Chinese prose in a file of the target language"),
    Rule("missing-language", _W, "A post has no file in a required language"),
    Rule("unpublished-draft", _W, "A draft waits for review or for publishing"),
    Rule("broken", _E, "Front matter or a shortcode that Hugo would refuse"),
    Rule("english-in-chinese", _I, "English prose in a Chinese file"),
    Rule("memory", _W, "The translation memory was damaged, and was begun anew from reviewed files"),
    # Doubts about a translation
    Rule("empty", _W, "The translation is empty"),
    Rule("copied", _W, "The translation is the Chinese text itself"),
    Rule("tags", _W, "Markup of the source is not in the translation, or more often"),
    Rule("markup", _W, "The engine made up markup; it is written escaped, as text"),
    Rule("term-missing", _W, "A glossary term is not in the translation"),
    Rule("term-deprecated", _W, "A forbidden rendering of a glossary term"),
    Rule("number", _W, "A number of the source is not in the translation"),
    Rule("number-added", _W, "A number of the translation is not in the source"),
    Rule("percent", _W, "A percentage of the source is not in the translation"),
    Rule("date", _W, "A date of the source is not in the translation"),
    Rule("unit", _W, "A unit or currency of the source is not in the translation"),
    Rule("identifier", _W, "An identifier of the source is not in the translation as it is"),
    Rule("name", _W, "A Latin word or name of the source is not in the translation"),
    Rule("url", _W, "A URL or e-mail address of the source is not in the translation as it is"),
    Rule("leftover", _W, "Chinese characters are left in a translation"),
    Rule("wide-punctuation", _W, "Full-width characters are left in a translation"),
    Rule("brackets", _W, "Brackets of a translation are not balanced"),
    Rule("quotes", _W, "Quotation marks of a translation are not balanced"),
    Rule("loop", _W, "A translation repeats itself"),
    Rule("length", _W, "A translation is much shorter or longer than translations are"),
    Rule("number-word", _I, "A small number in words is not in the translation"),
    Rule("term-inconsistent", _I, "A document renders a term in two accepted ways"),
    Rule("inconsistent", _I, "Two segments with the same source have different translations"),
    Rule("negation", _I, "The source denies something, the translation does not seem to"),
    Rule("heading-stop", _I, "A heading ends in a full stop"),
    Rule("order", _I, "Links or other markup stand in another order than in the source"),
    Rule("pieces", _I, "A translation that was put together from pieces"),
    Rule("fuzzy", _I, "An approved translation of a similar sentence was used, or is proposed"),
)
BY_ID = {rule.id: rule for rule in RULES}
