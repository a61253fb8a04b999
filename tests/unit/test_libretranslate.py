"""The LibreTranslate engine against a real HTTP server that speaks its documented API, faults included."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from click.testing import CliRunner

from transpipe.cli import app
from transpipe.errors import ModelError, SettingsError
from transpipe.stores.libretranslate import LibreTranslateEngine
from transpipe.translate.ports import Decoding
from transpipe.translate.pseudo import pseudo

KEY = "secret-key-of-a-team"
Fault = Callable[["Handler"], None]


class Server(ThreadingHTTPServer):
    """Answers as LibreTranslate does; `faults` are played one a request, before it answers well."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.faults: list[Fault] = []
        self.requests: list[dict[str, object]] = []
        self.codes = [{"code": "en", "targets": ["zh-Hans"]}, {"code": "zh-Hans", "targets": ["en", "de"]}]
        self.key = ""
        self.release = threading.Event()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that hung up is part of the tests."""


class Handler(BaseHTTPRequestHandler):
    server: Server

    def log_message(self, format: str, *arguments: object) -> None:
        """Quiet."""

    def answer(self, code: int, value: object, **headers: str) -> None:
        raw = value if isinstance(value, bytes) else json.dumps(value).encode()
        self.send_response(code)
        for name, text in headers.items():
            self.send_header(name.replace("_", "-"), text)
        self.send_header("Content-Length", str(len(raw)))
        self.end_headers()
        self.wfile.write(raw)

    def do_GET(self) -> None:
        if self.path == "/languages":
            self.answer(200, self.server.codes)
        else:
            self.answer(404, b"<html>not here</html>")

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.requests.append(body)
        if self.server.faults:
            self.server.faults.pop(0)(self)
        elif self.server.key and body.get("api_key") != self.server.key:
            self.answer(403, {"error": f"Invalid API key {body.get('api_key')}"})
        else:
            made = [pseudo(text) for text in body["q"]]
            others = [[f"{text} ({n})" for n in range(body["alternatives"])] for text in made]
            self.answer(200, {"translatedText": made, "alternatives": others})


@pytest.fixture
def server(loopback: None) -> Iterator[Server]:
    made = Server()
    thread = threading.Thread(target=made.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield made
    made.release.set()
    made.shutdown()
    thread.join()
    made.server_close()


@pytest.fixture
def pauses() -> list[float]:
    return []


def engine(server: Server, pauses: list[float], **options: object) -> LibreTranslateEngine:
    return LibreTranslateEngine(server.url, "en", sleep=pauses.append, **options)  # type: ignore[arg-type]


def test_sentences_come_back_in_order_with_alternatives(server: Server, pauses: list[float]) -> None:
    sentences = [f"第 {number} 句⟦1/⟧话。" for number in range(100)]
    found = engine(server, pauses).translate(sentences, Decoding(hypotheses=3))
    assert [item[0].text for item in found] == [pseudo(sentence) for sentence in sentences]
    assert [hypothesis.score for hypothesis in found[0]] == [0.0, -1.0, -2.0]
    assert [len(request["q"]) for request in server.requests] == [40, 40, 20]  # type: ignore[arg-type]
    assert {request["source"] for request in server.requests} == {"zh-Hans"}
    assert "api_key" not in server.requests[0]
    assert pauses == []


def test_nothing_to_do_asks_nothing(server: Server, pauses: list[float]) -> None:
    assert engine(server, pauses).translate([], Decoding()) == []
    assert server.requests == []


def test_a_server_without_alternatives_is_enough(server: Server, pauses: list[float]) -> None:
    server.faults = [lambda handler: handler.answer(200, {"translatedText": ["Words."]})]
    assert [item.text for item in engine(server, pauses).translate(["话。"], Decoding())[0]] == ["Words."]


def test_long_texts_go_in_requests_of_their_own(server: Server, pauses: list[float]) -> None:
    engine(server, pauses).translate(["长" * 3000, "长" * 3000, "短"], Decoding())
    assert [len(request["q"]) for request in server.requests] == [1, 2]  # type: ignore[arg-type]


def cut(handler: Handler) -> None:
    handler.send_response(200)
    handler.send_header("Content-Length", "1000")
    handler.end_headers()
    handler.wfile.write(b'{"translatedText": ["Wo')
    handler.wfile.flush()
    handler.connection.close()


def silent(handler: Handler) -> None:
    handler.server.release.wait(5)


FAULTS: dict[str, Fault] = {
    "too many requests": lambda handler: handler.answer(429, {"error": "Slowdown"}, Retry_After="7"),
    "server error": lambda handler: handler.answer(500, {"error": "Cannot translate text"}),
    "bad gateway": lambda handler: handler.answer(502, b"<html>nginx</html>"),
    "cut connection": cut,
    "no answer at all": lambda handler: handler.connection.close(),
    "wrong JSON": lambda handler: handler.answer(200, b"{'translatedText'"),
    "not UTF-8": lambda handler: handler.answer(200, b'{"translatedText": ["\xff"]}'),
    "slow": silent,
}


@pytest.mark.parametrize("fault", FAULTS.values(), ids=FAULTS)
def test_faults_that_pass_are_outlived(server: Server, pauses: list[float], fault: Fault) -> None:
    server.faults = [fault, fault]
    made = engine(server, pauses, timeout=0.3).translate(["话。"], Decoding())
    assert made[0][0].text == pseudo("话。")
    assert pauses == ([7.0, 7.0] if fault is FAULTS["too many requests"] else [0.5, 1.0])


@pytest.mark.parametrize("fault", FAULTS.values(), ids=FAULTS)
def test_faults_that_stay_are_said(server: Server, pauses: list[float], fault: Fault) -> None:
    server.faults = [fault] * 5
    with pytest.raises(ModelError, match="no usable answer in 5 tries"):
        engine(server, pauses, timeout=0.3).translate(["话。"], Decoding())
    assert len(server.requests) == 5
    assert len(pauses) == 4


@pytest.mark.parametrize(
    ("code", "value", "message"),
    [
        (400, {"error": "Invalid request: missing q"}, "refused: 400 Invalid request: missing q"),
        (403, {"error": "Visit the portal to get an API key"}, "libretranslate.key_variable"),
        (404, b"<html>", "is libretranslate.url the root"),
        (200, {"translatedText": "one text"}, "without a `translatedText` for each of 1"),
        (200, {"translatedText": ["a", "b"]}, "without a `translatedText` for each of 1"),
        (200, {"translatedText": [None]}, "without a `translatedText`"),
        (200, {"translatedText": [None, "a"]}, "without a `translatedText`"),
        (200, ["list"], "without a `translatedText`"),
    ],
)
def test_refusals_and_nonsense_are_not_asked_again(
    server: Server, pauses: list[float], code: int, value: object, message: str
) -> None:
    server.faults = [lambda handler: handler.answer(code, value)]
    with pytest.raises(ModelError, match=message):
        engine(server, pauses).translate(["话。"], Decoding())
    assert len(server.requests) == 1


def test_waiting_has_a_limit(server: Server, pauses: list[float]) -> None:
    for value in ("86400", "-5", "inf", "nan", "Wed, 21 Oct 2026 07:28:00 GMT"):
        server.faults.append(lambda handler, value=value: handler.answer(429, {}, Retry_After=value))
    with pytest.raises(ModelError):
        engine(server, pauses).translate(["话。"], Decoding())
    assert pauses == [60.0, 0.0, 2.0, 4.0]


def test_the_key_is_sent_and_never_said(server: Server, pauses: list[float]) -> None:
    server.key = KEY
    assert engine(server, pauses, key=KEY).translate(["话。"], Decoding())[0][0].text == pseudo("话。")
    with pytest.raises(ModelError) as raised:
        engine(server, pauses, key=KEY + "-old").translate(["话。"], Decoding())
    assert KEY not in str(raised.value)
    assert "403" in str(raised.value)
    assert KEY not in engine(server, pauses, key=KEY).id


def test_a_server_without_chinese_is_refused(server: Server, pauses: list[float]) -> None:
    server.codes = [{"code": "fr", "targets": ["en"]}]
    with pytest.raises(ModelError, match=r"does not translate Chinese into 'en' \(it offers fr into it\)"):
        engine(server, pauses).translate(["话。"], Decoding())


def test_a_server_that_is_down_is_said(loopback: None, pauses: list[float]) -> None:
    with pytest.raises(ModelError, match="is the server up"):
        LibreTranslateEngine("http://127.0.0.1:9", "en", sleep=pauses.append).translate(["话。"], Decoding())


@pytest.mark.parametrize("url", ["ftp://a", "localhost:5000", "http://", "http://me:word@host", "http://h/?q=1"])
def test_addresses_that_are_none(url: str) -> None:
    with pytest.raises(SettingsError) as raised:
        LibreTranslateEngine(url, "en")
    assert "word" not in str(raised.value).split("no user")[0]


def test_a_run_with_a_server(server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same ladder and checks: a server that loses tags still gives a sound draft."""
    server.key = KEY
    monkeypatch.setenv("TEAM_KEY", KEY)
    post = tmp_path / "content" / "p.zh.md"
    post.parent.mkdir()
    post.write_bytes("# 标题\n\n请看[链接](https://a.b)和 `code`。\n".encode())
    config = tmp_path / "transpipe.yaml"
    config.write_bytes(
        f"engine: libretranslate\nlibretranslate: {{url: '{server.url}', key_variable: TEAM_KEY}}\n".encode()
    )
    server.faults = [lambda handler: handler.answer(500, {"error": "busy"}, Retry_After="0")]
    arguments = ["run", "--scope", "missing", "--config", str(config)]
    result = CliRunner().invoke(app, arguments, standalone_mode=False)
    assert result.exception is None, result.exception
    draft = (tmp_path / "review" / "p.en.md").read_bytes().decode()
    assert "](https://a.b)" in draft and "`code`" in draft
    assert f"model: libretranslate:127.0.0.1:{server.server_address[1]}" in draft
    assert KEY not in result.output + draft
    asked = len(server.requests)
    assert "nothing to do" in CliRunner().invoke(app, arguments, standalone_mode=False).output
    assert len(server.requests) == asked
