"""Random changes of real texts: an untouched draft that follows its source is the draft that would be made anew, and
what a person wrote is never lost."""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from helpers import PROSE, PROVENANCE, RULES, drafts_of
from transpipe.errors import ParseError
from transpipe.model import SourceFile
from transpipe.pair.outline import read_outline
from transpipe.parse.document import parse_document
from transpipe.pipeline.merge import Existing, Merge, Stuck, merge_draft
from transpipe.pipeline.plan import Kind, Plan, plan_file
from transpipe.pipeline.render import render_plan
from transpipe.write.provenance import read_provenance

REPOSITORY = Path(__file__).parents[2]
TEXTS = [
    *sorted(REPOSITORY.glob("tests/constructs/*/source.md")),
    *sorted(REPOSITORY.glob("content/post/*/index.en.md")),
]
TURNS = 6
WORDLESS = ("link", "quotes", "space", "markup")
"""Edits that change no word."""
LAST_CHINESE = re.compile(r"^(?!.*\(#)(.*[\u4e00-\u9fff])", re.M)
"""In every line with Chinese, but for those with links to headings, which would ask for others."""


def plan_of(data: bytes) -> Plan | None:
    try:
        made = plan_file(SourceFile("a.md", data), Kind.MISSING, RULES)
    except ParseError:
        return None
    return made if isinstance(made, Plan) else None


def written(plan: Plan) -> bytes | None:
    try:
        return render_plan(plan, drafts_of(plan), PROVENANCE, PROSE).data
    except ParseError:
        return None  # no place for provenance


def merged(plan: Plan, draft: bytes, *, pristine: bool) -> Merge | Stuck | None:
    try:
        document = parse_document(draft, PROSE)
        outline = read_outline(read_provenance(document) or {})
        assert outline is not None
        existing = Existing(document, outline, pristine, False)
        return merge_draft(plan, existing, RULES, frozenset(), keep_machine=True)
    except ParseError:
        return None  # a person has broken the front matter or a shortcode


def mutated(source: bytes, chance: random.Random) -> bytes:
    lines = source.decode("utf-8").split("\n")
    places = [number for number, line in enumerate(lines) if len(line) > 3 and line.strip("\ufeff-+\r")]
    for place in chance.sample(places, min(3, len(places))):
        line = lines[place]
        match chance.choice(("append", "delete", "insert", "swap", "list", "quote", "link", "twice")):
            case "append":
                lines[place] += "改了"
            case "delete":
                lines[place] = ""
            case "insert":
                lines[place] += "\n\n新的一段话。"
            case "list":
                lines[place] = "- " + line
            case "quote":
                lines[place] = "> " + line
            case "link":
                lines[place] = line.replace("](", "](x/")
            case "twice":
                lines[place] += "\n" + line
            case _:
                other = chance.choice(places)
                lines[place], lines[other] = lines[other], lines[place]
    return "\n".join(lines).encode("utf-8")


def all_changed(source: bytes, chance: random.Random) -> bytes:
    """Chinese is added to all Chinese, so that every segment has changed."""
    return LAST_CHINESE.sub(r"\1改了", source.decode("utf-8")).encode("utf-8")


def edited(draft: bytes, chance: random.Random) -> tuple[bytes, list[bytes]]:
    """A draft that a person has worked on, and words that must still be there."""
    lines = draft.decode("utf-8").split("\n")
    start = next(number for number, line in enumerate(lines) if line.lstrip().startswith("digest:"))
    places = [n for n, line in enumerate(lines) if n > start + 1 and len(line) > 15 and not set("{|<`") & set(line)]
    words = []
    for place in chance.sample(places, min(3, len(places))):
        word = f"HUMAN{place}x"
        line = lines[place]
        match chance.choice(("replace", "append", "split", "insert", "delete", "merge", *WORDLESS)):
            case "replace":
                lead = line[: len(line) - len(line.lstrip(" #>-*0123456789."))]
                lines[place] = f"{lead}{word} text."
            case "append":
                lines[place] += f" {word}"
            case "split":
                lines[place] = f"{line[: len(line) // 2]} {word}\n\n{line[len(line) // 2 :]}"
            case "insert":
                lines[place] += f"\n\n{word} in a paragraph of its own."
            case "link" if "](" in line:
                word = f"](HUMAN{place}x/"
                lines[place] = line.replace("](", word, 1)
            case "quotes" if '"' in line:
                word = "«"
                lines[place] = line.replace('"', word)
            case "space" if " " in line.strip():
                word = "\u00a0 \u00a0"
                lines[place] = line[: line.rindex(" ")] + word + line[line.rindex(" ") + 1 :]
            case "markup" if found := re.search(r"[a-z]{3,}", line):
                word = f'<b id="HUMAN{place}x">'
                lines[place] = f"{line[: found.start()]}{word}{found[0]}</b>{line[found.end() :]}"
            case "merge" if place + 2 < len(lines) and not lines[place + 1]:
                lines[place] += f" {word} {lines[place + 2]}"
                lines[place + 1] = lines[place + 2] = ""
            case _:
                lines[place] = ""
                continue
        words.append(word)
    data = "\n".join(lines).encode("utf-8")
    return data, [word.encode() for word in words if word.encode() in data]


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: path.parent.name)
def test_an_untouched_draft_that_follows_its_source_is_the_new_draft(path: Path) -> None:
    source = path.read_bytes()
    plan = plan_of(source)
    assert plan is not None
    draft = written(plan)
    assert draft is not None
    chance = random.Random(path.parent.name)
    for _ in range(TURNS):
        changed = plan_of(mutated(source, chance))
        fresh = written(changed) if changed else None
        if changed is None or fresh is None:
            continue
        merge = merged(changed, draft, pristine=True)
        assert isinstance(merge, Merge), merge
        assert written(merge.plan) == fresh


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: path.parent.name)
@pytest.mark.parametrize("change", [mutated, all_changed])
def test_what_a_person_wrote_is_never_lost(path: Path, change: Callable[[bytes, random.Random], bytes]) -> None:
    source = path.read_bytes()
    plan = plan_of(source)
    assert plan is not None
    draft = written(plan)
    if draft is None or b"digest:" not in draft:
        pytest.skip("its front matter is no YAML, and the edits here are")
    chance = random.Random(path.parent.name)
    for _ in range(TURNS):
        kept, words = edited(draft, chance)
        changed = plan_of(change(source, chance))
        merge = merged(changed, kept, pristine=False) if changed else None
        if changed is None or not isinstance(merge, Merge):
            continue  # left as it is, for people
        result = written(merge.plan)
        assert result is not None
        assert [word for word in words if word not in result] == []
        again = merged(changed, result, pristine=False)
        assert isinstance(again, Merge), again
        assert written(again.plan) == result
