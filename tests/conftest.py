"""No test sees the user's home or the network unless it asks for them."""

from __future__ import annotations

import os
import socket
from pathlib import Path

import pytest
from hypothesis import settings

# In CI the same examples every time; `make fuzz` is for finding new ones.
settings.register_profile("ci", derandomize=True)
if os.environ.get("CI"):
    settings.load_profile("ci")

REPOSITORY = Path(__file__).parents[1]
SHARED = REPOSITORY.parent / "shared"


@pytest.fixture(autouse=True)
def sealed(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> None:
    """HOME is a folder that must stay empty, and every connection fails."""
    home = tmp_path_factory.mktemp("home")
    home.chmod(0o500)
    monkeypatch.setenv("HOME", str(home))
    for name in ("XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME"):
        monkeypatch.delenv(name, raising=False)

    def refuse(*arguments: object, **options: object) -> None:
        raise AssertionError("a test tried to open a network connection")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "create_connection", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    yield
    assert list(home.iterdir()) == [], "something was written to the user's home"
    home.chmod(0o700)


_CONNECT, _CREATE, _LOOK_UP = socket.socket.connect, socket.create_connection, socket.getaddrinfo
_LOOPBACK = ("127.0.0.1", "localhost", "::1")


@pytest.fixture
def loopback(sealed: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Connections to this machine are possible; all others still fail."""

    def only(host: object) -> None:
        assert host in _LOOPBACK, f"a test tried to reach {host}"

    def connect(self: socket.socket, address: tuple[object, ...]) -> None:
        only(address[0])
        _CONNECT(self, address)

    def create_connection(address: tuple[str, int], *arguments: object, **options: object) -> socket.socket:
        only(address[0])
        return _CREATE(address, *arguments, **options)

    def look_up(host: object, *arguments: object, **options: object) -> object:
        only(host)
        return _LOOK_UP(host, *arguments, **options)

    monkeypatch.setattr(socket.socket, "connect", connect)
    monkeypatch.setattr(socket, "create_connection", create_connection)
    monkeypatch.setattr(socket, "getaddrinfo", look_up)


@pytest.fixture
def seed() -> bytes:
    """The real marked post, as it stands in content/."""
    (path,) = (REPOSITORY / "content").glob("post/*COP28*/index.en.md")
    return path.read_bytes()


@pytest.fixture
def corpus() -> list[Path]:
    """200 real Chinese posts, where they are."""
    folder = SHARED / "corpus"
    if not folder.is_dir():
        pytest.skip(f"the corpus of real posts is not on this machine ({folder})")
    return sorted(folder.rglob("*.md"))
