"""Sites of any size whose every sentence is in the memory, so that a run recalls everything and asks no engine.

The embedded model translates a pool of real blocks once, which fills a memory. A post is a row of such blocks, drawn
anew for each post, under headings and opening sentences of its own that hold its number; their units are put into the
memory beside those of the model. So the memory grows with the site: some 500 shared sentences, and 3 for each post.
"""

from __future__ import annotations

import random
import re
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from corpus import real_posts
from harness import ROOT, TRANSPIPE

from transpipe.jobs.setup import MEMORY_FILE, make_decoding, make_engine
from transpipe.pipeline.draft import unit_key, way_of_asking
from transpipe.stores.glossary_files import load_glossary
from transpipe.stores.memory import SqliteMemory
from transpipe.stores.settings import load_settings
from transpipe.translate.ladder import Work
from transpipe.translate.ports import MemoryUnit
from transpipe.units import Origin

POOL = 300
"""Blocks that the model translates."""
SIZE = 250
"""Bytes of shared blocks in a post, at least; with its own sentences a post has about 0.5 KB and 7 sentences."""
SECTIONS = 1
_BATCH = 20_000
_CACHE = "PRAGMA cache_size = -500000"  # keys come in no order: the whole tree is kept while it is filled
_PLAIN = re.compile(r"(?!.*(?:```|~~~|<|\{\{|\]\[|^\[|^ |\|))(?:[-*] )?[\u4e00-\u9fff].{40,300}", re.DOTALL)


class Own(NamedTuple):
    """A sentence that only one post has."""

    source: str
    target: str


def blocks() -> list[str]:
    """Paragraphs and lists of the real posts, with their links, emphasis and code, that stand on their own."""
    texts = (path.read_text(encoding="utf-8") for path in real_posts())
    found = {block: None for text in texts for block in text.split("\n\n") if _PLAIN.fullmatch(block.rstrip())}
    return random.Random(1).sample(sorted(found), POOL)


def own_sentences(number: int) -> list[Own]:
    """Title, headings and opening sentences of a post."""
    rows = [Own(f"第{number}号公告", f"Notice {number}")]
    for section in range(1, SECTIONS + 1):
        rows.append(Own(f"第{number}号公告的第{section}节", f"Section {section} of notice {number}"))
        rows.append(
            Own(f"第{number}号公告第{section}节的内容如下。", f"Section {section} of notice {number} reads as follows.")
        )
    return rows


def post(number: int, pool: Sequence[str]) -> str:
    """A post, the same for a number whatever the size of the site."""
    chance = random.Random(number)
    title, *rows = own_sentences(number)
    lines = [f"---\ntitle: {title.source}\ndate: 2024-03-{number % 28 + 1:02}\ndraft: false\n---"]
    for heading, opening in zip(rows[::2], rows[1::2], strict=True):
        lines += [f"## {heading.source}", opening.source]
        room = SIZE // SECTIONS
        while room > 0:
            lines.append(chance.choice(pool).strip())
            room -= len(lines[-1].encode("utf-8"))
    return "\n\n".join(lines) + "\n"


def make_base(root: Path) -> None:
    """A site without content and with a memory: what the model says of the pool."""
    folder = root / "content" / "pool"
    folder.mkdir(parents=True)
    (folder / "index.zh.md").write_text("\n\n".join(blocks()), encoding="utf-8")
    shutil.copytree(ROOT / "glossary", root / "glossary")
    (root / "transpipe.yaml").write_text("content: content\n", encoding="utf-8")
    subprocess.run([*TRANSPIPE, "run", "--scope", "all", "--quiet"], cwd=root, check=True, stdout=subprocess.DEVNULL)
    for name in ("content", "review"):
        shutil.rmtree(root / name)


def make_site(base: Path, root: Path, posts: int) -> int:
    """Write the posts and put their own sentences into a copy of the memory; the number of its units."""
    shutil.copytree(base, root, dirs_exist_ok=True)
    pool = blocks()
    for number in range(posts):
        folder = root / "content" / f"section-{number // 500}" / f"post-{number}"
        folder.mkdir(parents=True)
        (folder / "index.zh.md").write_text(post(number, pool), encoding="utf-8")
    memory = SqliteMemory(root / ".transpipe" / MEMORY_FILE)
    memory.use(lambda connection: connection.execute(_CACHE).fetchall())
    batch: list[MemoryUnit] = []
    for unit in _own_units(root, posts):
        batch.append(unit)
        if len(batch) == _BATCH:
            memory.remember(batch)
            batch.clear()
    memory.remember(batch)
    (units,) = memory.use(lambda connection: connection.execute("SELECT count(*) FROM unit").fetchone())
    memory.close()
    return int(units)


def _own_units(root: Path, posts: int) -> Iterator[MemoryUnit]:
    """The units that the model would have made of the posts' own sentences, but for the words."""
    settings = load_settings(root)
    glossary, engine = load_glossary(root / "glossary"), make_engine(settings).id
    asked = way_of_asking(engine, make_decoding(settings))
    for number in range(posts):
        for own in own_sentences(number):
            key = unit_key(Work(own.source, tuple(glossary.find(own.source))), asked)
            yield MemoryUnit(key, own.source, own.target, Origin.ENGINE, -0.5, engine)
