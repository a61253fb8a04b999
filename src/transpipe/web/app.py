"""The addresses of the review server, each a few lines: a value from the desk, a page or a fragment from `review`.

Flask and Werkzeug: small, synchronous as the work is, and Click is at their bottom as well. There is no template
engine in use; pages are functions from values to HTML.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from flask import Flask, Response, abort, g, jsonify, redirect, request
from werkzeug.exceptions import HTTPException

from transpipe.errors import TranspipeError
from transpipe.jobs.review import Answer, Desk
from transpipe.review.asset_files import ASSETS, asset, asset_address
from transpipe.review.pages import Page, draft_page, drafts_page, progress
from transpipe.review.rows import row_html
from transpipe.review.values import FILTERS
from transpipe.review.words import LANGUAGES, choose_language, words
from transpipe.review.words import answer as in_language
from transpipe.web.safety import HEADERS, PREVIEW_HEADERS, Keys, cookie, is_own_page, refusal

Found = TypeVar("Found")
_LARGEST = 1_000_000  # bytes of a request


def make_app(desk: Desk, keys: Keys, port: int) -> Flask:
    """The application for one start; `port` is where it is bound."""
    app = Flask("transpipe", static_folder=None)
    app.config["MAX_CONTENT_LENGTH"] = _LARGEST
    _guard(app, keys, port)
    _pages(app, desk, keys)
    _changes(app, desk)
    return app


def _guard(app: Flask, keys: Keys, port: int) -> None:
    @app.before_request
    def check() -> Response | None:
        given = request.args.get("token", "")
        message = refusal(request.method, request.headers, given or request.cookies.get(cookie(port), ""), keys, port)
        if message is not None:
            abort(403, description=message)
        if given:
            # The token leaves the address, or it would stand in the history and in every screenshot.
            answer = redirect("/", code=303)
            answer.set_cookie(cookie(port), keys.token, httponly=True, samesite="Strict")
            return answer  # type: ignore[return-value]  # a Response of Werkzeug
        chosen = request.cookies.get("language", "")
        g.language = chosen if chosen in LANGUAGES else choose_language(request.headers.get("Accept-Language", ""))
        return None

    @app.after_request
    def seal(response: Response) -> Response:
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        return response

    @app.errorhandler(TranspipeError)
    def explain(error: TranspipeError) -> Response:
        answer = jsonify(message=str(error))
        answer.status_code = 422 if request.method == "POST" else 500
        return answer

    @app.errorhandler(HTTPException)
    def refuse(error: HTTPException) -> Response:
        if request.method == "POST":
            answer = jsonify(message=error.description)
        else:
            answer = Response(f"{error.code} {error.description}\n", mimetype="text/plain")
        answer.status_code = error.code or 500
        return answer


def _page(keys: Keys) -> Page:
    return Page(g.language, words(g.language), keys.csrf, request.full_path.rstrip("?"))


def _pages(app: Flask, desk: Desk, keys: Keys) -> None:
    @app.get("/")
    def drafts() -> str:
        return drafts_page(desk.drafts(), _page(keys))

    @app.get("/d/<draft>")
    def draft(draft: str) -> str:
        chosen = request.args.get("filter", "all")
        return draft_page(
            _there(desk.view(draft)), _page(keys), chosen if chosen in FILTERS else "all", request.args.get("q", "")
        )

    @app.get("/d/<draft>/preview")
    def preview(draft: str) -> Response:
        html = desk.preview(draft)
        return Response(_there(html), headers=PREVIEW_HEADERS, mimetype="text/html")

    @app.get("/language/<code>")
    def language(code: str) -> Response:
        to = request.args.get("to", "/")
        answer = redirect(to if is_own_page(to) else "/", code=303)
        if code in LANGUAGES:
            answer.set_cookie("language", code, samesite="Strict", max_age=31_536_000)
        return answer  # type: ignore[return-value]  # a Response of Werkzeug

    @app.get("/assets/<name>")
    def give_asset(name: str) -> Response:
        if name not in ASSETS:
            abort(404, description="no such asset")
        # The address changes with the bytes, so a browser need not ask again, and the next page has its script at once.
        named = request.full_path == asset_address(name)
        caching = "private, max-age=31536000, immutable" if named else "no-cache"
        return Response(asset(name), mimetype=ASSETS[name], headers={"Cache-Control": caching})


def _changes(app: Flask, desk: Desk) -> None:
    @app.post("/d/<draft>/s/<row>/<action>")
    def segment(draft: str, row: str, action: str) -> Response:
        data = _body()
        _there(desk.has(draft) or None)
        version, text = _text(data, "version"), _text(data, "text")
        if action == "save":
            answer = desk.save(draft, row, text, version, _text(data, "session"))
        elif action == "approve":
            answer = desk.approve(draft, row, version)
        elif action == "take-back":
            answer = desk.take_back(draft, row)
        elif action == "comment":
            answer = desk.comment(draft, row, text)
        elif action == "alternatives":
            answer = desk.alternatives(draft, row)
        else:
            abort(404, description="no such action")
        return _answer(answer)

    @app.post("/d/<draft>/<action>")
    def whole(draft: str, action: str) -> Response:
        _there(desk.has(draft) or None)
        if action in ("approve", "approve-clean"):
            answer = desk.approve_all(draft, clean=action == "approve-clean")
        elif action == "undo":
            answer = desk.undo(draft)
        else:
            abort(404, description="no such action")
        return _answer(answer)


def _there(found: Found | None) -> Found:
    if found is None:
        abort(404, description="no such draft; it may have been published or moved")
    return found


def _body() -> Mapping[str, Any]:
    data = request.get_json(silent=True)
    if not isinstance(data, dict):
        abort(400, description="a JSON object is expected")
    return data


def _text(data: Mapping[str, Any], key: str) -> str:
    value = data.get(key, "")
    if not isinstance(value, str):
        abort(400, description=f"{key} should be a text")
    try:
        value.encode("utf-8")
    except UnicodeEncodeError:
        abort(400, description=f"{key} holds half of a character")
    return value


def _answer(answer: Answer) -> Response:
    """What the script gets: the changed rows as HTML, where the work stands, and what there is to say."""
    w = words(g.language)
    made = {row.id: row_html(row, w) for row in answer.rows}
    first = answer.rows[0] if answer.rows else None
    response = jsonify(
        message=in_language(answer.message, w),
        conflict=answer.conflict,
        rows=made,
        row=first.id if first else "",
        html=made[first.id] if first else "",
        version=first.version if first else "",
        target=first.target if first else "",
        progress=progress(answer.approved, answer.segments, w),
    )
    response.status_code = 409 if answer.conflict else 422 if answer.refused else 200
    return response
