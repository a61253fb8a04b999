"""Where `transpipe check` puts its report: terminal, file, summary of a CI step."""

from __future__ import annotations

import json
import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from transpipe.cli import app
from transpipe.report.formats import FORMATS


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    root = tmp_path / "web"
    (root / "content").mkdir(parents=True)
    (root / "transpipe.yaml").write_bytes(b"")
    (root / "content/a.md").write_bytes("中文段落。\n".encode())
    (root / "content/a.zh.md").write_bytes("中文段落。\n".encode())
    monkeypatch.chdir(root)
    monkeypatch.delenv("GITHUB_STEP_SUMMARY", raising=False)
    return root


def check(*arguments: str) -> Result:
    result = CliRunner().invoke(app, ["check", *arguments], standalone_mode=False)
    assert result.exception is None, result.exception
    assert result.return_value == 1
    return result


@pytest.mark.parametrize("format_", FORMATS)
def test_a_file_holds_what_the_terminal_shows(site: Path, format_: str) -> None:
    shown = check("--format", format_).stdout
    assert "a.md" in shown
    assert check("--format", format_, "--output", "out").stdout == ""
    if format_ != "json":  # which tells the time it took
        assert Path("out").read_bytes().decode("utf-8") == shown


def test_a_file_that_cannot_be_written_is_an_error(site: Path) -> None:
    result = CliRunner().invoke(app, ["check", "--output", "no/such/folder/x"], standalone_mode=False)
    assert "no/such/folder/x: can't be written" in str(result.exception)


def test_the_summary_of_a_step_is_added_to_what_is_there(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    summary = site / "summary.md"
    summary.write_bytes(b"### Another step\n")
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(summary))
    check("--format", "text")
    assert summary.read_bytes() == b"### Another step\n"
    check("--format", "github")
    text = summary.read_bytes().decode("utf-8")
    assert text.startswith("### Another step\n### transpipe check: 1 error\n")
    assert "untranslated" in text


def test_paths_for_ci_begin_at_the_repository(site: Path) -> None:
    assert "::error file=content/a.md," in check("--format", "github").stdout
    (site.parent / ".git").mkdir()
    assert "::error file=web/content/a.md," in check("--format", "github").stdout
    assert json.loads(check("--format", "json").stdout)["findings"][0]["path"] == "content/a.md"


def on_a_terminal(**environment: str) -> str:
    """What the program writes to a terminal of its own."""
    ours, theirs = pty.openpty()
    clean = {name: value for name, value in os.environ.items() if name != "NO_COLOR"}
    call = [sys.executable, "-m", "transpipe", "check"]
    with subprocess.Popen(call, stdout=theirs, stderr=theirs, env={**clean, **environment}) as process:
        os.close(theirs)
        written = b""
        try:
            while piece := os.read(ours, 4096):
                written += piece
        except OSError:  # the other end is closed: Linux says so by an error
            pass
    os.close(ours)
    assert process.returncode == 1, written
    return written.decode("utf-8")


def test_colours_are_for_terminals_whose_user_wants_them(site: Path) -> None:
    assert "\x1b[1;31merror" in on_a_terminal()
    assert "\x1b" not in on_a_terminal(NO_COLOR="1")
    assert "\x1b" not in check().stdout
