"""The hook, the action and the GitLab job, as far as they can run here: their scripts by bash, the hook by pre-commit.

The hook runs with `language: system` in a copy of its own definition: `language: python` would make pre-commit install
transpipe with all its dependencies, which takes the package registry. The entry, the choice of files and what is passed
on are those of the definition.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

REPOSITORY = Path(__file__).parents[2]
ACTION = yaml.safe_load((REPOSITORY / "action.yml").read_bytes())
STEPS = {step["name"]: step for step in ACTION["runs"]["steps"]}
GITLAB = yaml.safe_load((REPOSITORY / "docs/ci/gitlab.yml").read_bytes())
HOOKS = yaml.safe_load((REPOSITORY / ".pre-commit-hooks.yaml").read_bytes())
RECORDER = """#!/usr/bin/env python3
import json, os, sys
with open(os.environ["RECORD"], "a") as file:
    print(json.dumps([os.path.basename(sys.argv[0]), *sys.argv[1:]]), file=file)
print(os.environ.get("ANSWER", ""))
sys.exit(int(os.environ.get("CODE_OF_CHECK", "0")) if "check" in sys.argv and "never" not in sys.argv[3] else 0)
"""


class Machine:
    """A folder with programs of our own, and an environment in which nothing of the user's is seen."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.bin = folder / "bin"
        self.site = folder / "site"
        for made in (self.bin, self.site, folder / "home", folder / "temp"):
            made.mkdir()
        self.environment = {
            "PATH": f"{self.bin}:{os.environ['PATH']}",
            "HOME": str(folder / "home"),
            "PRE_COMMIT_HOME": str(folder / "home/pre-commit"),
            "GIT_CONFIG_NOSYSTEM": "1",
            "RECORD": str(folder / "record"),
            "RUNNER_TEMP": str(folder / "temp"),
            "GITHUB_OUTPUT": str(folder / "output"),
            "GITHUB_PATH": str(folder / "path"),
            "GITHUB_REF_NAME": "main",
            **{
                f"GIT_{role}_{part}": f"tester{'@example.org' * (part == 'EMAIL')}"
                for role in ("AUTHOR", "COMMITTER")
                for part in ("NAME", "EMAIL")
            },
        }

    def install(self, name: str, script: str) -> None:
        (self.bin / name).write_text(script)
        (self.bin / name).chmod(0o755)

    def install_transpipe(self) -> None:
        """The program of this repository."""
        call = f'PYTHONPATH={REPOSITORY / "src"} exec {sys.executable} -m transpipe "$@"'
        self.install("transpipe", f"#!/bin/sh\n{call}\n")

    def run(self, *command: str, folder: Path | None = None, **environment: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            command, cwd=folder or self.site, env={**self.environment, **environment},
            capture_output=True, text=True, check=False, timeout=120,
        )  # fmt: skip

    def git(self, *arguments: str, folder: Path | None = None) -> str:
        done = self.run("git", *arguments, folder=folder)
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    def write(self, path: str, text: str) -> None:
        (self.site / path).parent.mkdir(parents=True, exist_ok=True)
        (self.site / path).write_bytes(text.encode("utf-8"))

    def commit(self) -> str:
        self.git("add", "--all")
        self.git("commit", "--quiet", "--message", "change")
        return self.git("rev-parse", "HEAD")

    def recorded(self) -> list[list[str]]:
        record = self.folder / "record"
        return [json.loads(line) for line in record.read_text().splitlines()] if record.exists() else []

    def step(self, name: str, inputs: Mapping[str, str] | None = None, **more: str) -> subprocess.CompletedProcess[str]:
        """Run the script of a step as the runner does: `bash -e -o pipefail`, inputs as its `env` says."""
        values = {key: str(given["default"]) for key, given in ACTION["inputs"].items()} | dict(inputs or {})
        expressions = {f"inputs.{key}": value for key, value in values.items()}
        expressions["github.action_path"] = str(REPOSITORY)
        environment = {
            key: re.sub(r"\$\{\{ (.*?) \}\}", lambda found: expressions.get(found[1], ""), value)
            for key, value in STEPS[name]["env"].items()
        }
        script = self.folder / "step.sh"
        script.write_text(STEPS[name]["run"])
        bash = ("bash", "--noprofile", "--norc", "-e", "-o", "pipefail", str(script))
        return self.run(*bash, **environment, **more)


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path)


# --- what the files say -----------------------------------------------------------------------


def test_no_input_becomes_text_of_a_script() -> None:
    for step in STEPS.values():
        assert "${{" not in step.get("run", "")
        assert "run" not in step or step["shell"] == "bash"


def test_other_actions_are_pinned_to_a_commit_that_says_its_version() -> None:
    for name in ("action.yml", "docs/ci.md"):
        used = re.findall(r"uses: (?!your-name/)(.*)", (REPOSITORY / name).read_bytes().decode("utf-8"))
        assert used
        assert all(re.fullmatch(r"[\w/-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+", use) for use in used), used


def test_every_input_is_used_and_documented() -> None:
    text = json.dumps(ACTION["runs"])
    document = (REPOSITORY / "docs/ci.md").read_bytes().decode("utf-8")
    for name, given in ACTION["inputs"].items():
        assert f"inputs.{name} " in text, name
        default = f"`{given['default']}`" if given["default"] else ""
        assert f"| `{name}` | {default} |".replace("|  |", "| |") in document, name


# --- the action -------------------------------------------------------------------------------


def check_calls(machine: Machine) -> list[list[str]]:
    return [call[2:] for call in machine.recorded() if call[:2] == ["transpipe", "check"]]


def test_the_step_that_checks(machine: Machine) -> None:
    machine.install("transpipe", RECORDER)
    assert machine.step("Check the translations").returncode == 0
    assert check_calls(machine) == [["--format=github", "--fail-on=warning", "--"]]
    assert (machine.folder / "output").read_text() == "exit-code=0\n"


def test_all_options_reach_the_program_and_nothing_else_does(machine: Machine) -> None:
    machine.install("transpipe", RECORDER)
    inputs = {
        "paths": "content/a b\n\n--output=x\n$(touch owned)\n`touch owned`; touch owned\n",
        "fail-on": "error",
        "changed-since": 'origin/main"; touch owned; "',
        "baseline": "known.json",
        "sarif": "true",
    }
    assert machine.step("Check the translations", inputs).returncode == 0
    what = [
        '--changed-since=origin/main"; touch owned; "', "--baseline=known.json", "--",
        "content/a b", "--output=x", "$(touch owned)", "`touch owned`; touch owned",
    ]  # fmt: skip
    assert check_calls(machine) == [
        ["--format=github", "--fail-on=error", *what],
        ["--format=sarif", f"--output={machine.folder}/temp/transpipe.sarif", "--fail-on=never", *what],
    ]
    assert not (machine.site / "owned").exists()


@pytest.mark.parametrize(("code", "step", "told"), [("0", 0, 0), ("1", 0, 1), ("2", 2, None), ("3", 3, None)])
def test_findings_fail_the_job_at_its_end_and_errors_at_once(machine: Machine, code: str, step: int, told: int) -> None:
    machine.install("transpipe", RECORDER)
    assert machine.step("Check the translations", CODE_OF_CHECK=code).returncode == step
    if told is not None:
        written = (machine.folder / "output").read_text()
        assert written == f"exit-code={told}\n"
        done = machine.run("bash", "-e", "-c", STEPS["Tell the result"]["run"], CODE=str(told))
        assert done.returncode == told


def test_the_step_that_installs(machine: Machine) -> None:
    python = machine.folder / "temp/transpipe/bin/python"
    python.parent.mkdir(parents=True)
    machine.install("python", RECORDER)
    shutil.copy(machine.bin / "python", python)
    assert machine.step("Install transpipe").returncode == 0
    venv, pip = machine.recorded()
    assert venv == ["python", "-m", "venv", f"{machine.folder}/temp/transpipe"]
    assert pip[:4] == ["python", "-m", "pip", "install"]
    assert pip[-3:] == ["--constraint", f"{REPOSITORY}/constraints.txt", str(REPOSITORY)]
    assert (machine.folder / "path").read_text() == f"{machine.folder}/temp/transpipe/bin\n"


MARKED = "English text.\n\n> Requires translation\n\n## 小节\n\n中文 `code` 段落。\n"


@pytest.fixture
def published(machine: Machine) -> Machine:
    """A site with a marked post, cloned from a repository of its own."""
    machine.install_transpipe()
    machine.install("gh", RECORDER)
    remote = machine.folder / "remote"
    machine.git("init", "--quiet", "--bare", "--initial-branch=main", str(remote), folder=machine.folder)
    machine.git("init", "--quiet", "--initial-branch=main")
    machine.git("remote", "add", "origin", str(remote))
    machine.write("transpipe.yaml", "engine: pseudo\n")
    machine.write(".gitignore", "/.transpipe/\n/review/\n")
    machine.write("content/a/index.en.md", MARKED)
    machine.commit()
    machine.git("push", "--quiet", "origin", "main")
    return machine


def test_drafts_become_a_pull_request(published: Machine) -> None:
    head = published.git("rev-parse", "HEAD")
    done = published.step("Propose drafts", {"draft": "true"}, ANSWER="0")
    assert done.returncode == 0, done.stderr
    published.git("fetch", "--quiet", "origin")
    files = published.git("diff", "--name-only", "origin/main", "origin/transpipe/drafts").split("\n")
    assert files == ["review/a/index.en.md", "review/a/index.zh.md"]
    listed, created = published.recorded()
    assert listed[:3] == ["gh", "pr", "list"]
    assert created[:6] == ["gh", "pr", "create", "--draft", "--head", "transpipe/drafts"]
    assert created[created.index("--base") + 1] == "main"
    assert published.git("rev-parse", "HEAD") == head
    assert published.git("status", "--porcelain") == ""


def test_a_second_run_changes_nothing_and_asks_nobody(published: Machine) -> None:
    published.step("Propose drafts", ANSWER="0")
    before = published.git("ls-remote", "origin")
    done = published.step("Propose drafts", ANSWER="1")
    assert (done.returncode, "no new drafts" in done.stdout) == (0, True), done.stderr
    assert published.git("ls-remote", "origin") == before
    assert len(published.recorded()) == 2


def test_what_reviewers_have_pushed_stays(published: Machine) -> None:
    published.step("Propose drafts", ANSWER="0")
    published.git("fetch", "--quiet", "origin")
    published.git("switch", "--quiet", "--create", "work", "origin/transpipe/drafts")
    draft = published.site / "review/a/index.en.md"
    draft.write_bytes(draft.read_bytes() + b"\nWritten by a reviewer.\n")
    published.git("commit", "--quiet", "--all", "--message", "review")
    published.git("push", "--quiet", "origin", "work:transpipe/drafts")
    published.git("switch", "--quiet", "main")
    published.write("content/b/index.en.md", MARKED)
    published.commit()
    done = published.step("Propose drafts", ANSWER="1")
    assert done.returncode == 0, done.stderr
    published.git("fetch", "--quiet", "origin")
    shown = published.git("show", "origin/transpipe/drafts:review/a/index.en.md")
    assert "Written by a reviewer." in shown
    assert "review/b/index.en.md" in published.git("ls-tree", "-r", "--name-only", "origin/transpipe/drafts")
    assert [call[2] for call in published.recorded()] == ["list", "create", "list"]


def test_the_step_that_checks_with_the_program_itself(published: Machine) -> None:
    summary = published.folder / "summary.md"
    done = published.step("Check the translations", {"sarif": "true"}, GITHUB_STEP_SUMMARY=str(summary))
    assert done.returncode == 0, done.stderr
    assert "::error file=content/a/index.en.md,line=3," in done.stdout
    assert "| error | <code>content/a/index.en.md</code>:3 | marked |" in summary.read_bytes().decode("utf-8")
    (run,) = json.loads((published.folder / "temp/transpipe.sarif").read_bytes())["runs"]
    assert {result["ruleId"] for result in run["results"]} == {"marked", "missing-language"}
    assert (published.folder / "output").read_text() == "exit-code=1\n"


# --- the hook ---------------------------------------------------------------------------------


@pytest.fixture
def hooked(machine: Machine) -> Machine:
    """A site with the hook, which comes from a repository of its own as pre-commit wants it."""
    source = machine.folder / "hooks"
    source.mkdir()
    (source / ".pre-commit-hooks.yaml").write_text(yaml.safe_dump([{**HOOKS[0], "language": "system"}]))
    machine.git("init", "--quiet", folder=source)
    machine.git("add", "--all", folder=source)
    machine.git("commit", "--quiet", "--message", "hook", folder=source)
    revision = machine.git("rev-parse", "HEAD", folder=source)
    config = {"repos": [{"repo": str(source), "rev": revision, "hooks": [{"id": "transpipe-check"}]}]}
    machine.git("init", "--quiet")
    machine.write(".pre-commit-config.yaml", yaml.safe_dump(config))
    machine.write("transpipe.yaml", "")
    machine.write("README.md", "中文\n")
    machine.write("content/a/index.en.md", "English.\n")
    machine.write("content/a/index.zh.md", "中文。\n")
    machine.write("content/a/data.json", "{}\n")
    machine.git("add", "--all")
    return machine


def pre_commit(machine: Machine, *arguments: str) -> subprocess.CompletedProcess[str]:
    return machine.run(sys.executable, "-m", "pre_commit", "run", *arguments)


def test_the_hook_gets_content_files_alone_and_all_at_once(hooked: Machine) -> None:
    hooked.install("transpipe", RECORDER)
    done = pre_commit(hooked)
    assert done.returncode == 0, done.stdout + done.stderr
    (call,) = hooked.recorded()
    assert [*call[:2], *sorted(call[2:])] == ["transpipe", "check", "content/a/index.en.md", "content/a/index.zh.md"]


def test_the_hook_has_nothing_to_do_without_content_files(hooked: Machine) -> None:
    hooked.install("transpipe", RECORDER)
    hooked.commit()
    hooked.write("README.md", "English\n")
    hooked.git("rm", "--quiet", "content/a/index.en.md")
    hooked.git("add", "--all")
    assert pre_commit(hooked).returncode == 0
    assert hooked.recorded() == []


def test_the_hook_stops_a_commit_with_chinese_in_an_english_post(hooked: Machine) -> None:
    hooked.install_transpipe()
    assert pre_commit(hooked).returncode == 0
    hooked.write("content/a/index.en.md", "English.\n\n世界标准合作组织发表了联合声明。\n")
    hooked.git("add", "--all")
    done = pre_commit(hooked)
    assert done.returncode == 1
    assert "3:1  error" in done.stdout
    assert "[untranslated]" in done.stdout


# --- GitLab -----------------------------------------------------------------------------------


def gitlab_job() -> dict[str, Any]:
    (job,) = [value for key, value in GITLAB.items() if key != "variables"]
    assert isinstance(job, dict)
    return job


def test_the_gitlab_job_makes_what_it_promises(machine: Machine) -> None:
    job = gitlab_job()
    assert job["before_script"] == ['pip install --quiet --cache-dir .cache/pip "$TRANSPIPE"']
    made = {re.search(r"--output (\S+)", line)[1] for line in job["script"] if "--output" in line}  # type: ignore[index]
    assert made == {*job["artifacts"]["paths"], job["artifacts"]["reports"]["junit"]}


def test_the_script_of_the_gitlab_job_runs(published: Machine) -> None:
    *before, last = gitlab_job()["script"]
    for line in before:
        done = published.run("bash", "-e", "-c", line)
        assert done.returncode == 0, done.stderr
    assert published.run("bash", "-e", "-c", last).returncode == 1
    for name in gitlab_job()["artifacts"]["paths"] + [gitlab_job()["artifacts"]["reports"]["junit"]]:
        assert (published.site / name).stat().st_size > 100, name
