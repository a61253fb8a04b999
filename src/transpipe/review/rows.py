"""A row of the page: a segment in both languages, with all that helps to judge it."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from transpipe.review.differences import differences
from transpipe.review.markup import Child, tag
from transpipe.review.tagged import tagged_html
from transpipe.review.values import Mark, Row, RowFinding
from transpipe.review.words import Words, name, rule_name


def row_html(row: Row, w: Words) -> Markup:
    """A row as an element; the script replaces it as a whole after every change."""
    head = tag(
        "div",
        tag("h2", _place(row, w)),
        _state(row, w),
        tag("button", w("edit"), type="button", data_action="edit", class_="needs-script"),
        _approval(row, w),
        class_="row-head",
    )
    details = [
        findings_list(row.findings, w) if row.findings else None,
        _source_change(row, w),
        _proposal(row, w),
        _memory(row, w),
        _terms(row, w),
        _alternatives(row, w),
        _comments(row, w),
    ]
    return tag(
        "li",
        head,
        _pair(row, w),
        tag("div", details, class_="details"),
        class_=f"row row-{row.state}" + (" has-findings" if row.findings else ""),
        id=f"row-{row.id}",
        tabindex=-1,
        data_row=row.id,
        data_version=row.version,
        data_raw=row.raw,
        data_target=row.target,
    )


def fixed_row(row: Row, w: Words) -> Markup:
    """A row to be read and printed: without buttons, forms and ids."""
    head = tag("div", tag("h3", _place(row, w)), _state(row, w), class_="row-head")
    details = [
        findings_list(row.findings, w, fixes=False) if row.findings else None,
        _source_change(row, w),
        _proposal(row, w, take=False),
        _box(w("comments"), [_remarks(row)]) if row.comments else None,
    ]
    return tag("li", head, _pair(row, w), tag("div", details, class_="details"), class_=f"row row-{row.state}")


def _place(row: Row, w: Words) -> str:
    return f"{w('line-number').format(row.line)} · {name(row.kind, w)}"


def _approval(row: Row, w: Words) -> Markup | None:
    """The button that approves, or takes it back; none where the server would refuse it."""
    if row.reviewed:
        return tag("button", w("take-back"), type="button", data_action="take-back", class_="needs-script")
    if not row.approvable:
        return None
    return tag("button", w("approve"), type="button", data_action="approve", class_="needs-script primary")


def _state(row: Row, w: Words) -> Markup:
    return tag("span", w(f"state-{row.state}"), class_=f"state state-{row.state}")


def _pair(row: Row, w: Words) -> Markup:
    source = _cell(w("source"), row.source, row.source_sentences, row, row.source_marks, "zh", w)
    target = _cell(w("translation"), row.target, row.target_sentences, row, row.target_marks, "en", w)
    return tag("div", source, target, class_="pair")


def _cell(
    label: str, text: str, sentences: Sequence[str], row: Row, marks: Sequence[Mark], language: str, w: Words
) -> Markup:
    """A side of a row; its sentences stand apart where both sides have as many."""
    tags = {info.number: info for info in row.tags}
    if row.raw and language == "en":
        content: Child | list[Markup] = tag("code", text, class_="raw")
    elif len(sentences) > 1:
        content = []
        position = 0
        for number, sentence in enumerate(sentences):
            start = text.find(sentence, position)
            position = max(start, position) + len(sentence)
            moved = [
                Mark(m.start - start, m.end - start, m.kind, m.label) for m in marks if start <= m.start < position
            ]
            content.append(tag("span", tagged_html(sentence, tags, w, moved), class_="sentence", data_sentence=number))
            content.append(Markup(" "))
    else:
        content = tagged_html(text, tags, w, marks)
    side = "source" if language == "zh" else "target"
    return tag(
        "div",
        tag("div", label, class_="label"),
        tag("div", content, class_="text", lang=language),
        class_=f"side {side}",
    )


def findings_list(findings: Sequence[RowFinding], w: Words, class_: str = "findings", *, fixes: bool = True) -> Markup:
    """Findings, worst first, with `fixes` each with its fix where there is one."""
    items = []
    for finding in sorted(findings, key=lambda item: -item.severity):
        severity = finding.severity.name.lower()
        fix = finding.fix if fixes else None
        button = (
            tag(
                "button",
                f"{w('apply')}: {fix.label}",
                type="button",
                data_action="take",
                data_text=fix.target,
                class_="fix needs-script",
            )
            if fix
            else None
        )
        items.append(
            tag("li", tag("span", w(f"severity-{severity}"), class_=f"severity severity-{severity}"), " ", finding.message, " ",
                tag("span", rule_name(finding.rule, w), class_="rule"), " ", button)
        )  # fmt: skip
    return tag("ul", items, class_=class_)


def _source_change(row: Row, w: Words) -> Markup | None:
    """What the source was when the row was translated, with what has become of it since."""
    change = row.source_change
    if change is None:
        return None
    if not change.before:
        return tag("p", w("source-unknown"), class_="note")
    return _box(w("source-change"), [tag("p", differences(change.before, change.now, w), lang="zh")], "source-change")


def _proposal(row: Row, w: Words, *, take: bool = True) -> Markup | None:
    """What the machine would write now, beside a person's text."""
    if not row.proposal:
        return None
    infos = {info.number: info for info in row.tags}
    text = tag("p", tagged_html(row.proposal, infos, w), lang="en")
    return _box(w("proposal"), [text, _take(row.proposal, w) if take else None])


def _memory(row: Row, w: Words) -> Markup | None:
    if not row.memory:
        return None
    infos = {info.number: info for info in row.tags}
    items = [
        tag(
            "li",
            tag("span", f"{match.percent} %", class_="percent"),
            tag("span", match.origin, class_="origin"),
            tag("p", differences(match.source, row.source, w), lang="zh") if match.percent < 100 else None,
            tag("p", tagged_html(match.target, infos, w), lang="en"),
            tag("p", match.note, class_="note") if match.note else None,
            _take(match.target, w),
        )
        for match in row.memory
    ]
    return _box(w("memory"), [tag("ol", items, class_="memory")])


def _terms(row: Row, w: Words) -> Markup | None:
    """The glossary entries of the row, for those who have no pointer to hover with."""
    labels = dict.fromkeys(mark.label for mark in (*row.source_marks, *row.target_marks))
    if not labels:
        return None
    return tag(
        "details", tag("summary", f"{w('terms')} ({len(labels)})"), tag("ul", [tag("li", label) for label in labels])
    )


def _alternatives(row: Row, w: Words) -> Markup | None:
    """What else the machine has to offer; it is asked when somebody wants to know."""
    if row.raw or row.reviewed:
        return None
    if not row.alternatives:
        return tag("button", w("alternatives"), type="button", data_action="alternatives", class_="needs-script quiet")
    infos = {info.number: info for info in row.tags}
    items = [tag("li", tagged_html(text, infos, w), " ", _take(text, w), lang="en") for text in row.alternatives]
    return tag("details", tag("summary", f"{w('alternatives')} ({len(items)})"), tag("ol", items), open=True)


def _comments(row: Row, w: Words) -> Markup:
    form = tag(
        "form",
        tag("label", w("comment"), " ", tag("input", name="text", maxlength=2000, autocomplete="off")),
        tag("button", w("add-comment"), type="submit"),
        class_="comment needs-script",
    )
    number = len(row.comments)
    title = f"{w('comments')} ({number})" if number else w("comments")
    return tag("details", tag("summary", title), _remarks(row) if number else None, form, open=bool(number))


def _remarks(row: Row) -> Markup:
    items = [
        tag("li", comment.text, " ", tag("span", f"{comment.author} {comment.time}".strip(), class_="origin"))
        for comment in row.comments
    ]
    return tag("ul", items)


def _box(title: str, children: Sequence[Child], name: str = "") -> Markup:
    return tag("div", tag("h3", title), children, class_=f"box {name}".strip())


def _take(text: str, w: Words) -> Markup:
    return tag("button", w("take"), type="button", data_action="take", data_text=text, class_="needs-script")
