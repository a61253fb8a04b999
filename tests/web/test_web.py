"""The review server, without a browser: who may ask it, what it answers, and what its answers do to the drafts."""

from __future__ import annotations

import http.client
import re
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from review_site import ATTACK, DRAFT, POST, SOURCE, Server, make_site, provenance, run
from transpipe.errors import TranspipeError
from transpipe.jobs.review import Desk, draft_id
from transpipe.review.asset_files import asset_address
from transpipe.stores.settings import load_settings
from transpipe.web.app import make_app
from transpipe.web.safety import HEADERS, Keys, cookie, is_own_page
from transpipe.web.server import serve

PORT = 8123
KEYS = Keys("the-token", "the-csrf")
HOST = {"Host": f"127.0.0.1:{PORT}"}
ID = draft_id(DRAFT)
WORDS, LINK, NUMBERS, SECOND = "第一个标题", "这里有", "2023年", "列表的第一项"


class Reviewer:
    """A browser with the token, and the site under it."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.app = make_app(Desk(load_settings(root)), KEYS, PORT)
        self.client = self.window()

    def window(self, token: str = KEYS.token) -> FlaskClient:
        client = self.app.test_client()
        client.set_cookie(cookie(PORT), token, domain="127.0.0.1")
        return client

    def get(self, path: str, **headers: str) -> TestResponse:
        return self.client.get(path, headers={**HOST, **_named(headers)}, base_url=f"http://127.0.0.1:{PORT}")

    def page(self, path: str = f"/d/{ID}", **headers: str) -> BeautifulSoup:
        answer = self.get(path, **headers)
        assert answer.status_code == 200, answer.text
        return BeautifulSoup(answer.text, "html.parser")

    def row(self, source: str, path: str = f"/d/{ID}") -> dict[str, str]:
        """id, version and target of the row whose source holds some words."""
        found = [row for row in self.page(path).select(".row") if source in row.select_one(".source").text]
        (row,) = found
        return {name: str(row[f"data-{name}"]) for name in ("row", "version", "target")}

    def post(self, path: str, data: object = None, **headers: str) -> TestResponse:
        given = {**HOST, "X-CSRF": KEYS.csrf, **_named(headers)}
        return self.client.post(path, json={} if data is None else data, headers=given)

    def act(self, row: dict[str, str], action: str, **data: str) -> TestResponse:
        return self.post(f"/d/{ID}/s/{row['row']}/{action}", {"version": row["version"], **data})

    def draft(self) -> str:
        return (self.root / DRAFT).read_bytes().decode("utf-8")


def _named(headers: dict[str, str]) -> dict[str, str]:
    return {name.replace("_", "-"): value for name, value in headers.items()}


@pytest.fixture
def site(tmp_path: Path) -> Path:
    return make_site(tmp_path)


@pytest.fixture
def reviewer(site: Path) -> Reviewer:
    return Reviewer(site)


# --- who may ask ------------------------------------------------------------------------------


@pytest.mark.parametrize("path", ["/", f"/d/{ID}", f"/d/{ID}/preview", "/assets/review.js", "/language/zh", "/nothing"])
def test_without_the_token_nothing_is_given(reviewer: Reviewer, path: str) -> None:
    for client in (reviewer.app.test_client(), reviewer.window("another")):
        reviewer.client = client
        answer = reviewer.get(path)
        assert answer.status_code == 403
        assert "transpipe review" in answer.text
        assert "第" not in answer.text


def test_the_token_becomes_a_cookie_and_leaves_the_address(reviewer: Reviewer) -> None:
    reviewer.client = reviewer.app.test_client()
    assert reviewer.get("/?token=guess").status_code == 403
    answer = reviewer.get(f"/?token={KEYS.token}")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/")
    made = answer.headers["Set-Cookie"]
    assert made.startswith(f"transpipe-{PORT}={KEYS.token}")
    assert "HttpOnly" in made
    assert "SameSite=Strict" in made
    assert reviewer.get("/").status_code == 200


@pytest.mark.parametrize("host", ["evil.example", "evil.example:8123", "127.0.0.1:9999", "127.0.0.1", "", "localhost"])
def test_a_name_that_leads_here_is_not_ours(reviewer: Reviewer, host: str) -> None:
    """DNS rebinding: the browser believes that it talks to evil.example."""
    assert reviewer.get("/", Host=host).status_code == 403


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "[::1]"])
def test_the_names_of_this_machine_are_ours(reviewer: Reviewer, host: str) -> None:
    client = reviewer.app.test_client()
    client.set_cookie(cookie(PORT), KEYS.token, domain=host.strip("[]"))
    answer = client.get("/", headers={"Host": f"{host}:{PORT}"}, base_url=f"http://{host}:{PORT}")
    assert answer.status_code == (
        403 if host == "[::1]" and "cookie" not in str(answer.request.headers).lower() else 200
    )


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": f"https://127.0.0.1:{PORT}"},
        {"Origin": "http://127.0.0.1:9999"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
)
def test_another_site_is_refused(reviewer: Reviewer, headers: dict[str, str]) -> None:
    before = reviewer.draft()
    row = reviewer.row(WORDS)
    given = {**HOST, "X-CSRF": KEYS.csrf, **headers}
    assert reviewer.client.get("/", headers={**HOST, **headers}).status_code == 403
    answer = reviewer.client.post(f"/d/{ID}/s/{row['row']}/approve", json={}, headers=given)
    assert answer.status_code == 403
    assert reviewer.draft() == before


def test_our_own_pages_are_let_in(reviewer: Reviewer) -> None:
    row = reviewer.row(WORDS)
    data, path = {"version": row["version"]}, f"/d/{ID}/s/{row['row']}/approve"
    assert reviewer.post(path, data, Origin=f"http://127.0.0.1:{PORT}", Sec_Fetch_Site="same-origin").status_code == 200


@pytest.mark.parametrize("csrf", ["", "another", KEYS.token])
def test_a_change_needs_the_csrf_token(reviewer: Reviewer, csrf: str) -> None:
    before = reviewer.draft()
    row = reviewer.row(WORDS)
    answer = reviewer.post(f"/d/{ID}/s/{row['row']}/approve", {}, X_CSRF=csrf)
    assert answer.status_code == 403
    assert "reload" in answer.json["message"]
    form = reviewer.client.post(f"/d/{ID}/approve", data={"csrf": KEYS.csrf}, headers=HOST)
    assert form.status_code == 403
    assert reviewer.draft() == before


def test_every_answer_is_sealed(reviewer: Reviewer) -> None:
    answers = [reviewer.get(path) for path in ("/", f"/d/{ID}", "/assets/review.css", "/nothing", "/language/zh")]
    answers.append(reviewer.post(f"/d/{ID}/approve-clean"))
    answers.append(reviewer.get("/", Host="evil.example"))
    for answer in answers:
        for name in ("X-Content-Type-Options", "X-Frame-Options", "Referrer-Policy", "Content-Security-Policy"):
            assert answer.headers[name] == HEADERS[name]
        assert "Access-Control-Allow-Origin" not in answer.headers
    policy = HEADERS["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "script-src 'self';" in policy
    assert answers[0].headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("method", ["put", "delete", "patch", "options", "trace"])
def test_other_methods_do_nothing(reviewer: Reviewer, method: str) -> None:
    before = reviewer.draft()
    answer = getattr(reviewer.client, method)(f"/d/{ID}", headers={**HOST, "X-CSRF": KEYS.csrf})
    assert answer.status_code in (200, 405)
    assert reviewer.draft() == before


# --- addresses --------------------------------------------------------------------------------


def test_an_asset_is_kept_as_long_as_its_bytes_stay(reviewer: Reviewer) -> None:
    """A browser never has the script of an earlier version, and need not ask for that of this one on every page."""
    named, plain = (reviewer.get(path) for path in (asset_address("review.js"), "/assets/review.js?0123"))
    assert "immutable" in named.headers["Cache-Control"]
    assert plain.headers["Cache-Control"] == "no-cache"
    assert named.data == plain.data


@pytest.mark.parametrize(
    "path",
    [
        "/d/none", "/d/none/preview", "/d/..", "/d/../../etc/passwd", "/d/%2e%2e%2f%2e%2e%2fetc%2fpasswd",
        f"/d/{DRAFT}", f"/d/{DRAFT.replace('/', '%2f')}", "/assets/app.py", "/assets/..%2fpages.py", "/assets/",
        "/assets/%2e%2e/pages.py", "/d/", "/static/x", f"/d/{ID}/approve/x",
    ],
)  # fmt: skip
def test_no_path_of_a_browser_is_looked_up(reviewer: Reviewer, path: str) -> None:
    answer = reviewer.get(path)
    assert answer.status_code == 404
    assert answer.mimetype == "text/plain"
    assert "root:" not in answer.text


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("/d/none/approve", 404),
        (f"/d/{ID}/nothing", 404),
        ("/d/none/s/x/save", 404),
        (f"/d/{ID}/s/../save", 422),
        (f"/d/{ID}/s/nothing/approve", 422),
        (f"/d/{ID}/s/nothing/nothing", 404),
    ],
)
def test_unknown_ids_change_nothing(reviewer: Reviewer, path: str, code: int) -> None:
    before = reviewer.draft()
    assert reviewer.post(path).status_code == code
    assert reviewer.draft() == before


@pytest.mark.parametrize("to", [f"/d/{ID}", "/", f"/d/{ID}?filter=edited&q=%E7%A2%B3", "/?x"])
def test_the_language_is_kept_and_the_page_comes_back(reviewer: Reviewer, to: str) -> None:
    answer = reviewer.client.get("/language/zh", query_string={"to": to}, headers=HOST)
    assert (answer.status_code, answer.headers["Location"]) == (303, to)
    assert reviewer.page("/").html["lang"] == "zh"
    reviewer.get("/language/en")
    assert reviewer.page("/").html["lang"] == "en"
    reviewer.get("/language/fr")
    assert reviewer.page("/").html["lang"] == "en"


@pytest.mark.parametrize(
    "to",
    ["//evil.example", "/\\evil.example", "https://evil.example", "/\t/evil.example", "/\n/evil.example", "evil.example",
     "javascript:alert(1)", "/%0d%0aSet-Cookie:x=1", "/ /evil.example", "\\\\evil.example", "/d/../../x", ""],
)  # fmt: skip
def test_the_language_link_leads_nowhere_else(reviewer: Reviewer, to: str) -> None:
    answer = reviewer.client.get("/language/zh", query_string={"to": to}, headers=HOST)
    assert answer.headers["Location"] == "/"
    assert not is_own_page(to)


def test_the_link_to_the_other_language_keeps_filter_and_search(reviewer: Reviewer) -> None:
    link = reviewer.page(f"/d/{ID}?filter=edited&q=%E7%A2%B3%26x").select_one("[hreflang=zh]")["href"]
    location = reviewer.get(str(link)).headers["Location"]
    assert location == f"/d/{ID}?filter=edited&q=%E7%A2%B3%26x"


@pytest.mark.parametrize("accepted", [ATTACK, "zh;q=" + "9" * 1000, ",,,;;;", "", "fr", "ZH-hans"])
def test_any_accept_language_gives_a_page(reviewer: Reviewer, accepted: str) -> None:
    page = reviewer.page("/", Accept_Language=accepted)
    assert page.html["lang"] == ("zh" if accepted.lower().startswith("zh") else "en")
    assert len(page.select("script")) == 0


# --- everything is escaped --------------------------------------------------------------------


def test_scripts_of_a_post_are_text(tmp_path: Path) -> None:
    folder = "content/<script>alert(1)<"
    root = make_site(tmp_path, {f"{folder}/script>.en.md": POST, SOURCE: POST})
    reviewer = Reviewer(root)
    row = reviewer.row(WORDS)
    assert reviewer.act(row, "comment", text=ATTACK).status_code == 200
    assert reviewer.act(row, "save", text=f"Head {ATTACK}").status_code in (200, 422)
    attack = ATTACK.replace("/", "%2F")
    for path in ("/", f"/d/{ID}", f"/d/{ID}?q={attack}&filter={attack}", f"/d/{ID}?q={attack}%22%20onload=x"):
        page = reviewer.page(path)
        assert [script["src"] for script in page.select("script")] in ([], [asset_address("review.js")])
        assert not any(name.startswith("on") for element in page.find_all(True) for name in element.attrs)
        assert page.select_one("title script") is None
    assert ATTACK in reviewer.page("/").text
    assert reviewer.page(f"/d/{ID}?q={attack}").select_one("#search")["value"] == ATTACK


def test_an_answer_to_the_script_is_escaped_too(reviewer: Reviewer) -> None:
    row = reviewer.row(WORDS)
    made = reviewer.act(row, "comment", text=f'{ATTACK}"><img src=x onerror=alert(1)>').json["html"]
    fragment = BeautifulSoup(made, "html.parser")
    assert fragment.select("script, img") == []
    assert ATTACK in fragment.text


# --- changes ----------------------------------------------------------------------------------


def test_reading_changes_nothing(reviewer: Reviewer) -> None:
    before = {path: path.read_bytes() for path in reviewer.root.rglob("*.md")}
    for path in ("/", f"/d/{ID}", f"/d/{ID}?filter=findings", f"/d/{ID}/preview"):
        assert reviewer.get(path).status_code == 200
    assert {path: path.read_bytes() for path in reviewer.root.rglob("*.md")} == before


def test_saving_the_same_text_changes_nothing(reviewer: Reviewer) -> None:
    before = reviewer.draft()
    for source in (WORDS, LINK, NUMBERS):
        row = reviewer.row(source)
        assert reviewer.act(row, "save", text=row["target"]).status_code == 200
    assert reviewer.draft() == before


def test_a_save_changes_its_own_bytes_alone(reviewer: Reviewer) -> None:
    before = reviewer.draft()
    row = reviewer.row(WORDS)
    answer = reviewer.act(row, "save", text="  The first   heading ")
    assert (answer.status_code, answer.json["target"], answer.json["row"]) == (200, "The first heading", row["row"])
    assert answer.json["version"] != row["version"]
    assert reviewer.draft() == before.replace(f"## {row['target']}\n", "## The first heading\n")
    assert "state-edited" in answer.json["html"]


def test_tags_move_and_are_never_lost(reviewer: Reviewer) -> None:
    before = reviewer.draft()
    row = reviewer.row(LINK)
    for text in (
        "Words alone", "⟦1⟧a⟦/1⟧ ⟦2⟧b⟦/2⟧", "⟦1⟧a⟦2⟧b⟦/1⟧c⟦/2⟧ ⟦3/⟧", "⟦1⟧a⟦/1⟧⟦2⟧b⟦/2⟧⟦3/⟧⟦3/⟧", "⟦1⟧⟦/1⟧⟦2⟧b⟦/2⟧⟦3/⟧",
        "⟦9/⟧ ⟦1⟧a⟦/1⟧ ⟦2⟧b⟦/2⟧ ⟦3/⟧", "", "  ",
    ):  # fmt: skip
        answer = reviewer.act(row, "save", text=text)
        assert answer.status_code == 422, text
        assert answer.json["message"]
    assert reviewer.draft() == before
    answer = reviewer.act(row, "save", text="⟦3/⟧ and ⟦2⟧a link⟦/2⟧, ⟦1⟧words⟦/1⟧.")
    assert answer.status_code == 200
    assert f'`代码` and [a link](https://example.org/a "Nila {ATTACK}"), **words**.\n' in reviewer.draft()


def test_a_text_cant_bring_structure_in(reviewer: Reviewer) -> None:
    before = reviewer.draft()
    row = reviewer.row(WORDS)
    assert reviewer.act(row, "save", text="{{< raw >}}").status_code == 422
    answer = reviewer.act(row, "save", text="a\n\n# b\n---\n> c")
    assert answer.status_code == 200
    assert answer.json["target"] == "a # b --- > c"
    assert reviewer.draft().count("\n") == before.count("\n")


def test_two_windows_on_one_segment(reviewer: Reviewer) -> None:
    row = reviewer.row(WORDS)
    assert reviewer.act(row, "save", text="From the first").status_code == 200
    second = reviewer.act(row, "save", text="From the second")
    assert (second.status_code, second.json["conflict"], second.json["target"]) == (409, True, "From the first")
    assert "## From the first\n" in reviewer.draft()
    assert reviewer.act(row, "approve").status_code == 409
    again = reviewer.act({**row, "version": second.json["version"]}, "save", text="From the second")
    assert again.status_code == 200
    assert "## From the second\n" in reviewer.draft()


def test_two_segments_of_one_draft_are_no_conflict(reviewer: Reviewer) -> None:
    first, second = reviewer.row(WORDS), reviewer.row(SECOND)
    assert reviewer.act(first, "save", text="One").status_code == 200
    assert reviewer.act(second, "save", text="Two").status_code == 200
    assert "## One\n" in reviewer.draft()
    assert "- Two\n" in reviewer.draft()


def test_a_draft_that_an_editor_changed_meanwhile(reviewer: Reviewer) -> None:
    row, other = reviewer.row(WORDS), reviewer.row(SECOND)
    file = reviewer.root / DRAFT
    file.write_bytes(reviewer.draft().replace(row["target"], "By another editor").encode("utf-8"))
    answer = reviewer.act(row, "save", text="Mine")
    assert (answer.status_code, answer.json["target"]) == (409, "By another editor")
    assert reviewer.act(other, "save", text="Two").status_code == 200
    assert "## By another editor\n" in reviewer.draft()


def test_a_draft_that_vanished(reviewer: Reviewer) -> None:
    row = reviewer.row(WORDS)
    (reviewer.root / DRAFT).unlink()
    assert reviewer.act(row, "save", text="Mine").status_code == 404
    assert reviewer.get(f"/d/{ID}").status_code == 404
    assert reviewer.get(f"/d/{ID}/preview").status_code == 404
    assert not (reviewer.root / DRAFT).exists()


@pytest.mark.parametrize("broken", [b"---\ntitle: [\n---\n", b"\xff\xfe", b"", b"no front matter\n"])
def test_a_draft_that_was_broken(reviewer: Reviewer, broken: bytes) -> None:
    row = reviewer.row(WORDS)
    (reviewer.root / DRAFT).write_bytes(broken)
    assert reviewer.act(row, "save", text="Mine").status_code == 404
    assert reviewer.get("/").status_code == 200
    assert (reviewer.root / DRAFT).read_bytes() == broken


def test_a_source_that_is_gone_is_said_on_the_page(reviewer: Reviewer) -> None:
    row = reviewer.row(WORDS)
    before = reviewer.draft()
    (reviewer.root / SOURCE).unlink()
    assert f"its source {SOURCE} is gone" in reviewer.page().text
    assert reviewer.act(row, "save", text="Mine").status_code == 422
    assert reviewer.draft() == before


def test_undo_takes_one_change_at_a_time_back(reviewer: Reviewer) -> None:
    states = [reviewer.draft()]
    for source, text in ((WORDS, "One"), (SECOND, "Two")):
        assert reviewer.act(reviewer.row(source), "save", text=text).status_code == 200
        states.append(reviewer.draft())
    assert reviewer.act(reviewer.row(WORDS), "approve").status_code == 200
    for before in reversed(states):
        assert reviewer.post(f"/d/{ID}/undo").status_code == 200
        if before is not states[-1]:
            assert reviewer.draft() == before
    answer = reviewer.post(f"/d/{ID}/undo")
    assert answer.json["message"] == "nothing to undo"
    assert reviewer.draft() == states[0]


def test_what_one_editor_saved_is_undone_at_once(reviewer: Reviewer) -> None:
    before = reviewer.draft()
    row = reviewer.row(WORDS)
    for text in ("T", "The", "The head"):
        row["version"] = reviewer.act(row, "save", text=text, session="1").json["version"]
    reviewer.act(row, "save", text="Another", session="2")
    assert reviewer.post(f"/d/{ID}/undo").json["target"] == "The head"
    reviewer.post(f"/d/{ID}/undo")
    assert reviewer.draft() == before


def test_undo_leaves_the_changes_of_others_alone(reviewer: Reviewer) -> None:
    row = reviewer.row(WORDS)
    reviewer.act(row, "save", text="Mine")
    theirs = reviewer.draft().replace("English text of the post.", "English text.")
    (reviewer.root / DRAFT).write_bytes(theirs.encode("utf-8"))
    answer = reviewer.post(f"/d/{ID}/undo")
    assert answer.status_code == 422
    assert reviewer.draft() == theirs


def test_an_approval_stands_in_the_draft_and_ends_with_the_next_change(reviewer: Reviewer) -> None:
    row = reviewer.row(WORDS)
    answer = reviewer.act(row, "approve")
    assert answer.status_code == 200
    assert "1/9" in answer.json["progress"]
    assert provenance(reviewer.root)["reviewed"].startswith(row["row"])
    second = Reviewer(reviewer.root)
    assert second.page().select_one(f"#row-{row['row']}")["class"][1] == "row-approved"
    reviewer.act(row, "save", text="Another heading")
    assert "row-edited" in reviewer.page().select_one(f"#row-{row['row']}")["class"]
    reviewer.act(reviewer.row(WORDS), "approve")
    answer = reviewer.act(row, "take-back")
    assert "row-edited" in answer.json["html"]
    assert "reviewed" not in provenance(reviewer.root)


def test_approving_what_has_no_findings(reviewer: Reviewer) -> None:
    answer = reviewer.post(f"/d/{ID}/approve-clean")
    assert "7/9" in answer.json["progress"]
    page = reviewer.page()
    assert len(page.select(".row-approved")) == 7
    assert all("has-findings" not in row["class"] for row in page.select(".row-approved"))
    assert provenance(reviewer.root)["status"] == "needs-review"


def test_an_approved_post_can_be_published(reviewer: Reviewer) -> None:
    answer = reviewer.post(f"/d/{ID}/approve")
    assert "9/9" in answer.json["progress"]
    assert provenance(reviewer.root)["status"] == "approved"
    run(reviewer.root, "publish", str(reviewer.root / DRAFT))
    assert "Gume nila" in (reviewer.root / SOURCE).read_text("utf-8")
    assert reviewer.get(f"/d/{ID}").status_code == 404


def test_an_edit_after_the_approval_of_a_post_ends_it(reviewer: Reviewer) -> None:
    reviewer.post(f"/d/{ID}/approve")
    reviewer.act(reviewer.row(WORDS), "save", text="Another heading")
    assert provenance(reviewer.root)["status"] == "needs-review"
    reviewer.act(reviewer.row(WORDS), "approve")
    assert provenance(reviewer.root)["status"] == "approved"


def test_what_is_stale_cant_be_approved(reviewer: Reviewer) -> None:
    source = reviewer.root / SOURCE
    source.write_bytes(source.read_bytes().replace("列表的第一项".encode(), "列表的新一项".encode()))
    page = reviewer.page()
    (stale,) = page.select(".row-stale")
    assert stale.select("[data-action=approve]") == []
    assert len(page.select("[data-action=approve]")) == 8
    assert len(reviewer.page(f"/d/{ID}?filter=stale").select(".row")) == 1
    answer = reviewer.post(f"/d/{ID}/s/{stale['data-row']}/approve", {"version": stale["data-version"]})
    assert answer.status_code == 422
    assert "left out: 1" in reviewer.post(f"/d/{ID}/approve").json["message"]
    assert provenance(reviewer.root)["status"] == "needs-review"


def test_a_conflict_ends_when_its_text_is_approved(reviewer: Reviewer) -> None:
    """A person looks at what the machine proposes, and stays with the text as it is."""
    row = reviewer.row(SECOND)
    reviewer.act(row, "save", text="What a person wrote")
    source = reviewer.root / SOURCE
    source.write_bytes(source.read_bytes().replace("列表的第一项".encode(), "列表的新一项".encode()))
    assert "[conflict]" in run(reviewer.root, "run")
    (conflict,) = reviewer.page().select(".row-conflict")
    assert "left out: 1" in reviewer.post(f"/d/{ID}/approve").json["message"]
    row = reviewer.row("列表的新一项")
    assert reviewer.act(row, "approve").status_code == 200
    assert "conflicts" not in provenance(reviewer.root)
    assert "[conflict]" not in run(reviewer.root, "run")
    assert "- What a person wrote\n" in reviewer.draft()
    assert conflict["data-row"] in {str(item["data-row"]) for item in reviewer.page().select(".row-approved")}
    assert provenance(reviewer.root)["status"] == "approved"


def test_answers_are_in_the_language_of_the_page(reviewer: Reviewer) -> None:
    row = reviewer.row(WORDS)
    english, chinese = (reviewer.act(row, "save", text=" ").json["message"], "译文不能为空")
    assert english == "a translation can't be empty"
    answer = reviewer.post(
        f"/d/{ID}/s/{row['row']}/save", {"version": row["version"], "text": " "}, Accept_Language="zh-CN"
    )
    assert answer.json["message"] == chinese


def test_comments_stay_outside_of_the_draft(reviewer: Reviewer) -> None:
    before = reviewer.draft()
    row = reviewer.row(WORDS)
    assert "Is this right?" in reviewer.act(row, "comment", text=" Is this right? ").json["html"]
    reviewer.act(row, "comment", text="   ")
    reviewer.act(row, "comment", text="x" * 5000)
    assert reviewer.draft() == before
    items = Reviewer(reviewer.root).page().select(f"#row-{row['row']} details ul:not(.x) li")
    texts = [item.text for item in items if "glossary" not in item.text]
    assert any(text.startswith("Is this right?") for text in texts)
    assert max(len(text) for text in texts) < 2200
    assert (reviewer.root / f".transpipe/comments/{DRAFT}.json").is_file()


def test_other_hypotheses_are_asked_for(reviewer: Reviewer) -> None:
    row = reviewer.row(WORDS)
    reviewer.act(row, "save", text="Mine")
    answer = reviewer.act(row, "alternatives")
    assert answer.status_code == 200
    fragment = BeautifulSoup(answer.json["html"], "html.parser")
    offered = [str(button["data-text"]) for button in fragment.select("details [data-action=take]")]
    assert offered == [row["target"]]
    assert "## Mine\n" in reviewer.draft()


def test_findings_carry_a_fix(reviewer: Reviewer) -> None:
    row = reviewer.row(NUMBERS)
    answer = reviewer.act(row, "save", text=row["target"].replace("2023", "2024"))
    (fix,) = BeautifulSoup(answer.json["html"], "html.parser").select(".fix")
    assert fix["data-text"] == row["target"]
    row = {**row, "version": answer.json["version"]}
    answer = reviewer.act(row, "save", text=str(fix["data-text"]).replace("carbon neutrality", "carbon balance"))
    (fix,) = BeautifulSoup(answer.json["html"], "html.parser").select(".fix")
    assert fix["data-text"] == row["target"]


@pytest.mark.parametrize(
    ("filter_", "query", "count"),
    [("all", "", 9), ("findings", "", 2), ("unreviewed", "", 9), ("edited", "", 0), ("stale", "", 0), ("nonsense", "", 9),
     ("all", "碳中和", 1), ("all", "CARBON", 1), ("all", "nothing at all", 0)],
)  # fmt: skip
def test_filters_and_search(reviewer: Reviewer, filter_: str, query: str, count: int) -> None:
    answer = reviewer.client.get(f"/d/{ID}", query_string={"filter": filter_, "q": query}, headers=HOST)
    assert len(BeautifulSoup(answer.text, "html.parser").select(".row")) == count


# --- nonsense ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "body", [b"", b"{", b"[]", b"null", b'"x"', b"\xff", b"1", b'{"text": 1, "version": ""}', b'{"version": []}']
)
def test_nonsense_is_refused(reviewer: Reviewer, body: bytes) -> None:
    before = reviewer.draft()
    row = reviewer.row(WORDS)
    answer = reviewer.client.post(
        f"/d/{ID}/s/{row['row']}/save",
        data=body,
        content_type="application/json",
        headers={**HOST, "X-CSRF": KEYS.csrf},
    )
    assert answer.status_code == 400
    assert reviewer.draft() == before


def test_too_much_is_refused(reviewer: Reviewer) -> None:
    before = reviewer.draft()
    row = reviewer.row(WORDS)
    assert reviewer.act(row, "save", text="x" * 2_000_000).status_code == 413
    assert reviewer.draft() == before


@pytest.mark.parametrize("text", ["\x00", "a\x07b", "\ud800", "\u2028", "⟦", "⟦1", "a⟦/9⟧", "\u202e"])
def test_strange_characters_break_nothing(reviewer: Reviewer, text: str) -> None:
    row = reviewer.row(WORDS)
    answer = reviewer.act(row, "save", text=f"Head {text}")
    assert answer.status_code in (200, 400, 422)
    assert len(reviewer.page().select(".row")) == 9


# --- the preview ------------------------------------------------------------------------------


def test_the_preview_shows_the_post_where_nothing_runs(reviewer: Reviewer) -> None:
    picture = b"\x89PNG\r\n\x1a\n"
    (reviewer.root / "content/post/a.png").write_bytes(picture)
    answer = reviewer.get(f"/d/{ID}/preview")
    policy = answer.headers["Content-Security-Policy"]
    assert re.search(r"(^|; )sandbox(;|$)", policy)
    assert "default-src 'none'" in policy
    assert "img-src data:" in policy
    assert "script" not in policy
    assert "frame-ancestors 'self'" in policy
    page = BeautifulSoup(answer.text, "html.parser")
    assert page.select_one("h1").text.endswith(ATTACK)
    assert [image["src"] for image in page.select("img")] == ["data:image/png;base64,iVBORw0KGgo="]


@pytest.mark.parametrize(
    "name", ["../other/b.png", "/etc/passwd", "https://example.org/b.png", "link.png", "b.svg", "..%2fb.png"]
)
def test_the_preview_reads_pictures_of_the_bundle_alone(tmp_path: Path, name: str) -> None:
    root = make_site(tmp_path, {SOURCE: POST.replace("a.png", name), "content/other/b.png": "x", "secret.png": "x"})
    (root / "content/post/link.png").symlink_to(root / "secret.png")
    (root / "content/post/b.svg").write_bytes(b"<svg/>")
    (image,) = Reviewer(root).page(f"/d/{ID}/preview").select("img")
    assert image["src"] == ""


# --- the real server --------------------------------------------------------------------------


def test_the_server_listens_on_the_loopback_address_alone(site: Path, loopback: None) -> None:
    server = Server(site)
    try:
        sockets = _listening(server.process.pid)
        assert sockets == [f"0100007F:{server.port:04X}"]
        path = server.address.removeprefix(server.base)
        answer = _ask(server, path)
        assert answer.status == 303
        given = (answer.getheader("Set-Cookie") or "").split(";")[0]
        assert _ask(server, "/", Cookie=given).status == 200
        assert _ask(server, "/").status == 403
        assert _ask(server, "/", Cookie=given, Host="evil.example").status == 403
        assert _ask(server, "/../../etc/passwd", Cookie=given).status == 404
        second = Server(site)
        assert second.address != server.address
        assert _ask(second, "/", Cookie=given).status == 403
        assert second.stop() == 0
    finally:
        assert server.stop() == 0


def test_a_port_that_is_taken(site: Path, loopback: None) -> None:
    server = Server(site)
    try:
        with pytest.raises(TranspipeError, match="--port"):
            serve(Desk(load_settings(site)), server.port, lambda address: None)
    finally:
        server.stop()


def _ask(server: Server, path: str, **headers: str) -> http.client.HTTPResponse:
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=20)
    connection.request("GET", path, headers=headers)
    return connection.getresponse()


def _listening(pid: int) -> list[str]:
    """The local addresses of the listening sockets of a process, as Linux writes them."""
    if not Path("/proc/net/tcp").exists():
        pytest.skip("needs /proc")
    inodes = {
        found[1]
        for link in Path(f"/proc/{pid}/fd").iterdir()
        if (found := re.fullmatch(r"socket:\[(\d+)\]", str(link.readlink())))
    }
    tables = (Path(f"/proc/{pid}/net/{name}") for name in ("tcp", "tcp6"))
    lines = [line.split() for table in tables if table.exists() for line in table.read_text().splitlines()[1:]]
    return [line[1] for line in lines if line[3] == "0A" and line[9] in inodes]
