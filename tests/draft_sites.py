"""A site with two machine drafts, and what goes out of them and comes in."""

from __future__ import annotations

from pathlib import Path

from click.testing import CliRunner

from transpipe.cli import app
from transpipe.errors import TranspipeError
from transpipe.exchange.formats import FORMATS, read
from transpipe.exchange.values import Incoming, UnitState

PAGE = """---
title: 绿色标准
description: "第一句“话”。"
---
## 标题一

请看[附件](https://a.org/x "说明")和`code`，**很好**。后面的话。

![图片说明](a.png)

| 名称 | 数值 |
|---|---|
| 城市 | 数据 |

- 列表一
- 列表二[链接](b.md)

> 引用的话。

没有标签的段落。
"""
OTHER = "---\ntitle: 另一篇\n---\n只有一段。\n"
DRAFT, SECOND = "review/p/index.en.md", "review/q/index.en.md"
FIRST = "content/p/index.zh.md"
LINKED = "请看⟦1⟧附件⟦/1⟧和⟦2/⟧，⟦3⟧很好⟦/3⟧。后面的话。"
PLAIN = "没有标签的段落。"


class Site:
    """A site with two drafts, and what goes out and comes in."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def read(self, path: str) -> str:
        return (self.root / path).read_bytes().decode("utf-8")

    def write(self, path: str, text: str) -> None:
        (self.root / path).parent.mkdir(parents=True, exist_ok=True)
        (self.root / path).write_bytes(text.encode("utf-8"))

    def edit(self, path: str, old: str, new: str) -> None:
        text = self.read(path)
        assert text.count(old) == 1, (old, text)
        self.write(path, text.replace(old, new))

    def drafts(self) -> dict[str, bytes]:
        return {str(path): path.read_bytes() for path in sorted((self.root / "review").rglob("*.md"))}

    def do(self, *arguments: str, code: int = 0) -> str:
        result = CliRunner().invoke(app, list(arguments), standalone_mode=False)
        if isinstance(result.exception, TranspipeError):
            raise result.exception
        assert result.exception is None, (result.exception, result.output)
        assert (result.return_value or 0) == code, result.output
        return result.output

    def export(self, name: str = "tsv", *paths: str, stem: str = "out") -> str:
        """All drafts in one file of a format; its path."""
        file = f"{stem}{FORMATS[name].suffix}"
        self.do("export", *paths, "--format", name, "--single", "--output", file)
        return file

    def units(self, name: str = "tsv") -> list[Incoming]:
        file = self.export(name, stem="look")
        return read(file, (self.root / file).read_bytes())

    def unit(self, source: str) -> Incoming:
        return next(unit for unit in self.units() if unit.source == source)

    def translate(self, source: str, target: str, state: str = "reviewed", file: str = "") -> str:
        """An exported table, or one that is there, with another translation of one segment."""
        unit, file = self.unit(source), file or self.export()
        (old,) = [line for line in self.read(file).split("\n") if line.split("\t")[1:2] == [unit.id]]
        cells = old.split("\t")
        cells[3], cells[5] = state, target
        self.edit(file, old, "\t".join(cells))
        return file

    def state(self, source: str) -> UnitState:
        return self.unit(source).state


def draft_site(root: Path) -> Site:
    """The site; the working directory has to be its root."""
    made = Site(root)
    made.write("transpipe.yaml", "engine: pseudo\n")
    made.write(FIRST, PAGE)
    made.write("content/q/index.zh.md", OTHER)
    made.do("run", "-q", "--scope", "missing")
    return made
