"""The model is loaded for the first sentence that asks for it, once a run, and as int8."""

from __future__ import annotations

import os
import platform
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from transpipe.cli import app

pytestmark = pytest.mark.model


@pytest.fixture
def loaded(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """How the translators that are made were asked for."""
    import ctranslate2

    calls: list[dict[str, Any]] = []
    real = ctranslate2.Translator

    def translator(*arguments: Any, **options: Any) -> Any:
        calls.append(options)
        return real(*arguments, **options)

    monkeypatch.setattr(ctranslate2, "Translator", translator)
    return calls


def site(root: Path, *texts: str) -> list[str]:
    """A site of Chinese posts, and the arguments of a run on it."""
    for number, text in enumerate(texts):
        post = root / "content" / f"{number}.zh.md"
        post.parent.mkdir(exist_ok=True)
        post.write_text(text, encoding="utf-8")
    (root / "transpipe.yaml").write_bytes(b"{}\n")
    return ["run", "-q", "--scope", "missing", "--config", str(root / "transpipe.yaml")]


def test_a_run_of_several_windows_loads_the_model_once(
    tmp_path: Path, loaded: list[dict[str, Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("transpipe.jobs.run._WINDOW_FILES", 1)
    arguments = site(tmp_path, "标准很重要。\n", "会议在日内瓦举行。\n", "报告已经发布。\n")
    assert CliRunner().invoke(app, arguments, standalone_mode=False).return_value == 0
    assert len(list((tmp_path / "review").glob("*.en.md"))) == 3
    assert [options["compute_type"] for options in loaded] == ["int8"]
    assert CliRunner().invoke(app, arguments, standalone_mode=False).return_value == 0
    assert len(loaded) == 1, "a run with nothing to do loads nothing"


def test_what_is_remembered_needs_no_model(tmp_path: Path, loaded: list[dict[str, Any]]) -> None:
    arguments = site(tmp_path, "标准很重要。\n")
    CliRunner().invoke(app, arguments, standalone_mode=False)
    draft = tmp_path / "review" / "0.en.md"
    first = draft.read_bytes()
    draft.unlink()
    assert CliRunner().invoke(app, arguments, standalone_mode=False).return_value == 0
    assert (draft.read_bytes(), len(loaded)) == (first, 1)


def test_a_run_with_nothing_to_do_imports_neither_engine_nor_network(tmp_path: Path) -> None:
    arguments = site(tmp_path)
    (tmp_path / "content").mkdir()
    (tmp_path / "content" / "a.en.md").write_bytes(b"---\ntitle: A\n---\nNothing to do.\n")
    script = (
        f"import sys; from transpipe.cli import app; app.main({arguments!r}, standalone_mode=False);"
        "print([name for name in ('ctranslate2', 'argostranslate', 'sentencepiece', 'numpy', 'bs4', 'langdetect', "
        "'http.client', 'ssl', 'asyncio', 'multiprocessing') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="about the memory of glibc")
def test_what_decoding_frees_is_kept_whatever_the_environment_says() -> None:
    script = """if True:
        import ctypes, resource
        from transpipe.stores.argos import keep_freed_memory
        libc = ctypes.CDLL(None)
        libc.malloc.restype, libc.malloc.argtypes, libc.free.argtypes = ctypes.c_void_p, [ctypes.c_size_t], [ctypes.c_void_p]

        def faults():
            before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
            for _ in range(5):
                block = libc.malloc(16 << 20)
                ctypes.memset(block, 1, 16 << 20)
                libc.free(block)
            return resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before

        given_back = faults()
        keep_freed_memory()
        print(faults() < given_back / 2)
        """
    environment = {**os.environ, "MALLOC_TRIM_THRESHOLD_": "65536"}
    done = subprocess.run([sys.executable, "-c", script], env=environment, capture_output=True, text=True, check=True)
    assert done.stdout == "True\n"
