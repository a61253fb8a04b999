"""How long the review page takes on a post of 300 segments: to open, to save (server and browser), to scroll.

Makes a site with one post out of the real posts of ../shared/corpus, with the pseudo engine and the glossary of the
project, starts `transpipe review` and drives it through HTTP and through the chromium of the system.

Run: python benchmarks/review_speed.py [SEGMENTS]
"""

from __future__ import annotations

import json
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable
from pathlib import Path

from corpus import real_posts
from harness import ROOT, TRANSPIPE, save, table

ROUNDS = 15
SCROLL = """() => new Promise(done => {
  const frames = []; let last = performance.now(); const end = document.documentElement.scrollHeight;
  const step = now => { frames.push(now - last); last = now; scrollBy(0, 400);
    if (scrollY + innerHeight >= end - 1 || frames.length > 600) done(frames.slice(1)); else requestAnimationFrame(step); };
  requestAnimationFrame(step); })"""


def make_site(root: Path, segments: int) -> None:
    """A post of as many paragraphs, and its draft."""
    lines: dict[str, None] = {}
    for path in real_posts():
        lines.update(dict.fromkeys(re.findall(r"^[\u4e00-\u9fff][^<>{}|\n]{30,200}$", path.read_text("utf-8"), re.M)))
    post = root / "content" / "post" / "index.en.md"
    post.parent.mkdir(parents=True)
    body = "\n\n".join(list(lines)[: segments - 1])
    post.write_text(f"---\ntitle: 长文\n---\n> Requires translation\n\n{body}\n", "utf-8")
    (root / "transpipe.yaml").write_text(f"engine: pseudo\nglossary: {ROOT / 'glossary'}\n", "utf-8")
    subprocess.run([*TRANSPIPE, "run"], cwd=root, check=True, capture_output=True)


def median(action: Callable[[int], object]) -> float:
    """Milliseconds, the median of the rounds."""
    times = []
    for number in range(ROUNDS):
        begin = time.perf_counter()
        action(number)
        times.append((time.perf_counter() - begin) * 1000)
    return statistics.median(times)


def spent(process: int) -> float:
    """Milliseconds of the processor that a process has used so far."""
    fields = Path(f"/proc/{process}/stat").read_text("ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) * 1000 / os.sysconf("SC_CLK_TCK")


def measure_server(address: str, process: int) -> dict[str, float]:
    """The page and a save, by HTTP."""
    base, _, token = address.partition("/?token=")
    opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor())

    def get(path: str) -> str:
        return str(opener.open(base + path).read(), "utf-8")

    home = get(f"/?token={token}")
    draft = re.search(r'href="(/d/\w+)"', home)[1]  # type: ignore[index]
    begin = time.perf_counter()
    page = get(draft)
    rows = {"page, the first time": (time.perf_counter() - begin) * 1000, "page, again": median(lambda _: get(draft))}
    csrf = re.search(r'data-csrf="([^"]+)"', page)[1]  # type: ignore[index]
    row = re.findall(r'data-row="([^"]+)" data-version="[^"]*" data-target="[^"⟦]*"', page)[50]

    def change(number: int) -> None:
        data = json.dumps({"text": f"What a person wrote, number {number}.", "version": ""}).encode()
        headers = {"Content-Type": "application/json", "X-CSRF": csrf}
        opener.open(urllib.request.Request(f"{base}{draft}/s/{row}/save", data, headers)).read()

    before = spent(process)
    rows["save, at the server"] = median(change)
    rows["save, at the server, processor time (mean)"] = (spent(process) - before) / ROUNDS
    return rows


def measure_browser(address: str) -> dict[str, float]:
    """The page, a save and scrolling, as a reviewer has them."""
    from playwright.sync_api import sync_playwright

    flags = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking"]
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=shutil.which("chromium"), args=flags)
        page = browser.new_page(viewport={"width": 1280, "height": 800})
        page.goto(address)
        begin = time.perf_counter()
        page.click(".drafts a")
        page.wait_for_selector(".scripted .row")
        rows = {"page, in the browser": (time.perf_counter() - begin) * 1000}
        frames = page.evaluate(SCROLL)
        rows["frame while scrolling, median"] = statistics.median(frames)
        rows["frame while scrolling, worst"] = max(frames)
        page.locator(".row:not([data-target*='⟦'])").nth(20).get_by_role("button", name="Edit").click()

        def change(number: int) -> None:
            page.keyboard.press("Control+A")
            page.keyboard.insert_text(f"What a person wrote, again, number {number}.")
            with page.expect_response("**/save"):
                pass

        rows["from a keystroke to the saved draft (500 are the pause)"] = median(change)
        browser.close()
    return rows


def main() -> None:
    """Measure one after the other on one site."""
    segments = int(sys.argv[1]) if len(sys.argv) > 1 else 300
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        make_site(root, segments)
        command = [*TRANSPIPE, "review", "--no-open"]
        server = subprocess.Popen(command, cwd=root, stdout=subprocess.PIPE, text=True, env={**os.environ})
        try:
            assert server.stdout is not None
            address = server.stdout.readline().split()[-1]
            rows = measure_server(address, server.pid)
            if shutil.which("chromium"):
                rows |= measure_browser(address)
            else:
                print("chromium: not found, so only the server is measured; install the package of the system")
        finally:
            server.terminate()
            server.wait()
    text = table(["what", "milliseconds"], [[name, f"{milliseconds:.0f}"] for name, milliseconds in rows.items()])
    title = f"The review page: a post of {segments} segments; medians of {ROUNDS}."
    save("review_speed", title, text, {"segments": segments, "milliseconds": rows})


if __name__ == "__main__":
    main()
