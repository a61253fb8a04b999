"""From marked post to published page, with real files and a real Git repository, and the pseudo engine."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
from collections.abc import Iterator
from pathlib import Path

import frontmatter
import pytest
from click.testing import CliRunner, Result

import transpipe.stores.lock
from transpipe.cli import app
from transpipe.errors import TranspipeError
from transpipe.model import FileChange
from transpipe.stores.journal import Change, Journal
from transpipe.stores.lock import site_lock
from transpipe.stores.memory import SqliteMemory

MIXED = "---\ntitle: 混合的标题\nweight: 1\n---\nEnglish one.\n\n> Requires translation\n\n第一段话。\n\n第二段话。\n"
CHINESE = "---\ntitle: 中文的标题\n---\n第一段话。\n\n![图](a.png)\n\n第二段话。\n"
EN, ZH = "content/p/index.en.md", "content/p/index.zh.md"
DRAFT, ORIGINAL = "review/p/index.en.md", "review/p/index.zh.md"


class Desk:
    """A site and the hands of an editor."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def write(self, path: str, text: str) -> None:
        file = self.root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(text.encode("utf-8"))

    def read(self, path: str) -> str:
        return (self.root / path).read_bytes().decode("utf-8")

    def exists(self, path: str) -> bool:
        return (self.root / path).exists()

    def edit(self, path: str, *pairs: tuple[str, str]) -> None:
        text = self.read(path)
        for old, new in pairs:
            assert text.count(old) == 1, (old, text)
            text = text.replace(old, new)
        self.write(path, text)

    def meta(self, path: str) -> dict[str, str]:
        found = frontmatter.loads(self.read(path))["params"]["transpipe"]
        assert isinstance(found, dict)
        return found

    def tree(self) -> dict[str, bytes]:
        files = (path for path in self.root.rglob("*") if path.is_file())
        found = {path.relative_to(self.root).as_posix(): path.read_bytes() for path in files}
        return {path: data for path, data in found.items() if not path.startswith((".git/", ".transpipe/"))}

    def do(self, *arguments: str, code: int = 0) -> str:
        result = invoke(*arguments)
        assert result.exception is None, (result.exception, result.output)
        assert result.return_value == code, result.output
        return result.output

    def fails(self, *arguments: str) -> str:
        result = invoke(*arguments)
        assert isinstance(result.exception, TranspipeError), result.exception
        return str(result.exception)

    def findings(self, *arguments: str) -> list[tuple[str, str]]:
        report = json.loads(invoke("run", "--format", "json", *arguments).stdout)
        found = [*report["site_findings"], *(f for post in report["posts"] for f in post["findings"])]
        return [(f["rule"], f["path"]) for f in found]

    def git(self, *arguments: str) -> str:
        done = subprocess.run(["git", *arguments], cwd=self.root, capture_output=True, check=True, text=True)
        return done.stdout


def invoke(*arguments: str) -> Result:
    return CliRunner().invoke(app, list(arguments), standalone_mode=False)


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    for name in [name for name in os.environ if name.startswith("GIT_")]:
        monkeypatch.delenv(name)
    made = Desk(tmp_path)
    made.write("transpipe.yaml", "engine: pseudo\n")
    (tmp_path / "content").mkdir()
    monkeypatch.chdir(tmp_path)
    yield made


@pytest.fixture
def repository(desk: Desk) -> Desk:
    desk.write(".gitignore", "/review/\n/.transpipe/\n")
    desk.write(EN, MIXED)
    desk.git("init", "-q", "-b", "main")
    desk.git("config", "user.name", "Li Wei")
    desk.git("config", "user.email", "li@example.org")
    desk.git("add", "-A")
    desk.git("commit", "-q", "-m", "Begin")
    return desk


# --- drafts -----------------------------------------------------------------------------------


def test_a_run_keeps_what_was_written_and_translates_what_changed(desk: Desk) -> None:
    desk.write(EN, MIXED)
    desk.do("run")
    first = desk.read(DRAFT).splitlines()[-3]
    desk.edit(DRAFT, (first, "What I wrote."))
    desk.edit(EN, ("第二段话", "改过的话"))
    out = desk.do("run", "-v")
    assert "edited" in out
    assert "What I wrote.\n" in desk.read(DRAFT)
    assert desk.meta(DRAFT)["edited"] == "by hand"
    before = desk.tree()
    desk.do("run")
    assert desk.tree() == before


def test_a_conflict_is_a_finding_with_a_proposal(desk: Desk) -> None:
    desk.write(EN, MIXED)
    desk.do("run")
    desk.edit(DRAFT, (desk.read(DRAFT).splitlines()[-3], "What I wrote."))
    desk.edit(EN, ("第一段话", "改过的话"))
    for _ in range(2):  # it stands until somebody settles it
        assert desk.findings() == [("conflict", DRAFT)]
        assert "What I wrote.\n" in desk.read(DRAFT)
    data = json.loads(desk.read(f".transpipe/proposals/{DRAFT}.json"))
    (row,) = data["segments"]
    assert (row["source"], row["text"], row["state"]) == ("改过的话。", "What I wrote.", "conflict")
    assert row["proposal"] and not row["proposal"].startswith("改")
    assert desk.read(DRAFT).splitlines()[row["line"] - 1] == "What I wrote."
    assert desk.read(EN).splitlines()[row["source_line"] - 1] == "改过的话。"
    assert "[conflict]" in desk.do("publish", DRAFT, "--approve", code=1)


def test_a_conflict_is_settled_by_an_approval(desk: Desk) -> None:
    desk.write(EN, MIXED)
    desk.do("run")
    desk.edit(DRAFT, (desk.read(DRAFT).splitlines()[-3], "What I wrote."))
    desk.edit(EN, ("第一段话", "改过的话"))
    desk.do("run")
    desk.edit(DRAFT, ("status: needs-review", "status: approved"))
    assert desk.findings() == []
    desk.do("publish")
    assert "What I wrote.\n" in desk.read(EN)
    assert not desk.exists(f".transpipe/proposals/{DRAFT}.json")


def test_what_can_not_be_brought_together_is_proposed_as_a_whole(desk: Desk) -> None:
    desk.write(EN, MIXED)
    desk.do("run")
    desk.edit(DRAFT, ("weight: 1", "weight: 2"))
    desk.edit(EN, ("weight: 1", "weight: 3"))
    kept = desk.read(DRAFT)
    assert desk.findings() == [("conflict", DRAFT)]
    assert desk.read(DRAFT) == kept
    assert "weight: 3" in desk.read(f".transpipe/proposals/{DRAFT}")


def test_an_approval_lapses_when_new_text_comes(desk: Desk) -> None:
    desk.write(EN, MIXED)
    desk.do("run")
    desk.edit(DRAFT, ("status: needs-review", "status: approved"))
    desk.edit(EN, ("weight: 1", "weight: 3"))
    assert desk.findings() == []
    assert desk.meta(DRAFT)["status"] == "approved"
    desk.edit(EN, ("第二段话", "改过的话"))
    assert desk.findings() == [("approval", DRAFT)]
    assert desk.meta(DRAFT)["status"] == "needs-review"


@pytest.mark.parametrize("path", [EN, DRAFT])
def test_merge_conflict_markers_are_left_alone(desk: Desk, path: str) -> None:
    desk.write(EN, MIXED)
    desk.do("run")
    desk.write(path, desk.read(path) + "\n<<<<<<< HEAD\none\n=======\ntwo\n>>>>>>> other\n")
    before = desk.tree()
    assert desk.findings() == [("merge-conflict", path)]
    desk.do("publish", DRAFT, "--approve", code=1)
    assert desk.tree() == before


def test_lines_that_only_look_like_markers(desk: Desk) -> None:
    desk.write(EN, MIXED + "\nHeading\n=======\n\n>>>>>>> deep quote\n\n`<<<<<<<` is a sign.\n")
    desk.do("run")
    assert desk.findings() == []


def test_a_draft_without_source_is_kept(desk: Desk) -> None:
    desk.write(ZH, CHINESE)
    desk.do("run", "--scope", "missing")
    (desk.root / ZH).unlink()
    kept = desk.read(DRAFT)
    assert desk.findings() == [("orphan-draft", DRAFT)]
    assert desk.read(DRAFT) == kept
    assert "orphan-draft" in desk.do("publish", "--approve", code=1)


def test_a_draft_renamed_by_hand_is_recognised(desk: Desk) -> None:
    desk.write(ZH, CHINESE)
    desk.do("run", "--scope", "missing")
    moved = "review/p/mine.en.md"
    (desk.root / DRAFT).rename(desk.root / moved)
    for arguments in ([], [ZH]):
        assert desk.findings("--scope", "missing", *arguments) == [("renamed-draft", moved)]
        assert not desk.exists(DRAFT)
    assert "renamed-draft" in desk.do("publish", "--approve", code=1)
    (desk.root / moved).rename(desk.root / DRAFT)
    assert desk.findings("--scope", "missing") == []


def test_two_drafts_of_one_source(desk: Desk) -> None:
    desk.write(ZH, CHINESE)
    desk.do("run", "--scope", "missing")
    desk.write("review/p/copy.en.md", desk.read(DRAFT))
    assert desk.findings("--scope", "missing") == [("renamed-draft", "review/p/copy.en.md")]


def test_a_wider_scope_is_remembered(desk: Desk) -> None:
    desk.write(EN, MIXED.replace("> Requires translation\n\n", ""))
    desk.do("run", "--scope", "untranslated")
    desk.edit(EN, ("第二段话", "改过的话"))
    before = desk.read(DRAFT)
    desk.do("run")
    assert desk.read(DRAFT) != before
    assert "改过" not in desk.read(DRAFT)


# --- publishing -------------------------------------------------------------------------------


def test_a_mixed_file_is_published_with_its_original(repository: Desk) -> None:
    desk = repository
    desk.do("run")
    assert "1 waiting for approval" in desk.do("publish")
    desk.edit(DRAFT, ("status: needs-review", "status: approved"))
    # Outside of the scope the page has gone on in the meantime.
    desk.edit(EN, ("English one.", "English one, and more."))
    desk.git("commit", "-qam", "Go on")
    dry = desk.do("publish", "--dry-run", "--diff")
    assert "would publish content/p/index.en.md" in dry and "-第一段话。" in dry
    assert desk.exists(DRAFT)
    desk.do("publish", "--commit")
    page = desk.read(EN)
    assert "English one, and more.\n" in page
    assert "Requires" not in page and "第一段话" not in page
    meta = desk.meta(EN)
    assert (meta["status"], meta["source"], meta["approved_by"]) == ("published", ZH, "Li Wei <li@example.org>")
    assert {"model", "glossary", "approved", "segments", "texts", "rest", "digest"} <= set(meta)
    original = desk.read(ZH)
    assert "第一段话。\n\n第二段话。\n" in original and "English one, and more." in original
    assert "Requires" not in original
    assert not desk.exists(DRAFT) and not desk.exists(ORIGINAL)
    assert desk.git("status", "--porcelain") == ""
    message = desk.git("log", "-1", "--format=%B")
    assert message.startswith("Publish the translation of p/index.en.md\n") and "Li Wei" in message
    assert desk.git("show", "--name-only", "--format=", "HEAD").split() == [EN, ZH]
    before = desk.tree()
    desk.do("publish")
    desk.do("run", "--scope", "all")
    assert desk.tree() == before


def test_a_missing_translation_is_published(desk: Desk) -> None:
    desk.write(ZH, CHINESE)
    desk.do("run", "--scope", "missing")
    draft = desk.read(DRAFT)
    desk.do("publish", "content/p", "--approve")
    page = desk.read(EN)
    assert page.partition("\n---\n")[2] == draft.partition("\n---\n")[2]
    assert desk.meta(EN)["source"] == ZH
    assert desk.read(ZH) == CHINESE
    assert not desk.exists("review/p")


def test_the_memory_learns_what_was_approved(desk: Desk) -> None:
    desk.write(ZH, CHINESE)
    desk.do("run", "--scope", "missing")
    desk.edit(DRAFT, (desk.read(DRAFT).splitlines()[-1], "The second paragraph."))
    desk.do("publish", "--approve")
    with sqlite3.connect(desk.root / ".transpipe/memory.sqlite3") as connection:
        units = dict(connection.execute("SELECT source, target FROM approved"))
    assert units["第二段话。"] == "The second paragraph."


def test_what_was_approved_elsewhere_goes_into_a_draft_that_is_kept(desk: Desk) -> None:
    """By its text and its place in the source, wherever the kept parts of the draft have moved it."""
    desk.write("content/a.zh.md", "前一段。\n\n**甲**说明，`x`很好。乙也好。\n\n后一段。\n")
    desk.write("content/b.zh.md", "另一段。\n\n**甲**说明，`x`很好。乙也好。\n\n再一段。\n")
    desk.do("run", "--scope", "missing")
    for page, text in (
        ("a", "**A** explains, and `x` is good here. So is B."),
        ("b", "**A** explains, `x` is good there. B too."),
    ):
        draft = f"review/{page}.en.md"
        desk.edit(draft, (desk.read(draft).splitlines()[-3], text))
    desk.do("publish", "--approve")
    desk.write("content/c.zh.md", "很长的开头一段，有很多字，后来没有变。\n\n前一段。\n\n旧话。\n\n后一段。\n")
    desk.do("run", "--scope", "missing")
    desk.edit("content/c.zh.md", ("旧话。", "**甲**说明，`x`很好。乙也好。"))
    desk.do("run", "--scope", "missing")
    assert "**A** explains, and `x` is good here. So is B.\n" in desk.read("review/c.en.md")


def test_lastmod_by_setting(desk: Desk) -> None:
    desk.write("transpipe.yaml", "engine: pseudo\npublish: {lastmod: set}\n")
    desk.write(ZH, CHINESE)
    desk.do("run", "--scope", "missing")
    desk.do("publish", "--approve")
    assert str(frontmatter.loads(desk.read(EN))["lastmod"]) == desk.meta(EN)["approved"]
    desk.write("transpipe.yaml", "engine: pseudo\npublish: {lastmod: off}\n")
    desk.do("run")


REFUSED = {
    "the source has changed": ((EN, ("第一段话", "改过的话")), "outdated-draft"),
    "what was marked is gone": ((EN, ("> Requires translation", "> Nothing")), "outdated-draft"),
    "Chinese is left": ((DRAFT, ("English one.", "English one.\n\n这是一段还没有翻译的中文。")), "untranslated"),
    "a marker is left": ((DRAFT, ("English one.", "English one.\n\n> Requires translation\n")), "marked"),
    "a shortcode is broken": ((DRAFT, ("English one.", "English {{< one.")), "shortcode"),
    "a title is no text": ((DRAFT, ("title: ", "title: 5 # ")), "front-matter"),
    "the record was changed": ((DRAFT, ("    segments: ", "    segments: x")), "outdated-draft"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_the_gate(desk: Desk, name: str) -> None:
    (path, edit), rule = REFUSED[name]
    desk.write(EN, MIXED)
    desk.do("run")
    desk.edit(path, edit)
    before = desk.tree()
    assert f"[{rule}]" in desk.do("publish", "--approve", code=1)
    assert desk.tree() == before


def test_half_of_a_paired_shortcode_closes_the_gate(desk: Desk) -> None:
    desk.write(ZH, "{{< a >}}\n\n第一段话。\n\n{{< /a >}}\n")
    desk.do("run", "--scope", "missing")
    desk.edit(DRAFT, ("\n{{< /a >}}", ""))
    assert "opened 1 times and closed 0 times" in desk.do("publish", "--approve", code=1)


def test_a_link_taken_out_is_told_and_does_not_close_the_gate(desk: Desk) -> None:
    desk.write(ZH, "第一段[话](b.md)。\n")
    desk.do("run", "--scope", "missing")
    desk.edit(DRAFT, ("(b.md)", "(c.md)"))
    assert "[structure]" in desk.do("publish", "--approve")
    assert "(c.md)" in desk.read(EN)


def test_a_page_that_is_there_is_not_overwritten(desk: Desk) -> None:
    desk.write(ZH, CHINESE)
    desk.do("run", "--scope", "missing")
    desk.write(EN, "My own page.\n")
    assert "[occupied]" in desk.do("publish", "--approve", code=1)
    assert desk.read(EN) == "My own page.\n"


def test_paths_that_are_no_drafts(desk: Desk) -> None:
    desk.write(ZH, CHINESE)
    assert "no draft here" in desk.fails("publish", ZH)
    desk.do("run", "--scope", "missing")
    assert "[not-approved]" in desk.do("publish", ZH, code=1)


def test_a_published_page_follows_its_source(desk: Desk) -> None:
    desk.write(ZH, CHINESE)
    desk.do("run", "--scope", "missing")
    desk.do("publish", "--approve")
    desk.edit(EN, (desk.read(EN).splitlines()[-1], "What I wrote on the page."))
    desk.edit(ZH, ("第一段话", "改过的话"))
    assert desk.do("run", "--scope", "all", "--dry-run").count("would write") == 1
    desk.do("run", "--scope", "stale")
    assert "What I wrote on the page." in desk.read(DRAFT)
    page = desk.read(EN)
    desk.do("publish", "--approve")
    assert desk.read(EN) != page
    desk.do("run", "--scope", "stale")
    assert not desk.exists(DRAFT)


def test_a_page_that_went_on_is_not_overwritten_by_its_new_draft(desk: Desk) -> None:
    desk.write(ZH, CHINESE)
    desk.do("run", "--scope", "missing")
    desk.do("publish", "--approve")
    desk.edit(ZH, ("第一段话", "改过的话"))
    desk.do("run", "--scope", "stale")
    desk.edit(EN, (desk.read(EN).splitlines()[-1], "Written in the meantime."))
    assert "[occupied]" in desk.do("publish", "--approve", code=1)


def test_the_original_of_a_page_is_its_source_from_then_on(desk: Desk) -> None:
    """Its own provenance is no part of what is translated, also where a person has edited the front matter beside it."""
    desk.write(EN, MIXED)
    desk.do("run")
    desk.do("publish", "--approve")
    desk.edit(EN, ("weight: 1\n", "weight: 1\nauthor: me\n"))
    desk.edit(ZH, ("第一段话", "改过的话"))
    desk.do("run", "--scope", "stale")
    draft = desk.read(DRAFT)
    assert "weight: 1\nauthor: me\n" in draft and "kind: original" not in draft
    out = desk.do("publish", "--approve")
    assert out.count("[structure]") == 1 and "author" in out
    assert "weight: 1\nauthor: me\n" in desk.read(EN)


def converted(desk: Desk) -> str:
    desk.write("transpipe.yaml", "engine: pseudo\ntargets: [zh-hant]\n")
    desk.write(ZH, CHINESE)
    desk.do("run")
    return "review/p/index.zh-hant.md"


def test_a_converted_draft_is_published_and_taken_back(desk: Desk) -> None:
    draft = converted(desk)
    before = desk.tree()
    assert "[not-approved]" in desk.do("publish", draft, code=1)
    desk.do("publish", "--approve")
    page = "content/p/index.zh-hant.md"
    assert desk.meta(page)["status"] == "published"
    assert "第一段話。" in desk.read(page) and not desk.exists(draft)
    assert "glossary" not in desk.do("log")
    published = desk.tree()
    desk.do("run")
    assert desk.tree() == published
    # It follows its source as long as nobody has worked on it.
    desk.edit(ZH, ("第二段话", "改过的话"))
    desk.do("run")
    desk.do("publish", "--approve")
    assert "改過的話。" in desk.read(page)
    desk.do("revert", page)
    desk.edit(ZH, ("改过的话", "第二段话"))
    assert desk.read(page) == published[page].decode()
    assert before[draft] != desk.read(draft).encode()


def test_the_gate_for_converted_drafts(desk: Desk) -> None:
    draft = converted(desk)
    page = "content/p/index.zh-hant.md"
    desk.edit(ZH, ("第一段话", "改过的话"))
    assert "[outdated-draft]" in desk.do("publish", "--approve", code=1)
    desk.edit(ZH, ("改过的话", "第一段话"))
    desk.write(page, "我的\n")
    assert "[occupied]" in desk.do("publish", "--approve", code=1)
    (desk.root / page).unlink()
    text = desk.read(draft)
    desk.write(draft, text.replace("title: ", "title: 5 # "))
    assert "[front-matter]" in desk.do("publish", "--approve", code=1)
    desk.write(draft, text)
    (desk.root / ZH).rename(desk.root / "content/p/other.zh.md")
    assert "[orphan-draft]" in desk.do("publish", "--approve", code=1)


# --- Git --------------------------------------------------------------------------------------


def test_a_dirty_tree_is_refused(repository: Desk) -> None:
    desk = repository
    desk.do("run")
    desk.edit("transpipe.yaml", ("pseudo", "pseudo "))
    assert "transpipe.yaml: not committed" in desk.fails("publish", "--approve", "--commit")
    assert desk.exists(DRAFT)
    desk.do("publish", "--approve")


def test_a_branch_is_made(repository: Desk) -> None:
    desk = repository
    desk.do("run")
    desk.do("publish", "--approve", "--branch", "translations")
    assert desk.git("branch", "--show-current") == "translations\n"
    assert desk.git("log", "--format=%s", "main..translations").startswith("Publish the translation")
    assert desk.git("show", "main:" + EN) == MIXED
    desk.write("content/q/index.zh.md", CHINESE)
    desk.git("add", "-A")
    desk.git("commit", "-qm", "Add")
    desk.git("checkout", "-q", "main")
    desk.git("merge", "-q", "translations")
    desk.do("run", "--scope", "missing")
    desk.do("publish", "--approve", "--branch", "translations")
    assert desk.git("branch", "--show-current") == "translations\n"


def test_a_name_that_can_not_be_a_branch(repository: Desk) -> None:
    desk = repository
    desk.do("run")
    assert "can't be the name of a branch" in desk.fails("publish", "--branch", "a..b", "--approve")
    assert desk.exists(DRAFT)


def test_tracked_drafts_go_with_the_commit(repository: Desk) -> None:
    desk = repository
    desk.write(".gitignore", "/.transpipe/\n")
    desk.do("run")
    desk.git("add", "-A")
    desk.git("commit", "-qm", "Drafts")
    desk.edit(DRAFT, ("status: needs-review", "status: approved"))
    desk.do("publish", "--commit")
    assert desk.git("status", "--porcelain") == ""
    assert set(desk.git("show", "--name-only", "--no-renames", "--format=", "HEAD").split()) == {
        EN,
        ZH,
        DRAFT,
        ORIGINAL,
    }


def test_without_a_repository(desk: Desk) -> None:
    desk.write(ZH, CHINESE)
    desk.do("run", "--scope", "missing")
    assert "git rev-parse" in desk.fails("publish", "--approve", "--commit")
    assert desk.exists(DRAFT)


def test_a_commit_that_fails_is_told(repository: Desk) -> None:
    desk = repository
    hook = desk.root / ".git/hooks/pre-commit"
    hook.write_text("#!/bin/sh\necho no commits today >&2\nexit 1\n", "ascii")
    hook.chmod(0o755)
    desk.do("run")
    out = desk.do("publish", "--approve", "--commit")
    assert "published, but not committed" in out and "no commits today" in out
    assert desk.exists(ZH)


# --- taking back, history ---------------------------------------------------------------------


def test_a_publication_is_taken_back_once(desk: Desk) -> None:
    desk.write(EN, MIXED)
    desk.do("run")
    before = desk.tree()
    desk.do("publish", "--approve")
    desk.do("revert", EN)
    assert desk.tree() == before
    assert "no publication to take back" in desk.fails("revert", EN)
    desk.do("publish", "--approve")
    desk.do("revert", ZH)
    assert desk.tree() == before


def test_an_edited_page_is_not_taken_back(desk: Desk) -> None:
    desk.write(EN, MIXED)
    desk.do("run")
    before = desk.tree()
    desk.do("publish", "--approve")
    desk.edit(EN, ("English one.", "English one, later."))
    kept = desk.tree()
    assert "was changed since it was published" in desk.fails("revert", EN)
    assert desk.tree() == kept
    desk.do("revert", EN, "--force")
    assert desk.tree() == before


def test_history(desk: Desk) -> None:
    assert desk.do("log") == "nothing has happened yet\n"
    assert not desk.exists(".transpipe")
    desk.write(EN, MIXED)
    desk.write("content/q.zh.md", CHINESE)
    desk.do("run", "--scope", "all")
    desk.do("publish", "content/p", "--approve")
    desk.do("revert", EN)
    events = json.loads(desk.do("log", "--format", "json", "content/p"))["events"]
    assert [(event["event"], event["path"]) for event in events] == [
        ("drafted", DRAFT), ("drafted", ORIGINAL), ("published", EN), ("reverted", EN),
    ]  # fmt: skip
    assert events[0]["detail"]["segments"] == {"translated": 3}
    assert events[2]["author"] != ""
    assert len(json.loads(desk.do("log", "--format", "json"))["events"]) == 5
    text = desk.do("log", DRAFT)
    assert "published" in text and "approved by" in text


# --- the lock, the disk -----------------------------------------------------------------------


def test_the_second_run_says_who_holds_the_lock(desk: Desk) -> None:
    desk.write(EN, MIXED)
    with site_lock(desk.root / ".transpipe", "transpipe publish"):
        said = desk.fails("run")
        assert "`transpipe publish`" in said and f"process {os.getpid()}" in said and "--wait" in said
        assert "after 0.3 seconds" in desk.fails("run", "--wait", "0.3")
        desk.do("log")
        desk.do("run", "--dry-run")
    desk.do("run")


def test_a_run_waits(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.write(EN, MIXED)
    held = site_lock(desk.root / ".transpipe", "transpipe run")
    held.__enter__()
    monkeypatch.setattr(transpipe.stores.lock.time, "sleep", lambda seconds: held.__exit__(None, None, None))
    desk.do("run", "--wait", "60")
    assert desk.exists(DRAFT)


def test_the_note_of_a_dead_holder_is_overwritten(desk: Desk) -> None:
    desk.write(EN, MIXED)
    desk.write(".transpipe/lock", '{"pid": 1, "host": "gone", "since": "1999", "command": "transpipe run"}')
    desk.do("run")
    assert desk.read(".transpipe/lock") == ""


def test_a_full_disk_leaves_everything_as_it_was(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Root ignores permission bits and no small disk can be mounted here, so fsync says that the disk is full."""
    desk.write(EN, MIXED)
    desk.do("run")
    before = desk.tree()
    real, calls = os.fsync, 0

    def full(handle: int) -> None:
        nonlocal calls
        calls += 1
        if calls == 2:
            raise OSError(28, "No space left on device")
        real(handle)

    monkeypatch.setattr(os, "fsync", full)
    out = desk.do("publish", "--approve", code=1)
    assert "No space left on device" in out and "[unwritable]" in out
    assert desk.tree() == before
    desk.do("publish", "--approve")
    assert desk.exists(ZH)


def test_a_state_folder_that_can_not_be_made(desk: Desk) -> None:
    desk.write(EN, MIXED)
    desk.write(".transpipe", "a file where a folder is needed")
    assert ".transpipe: can't be written" in desk.fails("run")
    assert not desk.exists("review")


def test_a_change_whose_files_others_have_changed_is_taken_back(desk: Desk) -> None:
    desk.write(EN, "one")
    desk.write(ZH, "mine")
    journal = Journal(SqliteMemory(desk.root / ".transpipe/memory.sqlite3"))
    journal.begin(Change("publish", (FileChange(EN, b"zero", b"one"), FileChange(ZH, b"old", b"new")), ()))
    journal.memory.close()
    out = desk.do("run")
    assert "was changed since: it was taken back" in out
    assert (desk.read(EN), desk.read(ZH)) == ("zero", "mine")
    assert "taken back" not in desk.do("run")
