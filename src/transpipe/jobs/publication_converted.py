"""One draft in Traditional Chinese on its way to be published: converted as a whole, so it has no segments to compare."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime

from transpipe.errors import ParseError
from transpipe.jobs.drafts import read_draft
from transpipe.jobs.gate import damage, placed
from transpipe.jobs.publication import Publication, Terms
from transpipe.model import Document, FileChange, Finding, Severity, SourceFile, line_and_column
from transpipe.parse.document import parse_document
from transpipe.stores.draft_table import DraftEntry
from transpipe.stores.journal import Event
from transpipe.write.lastmod import lastmod_edit
from transpipe.write.paths import language_path
from transpipe.write.provenance import (
    APPROVED,
    CONVERSION,
    PUBLISHED,
    content_hash,
    digest,
    provenance_edit,
    read_provenance,
    removal,
)
from transpipe.write.splice import splice


def prepare_converted(entry: DraftEntry, terms: Terms) -> Publication | tuple[Finding, ...]:
    """Bring a converted draft to the form in which it is published, or say what stands against it."""

    def refused(rule: str, message: str) -> tuple[Finding, ...]:
        return (Finding(rule, Severity.ERROR, entry.path, 1, message),)

    posts, site = terms.posts, terms.posts.site
    rules = posts.rules()
    draft = site.read(entry.path)
    if isinstance(draft, Finding):
        return (draft,)
    read = read_draft(draft, rules)
    if isinstance(read, Finding):
        return (read,)
    document, made = read
    if made.get("status") != APPROVED and not terms.approve:
        status = made.get("status")
        return refused(
            "not-approved", f"its status is {status}: set `status: {APPROVED}` in it, or publish it with --approve"
        )
    file, source = posts.file(entry.source), site.read(entry.source) if entry.source else None
    if file is None or not isinstance(source, SourceFile):
        return refused("orphan-draft", f"its source {entry.source} is gone, so it can't be checked")
    target = posts.page(entry.path, terms.output)
    page = posts.file(target)
    if page is None or target != language_path(file, page.language, posts.languages):
        return refused("renamed-draft", f"this is no place for a draft of {entry.source}: move it back")
    if made.get("source_hash") != content_hash(source.data):
        return refused(
            "outdated-draft", f"{entry.source} has changed; `transpipe run {entry.source}` brings it up to date"
        )
    before = site.now(target)
    if before is not None and not _is_conversion(before, terms):
        return refused("occupied", f"{target} is there already, and people have worked on it: move one of the two away")
    try:
        original = parse_document(source.data, rules.prose)
    except ParseError as error:
        line, _ = line_and_column(source.data, error.offset)
        return (Finding(error.rule, Severity.ERROR, source.path, line, str(error)),)
    findings = placed(damage(original, document), document, entry.path, lambda at: line_and_column(draft.data, at))
    if findings:
        return tuple(findings)
    data = _published(document, made, terms)
    detail = {"draft": entry.path, "model": made.get("model")}
    event = Event("published", target, entry.source, terms.author, detail)
    files = (FileChange(target, before, data), FileChange(entry.path, draft.data, None))
    return Publication(entry.path, entry.source, target, files, (), (), {}, event)


def _is_conversion(data: bytes, terms: Terms) -> bool:
    """Whether a page was converted, and nobody has worked on it since."""
    try:
        document = parse_document(data, terms.posts.rules().prose)
    except ParseError:
        return False
    made = read_provenance(document) or {}
    return made.get("kind") == CONVERSION and made.get("digest") == digest(document)


def _published(document: Document, made: Mapping[str, object], terms: Terms) -> bytes:
    rules = terms.posts.rules().prose
    today = datetime.now(UTC).date().isoformat()
    plain = parse_document(splice(document.source, [removal(document)]), rules)
    lastmod = lastmod_edit(plain, today) if terms.lastmod else None
    page = parse_document(splice(plain.source, [lastmod] if lastmod else []), rules)
    keep = {key: str(made[key]) for key in ("kind", "source", "source_hash", "model", "date", "tool") if key in made}
    values = {"status": PUBLISHED, **keep, "approved_by": terms.author, "approved": today, "digest": digest(page)}
    return splice(page.source, [provenance_edit(page, values)])
