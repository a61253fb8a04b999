"""`stale` and `structure` on real posts: edits at random places, of which each must be told and nothing else."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from git_sites import GitSite, stamped
from helpers import PROSE, translated
from transpipe.jobs.pair_compare import compare_pair
from transpipe.model import Block, InlineKind, SourceFile
from transpipe.pair.fingerprint import prose
from transpipe.parse.document import parse_document
from transpipe.script import has_han
from transpipe.stores.git import History

ADDED = "这是后来添加的一个段落，翻译里还没有。"
POSTS = 60


def is_plain(block: Block) -> bool:
    """One run of Chinese text, which can be edited without a look at its markup."""
    return len(block.inlines) == 1 and block.inlines[0].kind is InlineKind.TEXT and has_han(prose(block))


def edited(data: bytes, choice: random.Random) -> tuple[bytes, set[int], int]:
    """A post with up to three edits, the numbers of the segments that are out of date then, and of additions."""
    blocks = parse_document(data, PROSE).blocks
    plain = [
        n
        for n, block in enumerate(blocks)
        if block.kind in ("paragraph", "item", "heading", "cell") and is_plain(block)
    ]
    places = sorted(choice.sample(plain, min(len(plain), choice.randint(0, 3))), reverse=True)
    stale: set[int] = set()
    added = 0
    for number in places:
        block = blocks[number]
        start, end = block.span
        alone = block.kind == "paragraph" and sum(other.outer == block.outer for other in blocks) == 1
        action = choice.choice(["words", "words", "cosmetic", "remove", "add"] if alone else ["words", "cosmetic"])
        if action == "words":
            data = data[:end] + "新的说法".encode() + data[end:]
            stale.add(number)
        elif action == "cosmetic":
            data = data[:start] + b"**" + data[start:end] + b"**" + data[end:]
        elif action == "remove" and block.outer:
            data = data[: block.outer.start] + data[block.outer.end :]
            stale.add(number)
        elif block.outer:
            data = data[: block.outer.start] + f"{ADDED}\n\n".encode() + data[block.outer.start :]
            added += 1
    return data, stale, added


@pytest.mark.parametrize("recorded", [False, True], ids=["history", "record"])
def test_random_edits_of_real_posts(
    corpus: list[Path], tmp_path: Path, capsys: pytest.CaptureFixture[str], recorded: bool
) -> None:
    choice = random.Random(7)
    posts = [path for path in corpus if path.name != "README.md" and path.stat().st_size < 20_000][
        :: len(corpus) // POSTS
    ]
    posts = [
        path for path in posts if any(is_plain(block) for block in parse_document(path.read_bytes(), PROSE).blocks)
    ]
    site = GitSite(tmp_path)
    files = [
        (f"content/{n}/index.zh.md", f"content/{n}/index.en.md", path.read_bytes()) for n, path in enumerate(posts)
    ]
    for zh_path, en_path, data in files:
        site.zh_path, site.en_path = zh_path, en_path
        site.write(zh_path, data.decode("utf-8"))
        target = translated(data)
        site.write(en_path, (stamped(data, target, zh_path) if recorded else target).decode("utf-8"))
    site.commit()
    expected = []
    for zh_path, _, data in files:
        changed, stale, added = edited(data, choice)
        site.write(zh_path, changed.decode("utf-8"))
        expected.append((stale, added))
    site.commit()
    right = wrong = missed = 0
    with History(site.root, "content") as history:
        for (zh_path, en_path, _), (stale, added) in zip(files, expected, strict=True):
            sides = [SourceFile(path, site.read(path).encode("utf-8")) for path in (zh_path, en_path)]
            comparison = compare_pair(sides[0], sides[1], history, PROSE)
            verdicts = comparison.verdicts if comparison else ()
            found = {number for verdict in verdicts for number in verdict.target}
            new = sum(len(verdict.source) for verdict in verdicts if not verdict.target)
            differences = len(comparison.differences) if comparison else 0
            right += len(found & stale) + min(new, added)
            wrong += len(found - stale) + max(0, new - added) + differences
            missed += len(stale - found) + max(0, added - new)
    precision, recall = right / (right + wrong), right / (right + missed)
    with capsys.disabled():
        print(
            f"\nedits of {len(files)} real posts: {right + missed} to be found; precision {precision:.3f}, recall {recall:.3f}"
        )
    assert precision >= 0.95
    assert recall >= 0.95
