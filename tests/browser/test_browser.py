"""The review page in the hands of a reviewer: a real browser, the real server, the files on the disk."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from review_site import ATTACK, DRAFT, SOURCE, Server, provenance
from transpipe.jobs.review import draft_id

api = pytest.importorskip("playwright.sync_api", reason="needs playwright (pip install -e '.[dev]')")
expect = api.expect

PATH = f"/d/{draft_id(DRAFT)}"
HEADING, LINK, NUMBERS, ITEM = "第一个标题", "这里有", "2023年", "列表的第一项"
AXE = Path(__file__).parents[1] / "data" / "axe.min.js"


def row(page: api.Page, source: str) -> api.Locator:
    return page.locator(".row", has=page.locator(".source", has_text=source))


def arrived(page: api.Page, rows: int) -> None:
    """Wait for the page that a key or a click leads to."""
    expect(page.locator(".row")).to_have_count(rows)
    page.wait_for_load_state()


def editor(page: api.Page) -> api.Locator:
    return page.locator("[contenteditable=true]")


def edit(page: api.Page, source: str) -> api.Locator:
    """Open the editor of a row by the mouse; the caret stands at the end."""
    row(page, source).get_by_role("button", name="Edit").click()
    box = editor(page)
    expect(box).to_be_focused()
    return box


def write(page: api.Page, text: str) -> None:
    """All of the editor's text anew; only for rows without tags."""
    page.keyboard.press("Control+A")
    page.keyboard.type(text)


def saved(page: api.Page) -> None:
    expect(page.locator("#status")).to_have_text("saved")


def on_disk(site: Path, wanted: str) -> None:
    """Wait for a text to be in the draft."""
    text = ""
    for _ in range(100):
        text = (site / DRAFT).read_text("utf-8")
        if wanted in text:
            return
        _pause()
    raise AssertionError(text)


def _pause() -> None:
    import time

    time.sleep(0.05)


# --- reading ----------------------------------------------------------------------------------


def test_the_list_leads_to_a_draft(windows, site: Path) -> None:
    page = windows.open()
    before = (site / DRAFT).read_bytes()
    expect(page.locator(".drafts tbody tr")).to_have_count(2)
    page.get_by_role("link", name=re.compile("Teyuvila")).click()
    arrived(page, 9)
    expect(page.locator("#progress")).to_contain_text("0/9")
    assert "token" not in page.url
    assert page.title().startswith("Teyuvila")
    assert (site / DRAFT).read_bytes() == before


def test_opening_and_leaving_the_editor_changes_nothing(windows, site: Path) -> None:
    before = (site / DRAFT).read_bytes()
    page = windows.open(PATH)
    for source in (HEADING, LINK, NUMBERS):
        target = row(page, source).get_attribute("data-target")
        edit(page, source)
        page.keyboard.press("Escape")
        expect(editor(page)).to_have_count(0)
        expect(row(page, source)).to_be_focused()
        assert row(page, source).get_attribute("data-target") == target
    assert (site / DRAFT).read_bytes() == before


def test_without_javascript_it_can_be_read(windows) -> None:
    page = windows.open(java_script_enabled=False)
    page.get_by_role("link", name=re.compile("Teyuvila")).click()
    expect(page.locator(".row")).to_have_count(9)
    expect(row(page, NUMBERS).locator(".target")).to_contain_text("carbon neutrality")
    expect(page.locator(".chip").first).to_be_visible()
    seen = [button.inner_text() for button in page.locator("button").all() if button.is_visible()]
    assert seen == ["Search"]
    page.locator("#search").fill("碳中和")
    page.get_by_role("button", name="Search").click()
    expect(page.locator(".row")).to_have_count(1)
    page.get_by_role("link", name="Preview").click()
    expect(page.get_by_role("heading", level=2)).to_have_text("Gume nila")


@pytest.mark.parametrize(("locale", "language", "edit_"), [("en-GB", "en", "Edit"), ("zh-CN", "zh", "编辑")])
def test_both_interface_languages(windows, locale: str, language: str, edit_: str) -> None:
    page = windows.open(PATH, locale=locale)
    expect(page.locator("html")).to_have_attribute("lang", language)
    expect(row(page, HEADING).get_by_role("button", name=edit_)).to_be_visible()
    page.locator("[hreflang]").click()
    expect(page.locator("html")).to_have_attribute("lang", "zh" if language == "en" else "en")
    assert page.url.endswith(PATH)


def test_filters_and_search(windows) -> None:
    page = windows.open(PATH)
    for name, rows in (("findings", 2), ("edited", 0), ("all", 9)):
        page.locator("#filter").select_option(name)
        arrived(page, rows)
    page.keyboard.press("/")
    expect(page.locator("#search")).to_be_focused()
    page.keyboard.type(f"碳中和{ATTACK}")
    page.keyboard.press("Enter")
    arrived(page, 0)
    page.locator("#search").fill("碳中和")
    page.keyboard.press("Enter")
    expect(page.locator(".row")).to_have_count(1)


def test_the_preview_opens_and_closes(windows, site: Path) -> None:
    page = windows.open(PATH)
    page.keyboard.press("p")
    frame = page.frame_locator("#preview iframe")
    expect(frame.locator("h2")).to_have_text("Gume nila")
    # The script of the post is in the preview, and has not run: an alert would hold the page.
    expect(frame.locator("h1")).to_contain_text(ATTACK)
    page.keyboard.press("p")
    expect(page.locator("#preview")).to_be_hidden()
    page.keyboard.press("p")
    page.keyboard.press("Escape")
    expect(page.locator("#preview")).to_be_hidden()


# --- editing ----------------------------------------------------------------------------------


def test_what_is_typed_is_saved_by_itself(windows, site: Path) -> None:
    page = windows.open(PATH)
    edit(page, HEADING)
    write(page, "The first heading")
    saved(page)
    on_disk(site, "## The first heading\n")
    expect(editor(page)).to_be_focused()
    page.keyboard.type(" of two")
    on_disk(site, "## The first heading of two\n")
    page.reload()
    expect(row(page, HEADING).locator(".target .text")).to_have_text("The first heading of two")
    expect(row(page, HEADING)).to_have_class(re.compile("row-edited"))


def test_control_enter_saves_and_goes_on(windows, site: Path) -> None:
    page = windows.open(PATH)
    edit(page, HEADING)
    write(page, "Saved at once")
    page.keyboard.press("Control+Enter")
    expect(row(page, LINK)).to_be_focused()
    on_disk(site, "## Saved at once\n")
    expect(editor(page)).to_have_count(0)


def test_going_from_editor_to_editor_saves_the_first(windows, site: Path) -> None:
    page = windows.open(PATH)
    edit(page, HEADING)
    write(page, "From here")
    row(page, ITEM).get_by_role("button", name="Edit").click()
    expect(row(page, ITEM).locator("[contenteditable=true]")).to_be_focused()
    expect(editor(page)).to_have_count(1)
    write(page, "To there")
    page.keyboard.press("Escape")
    on_disk(site, "## From here\n")
    on_disk(site, "- To there\n")


def test_clicking_beside_the_editor_saves(windows, site: Path) -> None:
    page = windows.open(PATH)
    edit(page, HEADING)
    write(page, "Kept")
    page.locator("h1").click()
    on_disk(site, "## Kept\n")
    expect(editor(page)).to_have_count(0)


def test_pasted_markup_is_text(windows, site: Path) -> None:
    page = windows.open(PATH)
    edit(page, HEADING)
    page.keyboard.press("Control+A")
    page.evaluate(
        """() => { const data = new DataTransfer();
        data.setData("text/html", "<b onclick=alert(1)>bold</b><img src=x>");
        data.setData("text/plain", "⟦1⟧bold\\nline");
        document.activeElement.dispatchEvent(new ClipboardEvent("paste", {clipboardData: data, bubbles: true, cancelable: true})); }"""
    )
    page.keyboard.press("Escape")
    on_disk(site, "## 1bold line\n")


def test_an_empty_text_is_refused_and_can_be_left(windows, site: Path) -> None:
    before = (site / DRAFT).read_bytes()
    page = windows.open(PATH)
    edit(page, HEADING)
    page.keyboard.press("Control+A")
    page.keyboard.press("Delete")
    expect(page.locator("#status")).to_contain_text("can't be empty")
    page.keyboard.press("Escape")
    expect(editor(page)).to_have_count(0)
    expect(row(page, HEADING).locator(".target .text")).to_have_text("Gume nila")
    assert (site / DRAFT).read_bytes() == before


# --- tags -------------------------------------------------------------------------------------


def test_a_tag_moves_by_key(windows, site: Path) -> None:
    page = windows.open(PATH)
    edit(page, LINK)
    page.keyboard.press("Home")
    page.keyboard.press("Alt+3")
    page.keyboard.press("Escape")
    expect(editor(page)).to_have_count(0)
    assert row(page, LINK).get_attribute("data-target").startswith("⟦3/⟧")
    on_disk(site, "\n`代码` Ceruvi")


def test_a_tag_moves_by_drag(windows, site: Path) -> None:
    page = windows.open(PATH)
    box = edit(page, LINK)
    chip = box.locator('[data-tag="⟦3/⟧"]')
    chip.drag_to(box, target_position={"x": 12, "y": 14}, force=True)
    expect(box.locator("[data-tag]").first).to_have_attribute("data-tag", "⟦3/⟧")
    page.keyboard.press("Escape")
    expect(editor(page)).to_have_count(0)
    target = row(page, LINK).get_attribute("data-target")
    assert sorted(re.findall("⟦.*?⟧", target)) == sorted(["⟦1⟧", "⟦/1⟧", "⟦2⟧", "⟦/2⟧", "⟦3/⟧"])
    assert target.index("⟦3/⟧") < target.index("⟦1⟧")


def test_a_tag_cant_be_lost(windows, site: Path) -> None:
    before = (site / DRAFT).read_bytes()
    page = windows.open(PATH)
    box = edit(page, LINK)
    for keys in (
        ("Control+A", "Delete"),
        ("End", "Backspace", "Backspace"),
        ("Control+A", "x"),
        ("Control+A", "Control+X"),
    ):
        text = box.inner_text()
        for key in keys:
            page.keyboard.press(key)
        expect(box.locator("[data-tag]")).to_have_count(5)
        if keys[0] == "Control+A":
            assert box.inner_text() == text
    expect(page.locator("#status")).to_contain_text("can be moved, not lost")
    page.keyboard.press("End")
    page.keyboard.type(".")
    page.keyboard.press("Escape")
    expect(editor(page)).to_have_count(0)
    after = (site / DRAFT).read_bytes()
    assert after.count(b"`") == before.count(b"`")
    assert after.count(b"**") == before.count(b"**")


def test_the_end_of_a_pair_stays_behind_its_beginning(windows) -> None:
    page = windows.open(PATH)
    box = edit(page, LINK)
    page.keyboard.press("End")
    page.keyboard.press("Alt+1")
    expect(page.locator("#status")).to_contain_text("can be moved, not lost")
    page.keyboard.press("Home")
    page.keyboard.press("Alt+1")
    expect(box.locator("[data-tag]").first).to_have_attribute("data-tag", "⟦1⟧")


# --- judging ----------------------------------------------------------------------------------


def test_approve_and_undo(windows, site: Path) -> None:
    before = (site / DRAFT).read_bytes()
    page = windows.open(PATH)
    page.keyboard.press("j")
    page.keyboard.press("j")
    expect(row(page, HEADING)).to_be_focused()
    page.keyboard.press("a")
    expect(row(page, HEADING)).to_have_class(re.compile("row-approved"))
    expect(row(page, LINK)).to_be_focused()
    expect(page.locator("#progress")).to_contain_text("1/9")
    assert "reviewed" in provenance(site)
    page.keyboard.press("u")
    expect(row(page, HEADING)).to_have_class(re.compile("row-machine"))
    expect(row(page, HEADING)).to_be_focused()
    assert (site / DRAFT).read_bytes() == before
    page.keyboard.press("u")
    expect(page.locator("#status")).to_have_text("nothing to undo")


# Presses keys as soon as somebody listens, which is before there is a body.
EARLY = """const listen = document.addEventListener;
document.addEventListener = function (type, ...rest) {
  listen.call(this, type, ...rest);
  if (type !== "keydown" || document.readyState !== "loading") return;
  for (const key of ["n", "n", "Tab"])
    document.documentElement.dispatchEvent(new KeyboardEvent("keydown", {key, bubbles: true, cancelable: true}));
  document.documentElement.dataset.early = String(document.body);
}"""


def test_a_key_that_is_pressed_while_the_page_arrives_is_not_lost(windows) -> None:
    page = windows.open()
    page.add_init_script(EARLY)
    page.get_by_role("link", name=re.compile("Teyuvila")).click()
    expect(row(page, "列表的第二项")).to_be_focused()
    assert page.locator("html").get_attribute("data-early") == "null"


def test_without_findings_the_key_says_so(windows) -> None:
    page = windows.open(f"{PATH}?q=第一个标题")
    arrived(page, 1)
    page.keyboard.press("n")
    expect(page.locator("#status")).to_have_text("There is no finding here.")


def test_what_is_left_comes_after_the_last_row(windows) -> None:
    page = windows.open(PATH)
    page.keyboard.press("k")
    page.keyboard.press("a")
    expect(page.locator("#progress")).to_contain_text("1/9")
    expect(page.locator(".row").first).to_be_focused()
    expect(page.locator("#status")).to_have_text("from the beginning again")


def test_findings_one_after_the_other_and_a_fix(windows, site: Path) -> None:
    page = windows.open(PATH)
    page.keyboard.press("n")
    expect(row(page, "第三段话")).to_be_focused()
    page.keyboard.press("n")
    expect(row(page, "列表的第二项")).to_be_focused()
    page.keyboard.press("n")
    expect(row(page, "第三段话")).to_be_focused()
    expect(page.locator("#status")).to_have_text("from the beginning again")
    edit(page, NUMBERS)
    page.keyboard.press("Home")
    for _ in range(4):
        page.keyboard.press("Delete")
    page.keyboard.type("2024")
    page.keyboard.press("Escape")
    expect(row(page, NUMBERS).locator(".fix")).to_have_count(1)
    page.keyboard.press("f")
    expect(row(page, NUMBERS).locator(".findings")).to_have_count(0)
    on_disk(site, "2023 viteyu 500")


def test_approving_a_post(windows, site: Path) -> None:
    page = windows.open(PATH)
    page.get_by_role("button", name="Approve all without findings").click()
    expect(page.locator(".row-approved")).to_have_count(7)
    page.get_by_role("button", name="Approve the post").click()
    expect(page.locator(".row-approved")).to_have_count(9)
    assert provenance(site)["status"] == "approved"
    page.get_by_role("button", name="Undo").click()
    expect(page.locator(".row-approved")).to_have_count(7)
    row(page, HEADING).get_by_role("button", name="Take back").click()
    expect(page.locator(".row-approved")).to_have_count(6)


def test_a_comment(windows) -> None:
    page = windows.open(PATH)
    details = row(page, HEADING).locator("details", has_text="Comments")
    details.locator("summary").click()
    details.get_by_label("Comment", exact=True).fill(f"Why? {ATTACK}")
    page.keyboard.press("Enter")
    expect(row(page, HEADING).locator("details li")).to_contain_text(f"Why? {ATTACK}")
    page.reload()
    expect(row(page, HEADING).locator("details li")).to_contain_text("Why?")


def test_other_hypotheses(windows, site: Path) -> None:
    page = windows.open(PATH)
    edit(page, HEADING)
    write(page, "Mine")
    page.keyboard.press("Escape")
    row(page, HEADING).get_by_role("button", name="Other hypotheses").click()
    row(page, HEADING).get_by_role("button", name="Take").click()
    on_disk(site, "## Gume nila\n")


# --- two windows, and a server that dies ------------------------------------------------------


def _conflict(windows, site: Path) -> api.Page:
    """The second of two windows that have written into one segment."""
    first, second = windows.open(PATH), windows.open(PATH)
    edit(second, HEADING)
    edit(first, HEADING)
    write(first, "From the first")
    on_disk(site, "## From the first\n")
    write(second, "From the second")
    expect(second.locator("#status")).to_contain_text("Somebody else has changed this segment")
    expect(second.locator(".theirs")).to_contain_text("From the first")
    expect(editor(second)).to_have_text("From the second")
    assert "## From the first\n" in (site / DRAFT).read_text("utf-8")
    return second


def test_the_second_window_is_told_and_may_take_theirs(windows, site: Path) -> None:
    second = _conflict(windows, site)
    second.keyboard.press("Escape")
    expect(row(second, HEADING).locator(".target .text")).to_have_text("From the first")
    on_disk(site, "## From the first\n")


def test_the_second_window_may_overwrite_on_purpose_alone(windows, site: Path) -> None:
    second = _conflict(windows, site)
    second.keyboard.type(", and more")
    second.wait_for_timeout(1200)
    second.locator("h1").click()
    assert "## From the first\n" in (site / DRAFT).read_text("utf-8")
    editor(second).focus()
    second.keyboard.press("Control+Enter")
    on_disk(site, "## From the second, and more\n")


def test_a_killed_server_takes_no_more_than_the_last_second(windows, server: Server, site: Path) -> None:
    page = windows.open(PATH)
    edit(page, HEADING)
    page.keyboard.press("Control+A")
    words = [f"word{number}" for number in range(30)]
    for word in words:  # without a pause that a save could wait for
        page.keyboard.type(f"{word} ", delay=20)
    typed = page.evaluate("Date.now()")
    server.kill()
    kept = re.search(r"## (.*)\n", (site / DRAFT).read_text("utf-8"))[1]
    assert typed
    assert " ".join(words).startswith(kept)
    assert len(" ".join(words)) - len(kept) <= 1000 / 20
    page.keyboard.type("and on")
    expect(page.locator("#status")).to_contain_text("The server does not answer")
    expect(editor(page)).to_contain_text("word29 and on")
    page.keyboard.press("Escape")
    expect(editor(page)).to_contain_text("word29 and on")


# --- everybody --------------------------------------------------------------------------------


def test_by_keyboard_alone(windows, site: Path) -> None:
    page = windows.open()
    for _ in range(20):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.getAttribute('href')") == PATH:
            break
    page.keyboard.press("Enter")
    arrived(page, 9)
    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("k")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    expect(editor(page)).to_be_focused()
    write(page, "By keyboard")
    page.keyboard.press("Escape")
    expect(row(page, HEADING)).to_be_focused()
    page.keyboard.press("a")
    expect(row(page, HEADING)).to_have_class(re.compile("row-approved"))
    on_disk(site, "## By keyboard\n")
    page.keyboard.press("p")
    expect(page.frame_locator("#preview iframe").locator("h2")).to_have_text("By keyboard")
    page.keyboard.press("Escape")
    expect(row(page, LINK)).to_be_focused()
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Help")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#help")).to_be_hidden()


def _violations(page: api.Page) -> list[str]:
    page.evaluate(AXE.read_text("utf-8"))
    found = page.evaluate("axe.run().then(result => result.violations)")
    return [
        f"{item['id']}: {node['html']}"
        for item in found
        if item["impact"] in ("serious", "critical")
        for node in item["nodes"]
    ]


def _editing(page: api.Page) -> None:
    edit(page, LINK)


def _help(page: api.Page) -> None:
    page.keyboard.press("?")


def _preview(page: api.Page) -> None:
    page.keyboard.press("p")
    expect(page.frame_locator("#preview iframe").locator("h2")).to_be_visible()


def _worked_on(page: api.Page) -> None:
    page.get_by_role("button", name="Approve all without findings").click()
    expect(page.locator(".row-approved")).to_have_count(7)
    page.locator("details summary").first.click()
    page.keyboard.press("j")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("state", [None, _editing, _help, _preview, _worked_on])
def test_no_serious_barrier(windows, scheme: str, state: Callable[[api.Page], None] | None) -> None:
    page = windows.open(PATH, color_scheme=scheme, bypass_csp=True)
    if state is None:
        page.goto(windows.server.base)
        assert _violations(page) == []
        page.goto(windows.server.base + PATH)
    else:
        state(page)
    assert _violations(page) == []
    background = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert (background == "rgb(23, 24, 27)") == (scheme == "dark")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_stale_row_says_what_has_changed_to_everybody(windows, site: Path, scheme: str) -> None:
    source = site / SOURCE
    source.write_bytes(source.read_bytes().replace("列表的第一项".encode(), "列表的新一项".encode()))
    page = windows.open(PATH, color_scheme=scheme, bypass_csp=True)
    change = page.locator(".row-stale .source-change p")
    expect(change).to_have_text("列表的removed: 第added: 新一项")
    for said in change.locator(".spoken").all():
        assert max(said.bounding_box()[side] for side in ("width", "height")) <= 1
    assert _violations(page) == []
    page.locator("#filter").select_option("stale")
    arrived(page, 1)


@pytest.mark.parametrize("path", ["/", PATH])
@pytest.mark.parametrize("width", [640, 320])
def test_large_text_needs_no_scrolling_sideways(windows, path: str, width: int) -> None:
    """200 % on a screen of 1280 pixels is a window of 640, 400 % one of 320."""
    page = windows.open(path, viewport={"width": width, "height": 450})
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    if path == PATH:
        edit(page, LINK)
        page.keyboard.press("Escape")
        page.keyboard.press("n")
        expect(row(page, "第三段话")).to_be_in_viewport()
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_the_row_in_focus_is_not_under_the_tool_bar(windows) -> None:
    page = windows.open(PATH, viewport={"width": 1280, "height": 700})
    for key in "jjjjjjjjjkkkkkkkk":
        page.keyboard.press(key)
        page.wait_for_timeout(60)
    page.wait_for_timeout(600)
    bar = page.locator(".tool-bar").bounding_box()
    current = page.locator(".row.current").bounding_box()
    assert current["y"] >= bar["y"] + bar["height"]
