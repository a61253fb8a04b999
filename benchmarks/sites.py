"""Sites for measurements, made out of the real posts: Chinese sources, English files by the pseudo engine, in git."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from corpus import real_posts
from harness import ROOT

from transpipe.jobs.setup import make_rules
from transpipe.model import SourceFile
from transpipe.pipeline.draft import Translator
from transpipe.pipeline.plan import Kind, Plan, plan_file
from transpipe.pipeline.render import render_plan
from transpipe.stores.memory import DictMemory
from transpipe.stores.settings import load_settings
from transpipe.translate.ports import Decoding
from transpipe.translate.pseudo import PseudoEngine
from transpipe.translate.terms import Glossary

FRONT = "---\ntitle: {title} {number}\ndate: 2024-03-{day:02}\ntags:\n  - standards\n  - climate\ndraft: false\n---\n\n"
# Somebody commits, and Git does not pack what was committed beside whatever is measured next.
_OPTIONS = ("-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "gc.auto=0", "-c", "maintenance.auto=false")
_KEPT = 3
"""Paragraphs that a file which is translated in part keeps in Chinese."""


class Body(NamedTuple):
    """The text of a post, without front matter, in both languages."""

    chinese: bytes
    english: bytes


def bodies(size: int) -> list[Body]:
    """Bodies of about `size` bytes; both languages have the same blocks between the same blank lines."""
    rules = make_rules(load_settings(ROOT), "all")
    translator = Translator(PseudoEngine(), DictMemory(), Glossary([], ""), Decoding())
    made = []
    for chinese in _cut(size):
        plan = plan_file(SourceFile("a.md", chinese), Kind.MISSING, rules)
        if isinstance(plan, Plan):
            english = render_plan(plan, translator.draft([plan]), {}, rules.prose).data
            made.append(Body(chinese, english.partition(b"\n---\n")[2] if english.startswith(b"---") else english))
    return made


def _cut(size: int) -> Iterator[bytes]:
    """Short pages are put together, long ones are cut at a blank line."""
    texts = [path.read_bytes().removeprefix(b"\xef\xbb\xbf") for path in real_posts()]
    texts = [text.partition(b"\n---\n")[2] if text.startswith(b"---") else text for text in texts]
    for number in range(len(texts)):
        text = b""
        while len(text) < size:
            text += texts[(number + len(text)) % len(texts)].strip() + b"\n\n"
        cut = text.find(b"\n\n", size)
        text = text[: cut + 1] if cut > 0 else text
        yield text + b"```\n" if text.count(b"```") % 2 else text


def keep_chinese(body: Body) -> bytes:
    """The English text with some of its paragraphs as they were."""
    sources, blocks = body.chinese.split(b"\n\n"), body.english.split(b"\n\n")
    assert len(sources) == len(blocks), "a translation keeps its blank lines"
    prose = [place for place, text in enumerate(sources) if text.decode("utf-8")[:1] > "\u4e00" and len(text) > 60]
    for place in prose[:_KEPT]:
        blocks[place] = sources[place]
    return b"\n\n".join(blocks)


def write_translated(root: Path, posts: int, size: int) -> int:
    """Write posts that are translated, but every tenth in part; one commit of git. The size of all files in bytes."""
    made = bodies(size)
    total = 0
    for number in range(posts):
        body = made[number % len(made)]
        english = keep_chinese(body) if number % 10 == 0 else body.english
        folder = root / "content" / f"section-{number % 50}" / f"post-{number}"
        folder.mkdir(parents=True)
        for code, title, text in (("zh", "文章", body.chinese), ("en", "Post", english)):
            front = FRONT.format(title=title, number=number, day=number % 28 + 1).encode("utf-8")
            total += (folder / f"index.{code}.md").write_bytes(front + text)
    commit(root)
    return total


def commit(root: Path) -> None:
    """Put all files into a repository of git."""
    for command in (["init", "-q"], ["add", "."], ["commit", "-q", "-m", "Site"]):
        subprocess.run(["git", *_OPTIONS, *command], cwd=root, check=True)
