"""The pages as whole documents: the list of drafts, and a draft."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple
from urllib.parse import quote

from markupsafe import Markup

from transpipe.review.asset_files import asset_address
from transpipe.review.markup import Child, join, tag
from transpipe.review.rows import findings_list, row_html
from transpipe.review.values import FILTERS, DraftSummary, DraftView, matching
from transpipe.review.words import Words, counted, name

KEYS = (
    ("j", "next"), ("k", "previous"), ("Enter", "edit"), ("a", "approve"), ("n", "finding"), ("f", "fix"),
    ("1…9", "take"), ("Alt+1…9", "tag"), ("u", "undo"), ("/", "search"), ("p", "preview"), ("?", "help"),
)  # fmt: skip


class Page(NamedTuple):
    """What every page needs to know of its reader."""

    language: str
    words: Words
    csrf: str = ""
    here: str = "/"
    """Path of the page with its query, for the link to the other language."""


def drafts_page(drafts: Sequence[DraftSummary], page: Page) -> str:
    """The list of drafts, what needs attention first."""
    w = page.words
    ordered = sorted(
        drafts, key=lambda item: (-item.errors, -item.warnings, item.approved == item.segments, -item.days, item.path)
    )
    rows = [_draft_row(item, w) for item in ordered]
    heads = [tag("th", w(key), scope="col") for key in ("draft", "progress", "findings", "edited", "age", "status")]
    table = tag("table", tag("thead", tag("tr", heads)), tag("tbody", rows), class_="drafts")
    body = tag("main", tag("h1", w("drafts")), table if rows else tag("p", w("no-drafts")), id="content")
    return _document(page, w("title"), body)


def _draft_row(item: DraftSummary, w: Words) -> Markup:
    link = tag("a", item.title or item.path, href=f"/d/{item.id}")
    path = tag("span", item.path, class_="path") if item.title else None
    counts = [
        tag("span", counted(number, key, w), class_=f"severity severity-{severity}")
        for number, key, severity in ((item.errors, "errors", "error"), (item.warnings, "warnings", "warning"))
        if number
    ]
    return tag(
        "tr",
        tag("th", link, path, scope="row"),
        tag("td", progress(item.approved, item.segments, w)),
        tag("td", counts or w("none")),
        tag("td", f"{item.edited} {w('edited').lower()}" if item.edited else ""),
        tag("td", w("today") if item.days == 0 else counted(item.days, "days", w)),
        tag("td", name(item.status, w)),
    )


def progress(done: int, total: int, w: Words) -> Markup:
    """A bar with its numbers in words."""
    words = f"{done}/{total}"
    bar = tag("progress", words, value=done, max=total or 1, aria_label=f"{w('progress')} {words}")
    return tag("span", bar, " ", tag("span", words, aria_hidden="true"), class_="progress")


def draft_page(view: DraftView, page: Page, chosen: str = "all", query: str = "") -> str:
    """A draft as rows of source and translation."""
    w = page.words
    rows = matching(view.rows, chosen, query)
    body = join(
        _draft_head(view, w),
        _tools(view, w, chosen, query),
        tag(
            "main",
            findings_list(view.notes, w, "file-findings") if view.notes else None,
            tag("ol", [row_html(row, w) for row in rows], id="rows") if rows else tag("p", w("nothing-here")),
            id="content",
        ),
        tag("aside", id="preview", hidden=True, aria_label=w("preview")),
        _help(w),
        tag("div", id="status", role="status", aria_live="polite"),
        _messages(w),
    )
    return _document(page, view.title or view.path, body, script=True, draft=view.id)


def _draft_head(view: DraftView, w: Words) -> Markup:
    parts = (view.path, f"{w('made-by')} {view.model}" if view.model else "", view.date)
    return tag(
        "header",
        tag("nav", tag("a", f"‹ {w('drafts')}", href="/")),
        tag("h1", view.title or view.path),
        tag("p", " · ".join(part for part in parts if part), class_="path"),
        class_="draft-head",
    )


def _tools(view: DraftView, w: Words, chosen: str, query: str) -> Markup:
    """What stays in sight: how far the post is, what is shown of it, and what can be done with it as a whole."""
    options = [tag("option", w(f"filter-{name}"), value=name, selected=name == chosen) for name in FILTERS]
    form = tag(
        "form",
        tag("label", w("filter"), " ", tag("select", options, name="filter", id="filter")),
        tag("label", w("search"), " ", tag("input", type="search", name="q", value=query, id="search")),
        tag("button", w("search"), class_="no-script"),
        method="get",
        class_="filters",
    )
    buttons = [
        tag("button", w(key), type="button", data_action=key, class_="needs-script")
        for key in ("approve-clean", "approve-post", "undo", "preview", "help")
    ]
    # Without the script the preview is a page of its own.
    link = tag("a", w("preview"), href=f"/d/{view.id}/preview", class_="no-script")
    return tag(
        "div",
        tag(
            "div",
            tag("div", progress(sum(row.reviewed for row in view.rows), len(view.rows), w), id="progress"),
            form,
            tag("div", buttons, link, class_="actions", role="toolbar", aria_label=w("title")),
            class_="tools",
        ),
        class_="tool-bar",
    )


def _help(w: Words) -> Markup:
    rows = [tag("div", tag("dt", tag("kbd", key)), tag("dd", w(f"key-{name}"))) for key, name in KEYS]
    return tag(
        "dialog",
        tag("h2", w("help"), id="help-title"),
        tag("dl", rows),
        tag("button", w("close"), type="button", data_action="close-help"),
        id="help",
        aria_labelledby="help-title",
    )


def _messages(w: Words) -> Markup:
    """What the script says, in the language of the page."""
    keys = (
        "saved",
        "saving",
        "not-saved",
        "gone",
        "changed-elsewhere",
        "changed-meanwhile",
        "tag-lost",
        "all-done",
        "from-the-top",
        "no-finding",
        "theirs",
        "close-preview",
    )
    return tag("div", id="messages", hidden=True, **{f"data_{key.replace('-', '_')}": w(key) for key in keys})


def _document(page: Page, title: str, body: Child, *, script: bool = False, draft: str = "") -> str:
    w = page.words
    other = "zh" if page.language == "en" else "en"
    head = tag(
        "head",
        tag("meta", charset="utf-8"),
        tag("meta", name="viewport", content="width=device-width, initial-scale=1"),
        tag("meta", name="color-scheme", content="light dark"),
        tag("title", f"{title} · transpipe"),
        tag("link", rel="icon", href="data:,"),
        tag("link", rel="stylesheet", href=asset_address("review.css")),
        # Not deferred: it has to hear the keys that are pressed while the page arrives.
        tag("script", src=asset_address("review.js")) if script else None,
    )
    bar = tag(
        "div",
        tag("a", w("skip"), href="#content", class_="skip"),
        tag("a", "transpipe", href="/", class_="brand"),
        tag(
            "a",
            w("language"),
            href=f"/language/{other}?to={quote(page.here, safe='/')}",
            hreflang=other,
            lang=other,
            aria_label=w("language-name"),
        ),
        class_="bar",
    )
    whole = tag(
        "html", head, tag("body", bar, body, data_csrf=page.csrf or None, data_draft=draft or None), lang=page.language
    )
    return f"<!DOCTYPE html>\n{whole}\n"
