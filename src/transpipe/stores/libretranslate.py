"""A LibreTranslate server as the engine, for teams that already run one. The ladder and all checks are the same.

Source of the protocol: the documented API of LibreTranslate (`GET /languages`, `POST /translate` with `q` as a list,
`alternatives`, `api_key`; errors as `{"error": …}`). Tags travel as plain text; where a server's model loses them, the
ladder translates around them.
"""

from __future__ import annotations

import json
import math
import os
import time
from collections.abc import Callable, Mapping, Sequence
from http.client import HTTPException
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from urllib.request import ProxyHandler, Request, build_opener

import transpipe
from transpipe.errors import ModelError, SettingsError
from transpipe.translate.ports import Decoding, Hypothesis

_BATCH_CHARS = 4000  # of a request; servers commonly refuse more than 5,000
_BATCH_SENTENCES = 40
_TRIES = 5
_AGAIN = (408, 425, 429, 500, 502, 503, 504)
_LONGEST_WAIT = 60.0  # seconds
_LARGEST_ANSWER = 8_000_000  # bytes
_CHINESE = ("zh-hans", "zh", "zh-cn", "zh-hant", "zt")


class LibreTranslateEngine:
    """Asks a server. Batches are small, faults are retried with growing pauses, and the key appears in no message."""

    def __init__(
        self,
        url: str,
        target: str,
        *,
        key: str = "",
        timeout: float = 60.0,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        """`url` is the root of the server; `timeout` (seconds) holds for each answer.

        Raises SettingsError for a URL that is no http(s) address.
        """
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname or parts.query or parts.fragment:
            raise SettingsError(f"libretranslate.url: {_shown(url)!r} is not the http(s) address of a server")
        if parts.username or parts.password:
            raise SettingsError("libretranslate.url: no user and password in it; a key goes into the environment")
        self.id = f"libretranslate:{parts.netloc}{parts.path.rstrip('/')}"
        self._url = url.rstrip("/")
        self._target = target
        self._key = key
        self._timeout = timeout
        self._sleep = sleep
        # A proxy of the environment is for the world outside.
        self._opener = build_opener(ProxyHandler({} if parts.hostname in _LOCAL else None))
        self._source: str | None = None

    def translate(self, sentences: Sequence[str], decoding: Decoding) -> list[list[Hypothesis]]:
        """Hypotheses for each sentence, best first; a server gives no scores, so they are 0, -1, -2 … by rank.

        Raises ModelError when the server can't be reached, refuses, or answers with something else.
        """
        found: list[list[Hypothesis]] = []
        for batch in _batches(sentences):
            found.extend(self._batch(batch, decoding))
        return found

    def _batch(self, sentences: Sequence[str], decoding: Decoding) -> list[list[Hypothesis]]:
        if self._source is None:
            self._source = self._chinese()
        body: dict[str, object] = {
            "q": list(sentences),
            "source": self._source,
            "target": self._target,
            "format": "text",
            "alternatives": decoding.hypotheses - 1,
        }
        if self._key:
            body["api_key"] = self._key
        answer = self._ask("/translate", body)
        given = answer.get("translatedText") if isinstance(answer, Mapping) else None
        first = _texts(given)
        if not isinstance(given, list) or not len(given) == len(first) == len(sentences):
            raise ModelError(
                f"{self._url}: an answer without a `translatedText` for each of {len(sentences)} sentences"
            )
        more = answer.get("alternatives")
        if not isinstance(more, list) or len(more) != len(sentences):
            more = [[]] * len(sentences)
        return [
            [Hypothesis(text, float(-rank)) for rank, text in enumerate([best, *_texts(others)])]
            for best, others in zip(first, more, strict=True)
        ]

    def _chinese(self) -> str:
        """The code under which the server translates Chinese into the target language."""
        answer = self._ask("/languages", None)
        known: dict[str, str] = {}
        for item in answer if isinstance(answer, list) else ():
            if (
                isinstance(item, Mapping)
                and isinstance(item.get("code"), str)
                and self._target in _texts(item.get("targets"))
            ):
                known[item["code"].lower()] = item["code"]
        for code in _CHINESE:
            if code in known:
                return known[code]
        offers = ", ".join(sorted(known.values())) or "nothing"
        raise ModelError(
            f"{self._url}: does not translate Chinese into {self._target!r} (it offers {offers} into it); "
            "install the language there, or set `engine: argos`"
        )

    # --- one request ------------------------------------------------------------------------------

    def _ask(self, path: str, body: Mapping[str, object] | None) -> Any:
        fault = ""
        for attempt in range(_TRIES):
            pause = min(0.5 * 2**attempt, _LONGEST_WAIT)
            try:
                return self._once(path, body)
            except HTTPError as error:
                fault = f"{error.code} {_reason(error)}".strip()
                if error.code not in _AGAIN:
                    raise ModelError(self._hidden(f"{self._url}{path}: refused: {fault}{_hint(error.code)}")) from None
                pause = _retry_after(error, pause)
            except (URLError, HTTPException, OSError) as error:
                fault = str(getattr(error, "reason", "") or error) or type(error).__name__
            except ValueError as error:
                fault = f"the answer is not JSON ({error})"
            if attempt < _TRIES - 1:
                self._sleep(pause)
        raise ModelError(
            self._hidden(
                f"{self._url}{path}: no usable answer in {_TRIES} tries, at last: {fault}; "
                "is the server up? What was finished is kept; the next run goes on from there"
            )
        )

    def _once(self, path: str, body: Mapping[str, object] | None) -> Any:
        data = None if body is None else json.dumps(body, ensure_ascii=False).encode("utf-8")
        headers = {
            "Content-Type": "application/json",
            "Accept": "application/json",
            "User-Agent": f"transpipe/{transpipe.__version__}",
        }
        request = Request(self._url + path, data, headers)
        with self._opener.open(request, timeout=self._timeout) as response:
            raw = response.read(_LARGEST_ANSWER + 1)
        if len(raw) > _LARGEST_ANSWER:
            raise ValueError(f"more than {_LARGEST_ANSWER:,} bytes")
        return json.loads(raw)

    def _hidden(self, message: str) -> str:
        return message.replace(self._key, "***") if self._key else message


_LOCAL = ("localhost", "127.0.0.1", "::1")


def api_key(variable: str) -> str:
    """The key of the server, from an environment variable; empty where it is not set."""
    return os.environ.get(variable, "").strip()


def _shown(url: str) -> str:
    return url if "@" not in url else url.split("@", 1)[1]


def _batches(sentences: Sequence[str]) -> list[list[str]]:
    batches: list[list[str]] = [[]]
    size = 0
    for sentence in sentences:
        if batches[-1] and (size + len(sentence) > _BATCH_CHARS or len(batches[-1]) == _BATCH_SENTENCES):
            batches.append([])
            size = 0
        batches[-1].append(sentence)
        size += len(sentence)
    return batches if batches[0] else []


def _texts(value: object) -> list[str]:
    return [item for item in value if isinstance(item, str)] if isinstance(value, list) else []


def _reason(error: HTTPError) -> str:
    """What the server says, in one line."""
    try:
        answer = json.loads(error.read(10_000))
    except (ValueError, OSError, HTTPException):
        return str(error.reason)
    said = answer.get("error") if isinstance(answer, Mapping) else None
    return " ".join(str(said or error.reason).split())[:200]


def _hint(code: int) -> str:
    if code in (401, 403):
        return "; set the environment variable that `libretranslate.key_variable` names to a valid key"
    return "; is libretranslate.url the root of the server?" if code in (404, 405) else ""


def _retry_after(error: HTTPError, otherwise: float) -> float:
    try:
        seconds = float(error.headers.get("Retry-After", ""))
    except ValueError:
        return otherwise
    return min(max(seconds, 0.0), _LONGEST_WAIT) if math.isfinite(seconds) else otherwise
