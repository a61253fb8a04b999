"""A small site with drafts of the pseudo engine, for the tests of the review page."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import frontmatter
from click.testing import CliRunner

from transpipe.cli import app

ATTACK = "<script>alert(1)</script>"
SETTINGS = "engine: pseudo\nglossary: glossary\n"
GLOSSARY = """\
terms:
  - source: 碳中和
    target: carbon neutrality
    deprecated: [carbon balance]
"""
POST = f"""\
---
title: 混合的标题{ATTACK}
weight: 1
---
English text of the post.

> Requires translation

## 第一个标题

这里有**重要的词**和[一个链接](https://example.org/a "标题{ATTACK}")，还有`代码`。

2023年有500家公司参加，谈到碳中和。

第三段话{ATTACK}，到此为止。这是第二句。

- 列表的第一项
- 列表的第二项

![图片的说明](a.png)
"""
OTHER = "---\ntitle: 第二篇\n---\n> Requires translation\n\n另一篇文章的话。\n"
DRAFT = "review/post/index.en.md"
SOURCE = "content/post/index.en.md"


def make_site(root: Path, posts: dict[str, str] | None = None) -> Path:
    """Write the site and make its drafts; `root` is given back."""
    files = {
        "transpipe.yaml": SETTINGS,
        "glossary/terms.yaml": GLOSSARY,
        **(posts or {SOURCE: POST, "content/other/index.en.md": OTHER}),
    }
    for path, text in files.items():
        place = root / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(text.encode("utf-8"))
    run(root, "run")
    return root


def run(root: Path, *arguments: str, code: int = 0) -> str:
    """A command on the site; its output."""
    command, *rest = arguments
    result = CliRunner().invoke(app, [command, *rest, "--config", str(root / "transpipe.yaml")])
    assert result.exit_code == code, result.output or result.exception
    return result.output


def provenance(root: Path, path: str = DRAFT) -> dict[str, str]:
    """What a draft says of itself."""
    made = frontmatter.loads((root / path).read_text("utf-8"))["params"]["transpipe"]
    assert isinstance(made, dict)
    return made


class Server:
    """`transpipe review` in a process of its own."""

    def __init__(self, root: Path, port: int = 0) -> None:
        source = Path(__file__).parents[1] / "src"
        command = [sys.executable, "-m", "transpipe", "review", "--no-open", "--port", str(port)]
        environment = {**os.environ, "PYTHONPATH": str(source)}
        self.process = subprocess.Popen(command, cwd=root, env=environment, stdout=subprocess.PIPE, text=True)
        assert self.process.stdout is not None
        found = re.search(r"http://127\.0\.0\.1:(\d+)/\?token=\S+", self.process.stdout.readline())
        assert found is not None
        self.address, self.port = found[0], int(found[1])
        self.base = f"http://127.0.0.1:{self.port}"

    def kill(self) -> None:
        """As `kill -9` does."""
        self.process.kill()
        self.process.wait()

    def stop(self) -> int:
        """As Ctrl+C does; the exit code."""
        if self.process.poll() is None:
            self.process.send_signal(2)
        code = self.process.wait(20)
        assert self.process.stdout is not None
        self.process.stdout.close()
        return code
