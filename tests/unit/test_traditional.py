"""Traditional Chinese: only prose changes its script, the glossary's words go first, and human work is kept."""

from __future__ import annotations

import difflib
import json
from collections.abc import Iterator
from pathlib import Path

import frontmatter
import pytest
from click.testing import CliRunner, Result

from transpipe.cli import app
from transpipe.errors import SettingsError
from transpipe.jobs.traditional import is_traditional
from transpipe.stores.opencc import script_converter
from transpipe.translate.traditional import Traditional
from transpipe.units import Term

DRAFT = "review/post/a/index.zh-hant.md"
POST = """---
title: "数字化转型"
slug: 数字化
tags: [绿色金融]
image: {filename: 封面.zh.png, caption: 网络图}
---

## 背景资料

见[背景](#背景资料)与[中文版](/post/b/index.zh.md)，以及 `软件.conf`、**物联网**软件&nbsp;和\\*信息\\*。

{{< figure src="图片.zh.png" title="网络信息" >}}

```sh
echo 软件
```

| 说明 | 里程碑 |
|---|---|
| 软件 | 鼠标 |

[软件][]与 <span title="鼠标">鼠标</span> 和 ![鼠标](m.zh.png "软件")。

<!-- transpipe: off -->
软件保持简体。
<!-- transpipe: on -->

[软件]: https://example.org/软件
"""
EXPECTED = """---
title: "數位化轉型"
slug: 数字化
tags: [綠色金融]
image: {filename: 封面.zh.png, caption: 網路圖}
---

## 背景資料 {#背景资料}

見[背景](#背景资料)與[中文版](/post/b/index.zh.md)，以及 `软件.conf`、**物聯網**軟體&nbsp;和\\*資訊\\*。

{{< figure src="图片.zh.png" title="網路資訊" >}}

```sh
echo 软件
```

| 說明 | 里程碑 |
|---|---|
| 軟體 | 滑鼠 |

[軟體][软件]與 <span title="滑鼠">滑鼠</span> 和 ![滑鼠](m.zh.png "軟體")。

<!-- transpipe: off -->
软件保持简体。
<!-- transpipe: on -->

[软件]: https://example.org/软件
"""


class SiteMaker:
    def __init__(self, root: Path) -> None:
        self.root = root

    def write(self, path: str, text: str) -> None:
        file = self.root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(text.encode("utf-8"))

    def read(self, path: str) -> str:
        return (self.root / path).read_bytes().decode("utf-8")

    def drafts(self) -> list[str]:
        return sorted(path.relative_to(self.root).as_posix() for path in self.root.glob("review/**/*.md"))


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[SiteMaker]:
    made = SiteMaker(tmp_path)
    made.write("transpipe.yaml", "engine: pseudo\ntargets: [en, zh-hant]\n")
    made.write("glossary/a.yaml", "terms:\n- source: [数字化, 數位化]\n  target: digitalization\n")
    made.write("content/post/a/index.zh.md", POST)
    monkeypatch.chdir(tmp_path)
    yield made


def run(*arguments: str) -> Result:
    result = CliRunner().invoke(app, ["run", *arguments], standalone_mode=False)
    assert result.exception is None, result.exception
    return result


def findings(*arguments: str) -> list[str]:
    posts = json.loads(run("--format", "json", *arguments).stdout)["posts"]
    return [finding["rule"] for post in posts for finding in post["findings"]]


def without_provenance(text: str) -> str:
    start = text.index("params:\n  transpipe:\n")
    return text[:start] + text[text.index("---\n", start) :]


# --- words ------------------------------------------------------------------------------------


def converter(*sources: str, config: str = "s2twp", context: tuple[str, ...] = ()) -> Traditional:
    terms = [Term(sources, "x", context=context)] if sources else []
    return Traditional(terms, script_converter(config), script_converter("t2s"), words=config.endswith("p"))


def test_text_without_chinese_stays() -> None:
    assert converter("数字", "數位").convert("No Chinese, 100 %") == "No Chinese, 100 %"


@pytest.mark.parametrize(
    ("config", "expected"), [("s2twp", "軟體資訊"), ("s2tw", "軟件信息"), ("s2hk", "軟件信息"), ("s2t", "軟件信息")]
)
def test_the_configuration_chooses_the_words(config: str, expected: str) -> None:
    assert converter(config=config).convert("软件信息") == expected


def test_a_variant_of_the_glossary_wins() -> None:
    assert converter().convert("碳循环经济") == "碳循環經濟"
    assert converter().convert("数字化转型") == "數字化轉型"
    assert converter("数字化", "數位化").convert("数字化转型") == "數位化轉型"
    assert converter("碳达峰", "碳達峰", config="s2t").convert("实现碳达峰") == "實現碳達峰"


def test_variants_in_other_words_are_for_conversions_that_choose_words() -> None:
    assert converter("数字化", "數位化", config="s2hk").convert("数字化") == "數字化"


def test_what_opencc_gives_stays_if_it_is_listed() -> None:
    assert converter("电动汽车", "電動車輛", "電動汽車").convert("电动汽车") == "電動汽車"


def test_each_simplified_source_gets_the_variant_with_its_characters() -> None:
    both = converter("循环经济", "迴圈经济学", "循環經濟")
    assert both.convert("循环经济") == "循環經濟"
    assert (
        converter("智慧农业", "数字农业", "數位農業", "智慧農業").convert("智慧农业和数字农业") == "智慧農業和數位農業"
    )


def test_a_variant_in_other_words_is_for_the_source_that_it_is_like() -> None:
    transition = converter("数字化绿色化协同", "数字化绿色化协同转型发展", "數位化綠色化協同")
    assert transition.convert("数字化绿色化协同转型发展") == "數位化綠色化協同轉型發展"
    divide = converter("数字鸿沟", "數位落差", "數位鴻溝")
    assert divide.convert("数字鸿沟") == "數位鴻溝"
    venture = converter("风险投资", "創投")
    assert venture.convert("风险投资") == "創投", "it is the only one"


def test_book_title_marks_are_no_part_of_a_variant() -> None:
    assert converter("《全球数字契约》", "全球數位契約").convert("《全球数字契约》") == "《全球數位契約》"


def test_a_context_has_to_be_near() -> None:
    chosen = converter("范围", "範疇", context=("排放",))
    assert chosen.convert("范围") == "範圍"
    assert chosen.convert("范围", around="范围三的排放") == "範疇"


def test_words_of_software_are_not_taken_for_those_of_policy() -> None:
    assert converter().convert("批准程序和文件支持设备") == "批准程序和文件支持設備"
    assert converter().convert("应用程序") == "應用程式"


def test_codes() -> None:
    assert all(is_traditional(code) for code in ("zh-hant", "zh-TW", "zh-hant-hk", "zh-HK"))
    assert not any(is_traditional(code) for code in ("zh", "zh-cn", "zh-hans", "en", "hant"))


# --- drafts -----------------------------------------------------------------------------------


def test_nothing_is_converted_unless_asked_for(site: SiteMaker) -> None:
    site.write("transpipe.yaml", "engine: pseudo\n")
    run()
    assert site.drafts() == []


def test_prose_alone_changes(site: SiteMaker) -> None:
    run()
    assert site.drafts() == [DRAFT]
    draft = site.read(DRAFT)
    made = without_provenance(draft)
    assert made == EXPECTED, "".join(difflib.unified_diff(EXPECTED.splitlines(True), made.splitlines(True)))
    provenance = frontmatter.loads(draft)["params"]["transpipe"]
    assert (provenance["kind"], provenance["model"], provenance["status"]) == (
        "conversion",
        "opencc:s2twp",
        "needs-review",
    )
    assert provenance["source"] == "content/post/a/index.zh.md"


def test_a_second_run_changes_nothing(site: SiteMaker) -> None:
    run()
    before = site.read(DRAFT)
    made = json.loads(run("--format", "json").stdout)
    assert (made["totals"]["current"], made["totals"]["written"]) == (1, 0)
    assert site.read(DRAFT) == before


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        ("+++\ntitle = \"\\u8f6f\\u4ef6\"\nsummary = '软件'\n+++\n", "title = \"軟體\"\nsummary = '軟體'\n"),
        ('{"title": "\\u8f6f\\u4ef6", "summary": "软件"}\n', '"title": "軟體", "summary": "軟體"'),
        ("---\nsummary: >-\n  软件\n  信息\n---\n", "summary: >-\n  軟體\n  資訊\n"),
    ],
    ids=["toml", "json", "folded"],
)
def test_every_kind_of_front_matter(site: SiteMaker, head: str, expected: str) -> None:
    site.write("content/post/a/index.zh.md", head + "\n软件\r\n")
    assert findings() == []
    assert expected in site.read(DRAFT)
    assert site.read(DRAFT).endswith("\n軟體\r\n")


def test_english_and_traditional_side_by_side(site: SiteMaker) -> None:
    made = json.loads(run("--scope", "all", "--format", "json").stdout)
    assert site.drafts() == ["review/post/a/index.en.md", DRAFT]
    assert made["totals"]["converted"] > 10
    assert {post["kind"] for post in made["posts"]} == {"missing", "conversion"}


def test_traditional_alone(site: SiteMaker) -> None:
    site.write("transpipe.yaml", "engine: pseudo\ntargets: [zh-hant, zh-HK]\nopencc: s2hk\n")
    run("--scope", "all")
    assert site.drafts() == ["review/post/a/index.zh-hant.md", "review/post/a/index.zh-hk.md"]


def test_a_file_of_the_site_is_left_alone(site: SiteMaker) -> None:
    site.write("content/post/a/index.zh-hant.md", "---\ntitle: 自己的\n---\n自己的文字。\n")
    run()
    run("--in-place")
    assert site.drafts() == []
    assert "自己的文字" in site.read("content/post/a/index.zh-hant.md")


def test_dry_run_and_diff_write_nothing(site: SiteMaker) -> None:
    result = run("--dry-run", "--diff")
    assert site.drafts() == []
    assert '+title: "數位化轉型"' in result.stdout


def test_human_work_is_kept(site: SiteMaker) -> None:
    run()
    edited = site.read(DRAFT).replace("軟體", "軟件")
    site.write(DRAFT, edited)
    assert findings() == []
    assert site.read(DRAFT) == edited
    site.write("content/post/a/index.zh.md", POST.replace("背景资料", "背景"))
    assert findings() == ["conflict"]
    assert site.read(DRAFT) == edited


def test_an_untouched_draft_follows_its_source_and_the_glossary(site: SiteMaker) -> None:
    run()
    site.write("content/post/a/index.zh.md", POST + "\n新的软件段落。\n")
    run()
    assert site.read(DRAFT).endswith("新的軟體段落。\n")
    site.write("glossary/a.yaml", "terms:\n- source: [软件, 軟件]\n  target: software\n")
    run()
    assert site.read(DRAFT).endswith("新的軟件段落。\n")


def test_what_is_not_ours_is_kept(site: SiteMaker) -> None:
    site.write(DRAFT, "---\ntitle: a\n---\nb\n")
    assert findings() == ["foreign-file"]
    site.write(DRAFT, "---\ntitle: a\n")
    assert findings() == ["front-matter"]
    assert site.read(DRAFT) == "---\ntitle: a\n"


def test_a_published_conversion_is_made_anew_when_its_source_changes(site: SiteMaker) -> None:
    run("--in-place")
    published = "content/post/a/index.zh-hant.md"
    assert site.drafts() == []
    run()
    assert site.drafts() == [], "it is up to date"
    site.write("content/post/a/index.zh.md", POST + "\n新的软件段落。\n")
    run()
    assert site.drafts() == [DRAFT]
    site.write(published, site.read(published) + "改过。\n")
    (site.root / DRAFT).unlink()
    run()
    assert site.drafts() == [], "somebody has worked on it"


def test_a_language_that_is_no_target_is_an_error(site: SiteMaker) -> None:
    site.write("transpipe.yaml", "engine: pseudo\ntargets: [en, fr]\n")
    result = CliRunner().invoke(app, ["run"], standalone_mode=False)
    assert isinstance(result.exception, SettingsError)
    assert "transpipe.yaml: targets: 'fr' is neither the target language (en) nor Traditional" in str(result.exception)


# --- a Traditional source ---------------------------------------------------------------------


def test_a_traditional_file_alone_is_a_source_for_english(site: SiteMaker) -> None:
    (site.root / "content/post/a/index.zh.md").unlink()
    site.write("content/post/a/index.zh-hant.md", "---\ntitle: 數位化\n---\n\n數位化與軟體。\n")
    made = json.loads(run("--scope", "missing", "--format", "json").stdout)
    assert site.drafts() == ["review/post/a/index.en.md"]
    draft = site.read("review/post/a/index.en.md")
    assert "title: Digitalization" in draft
    assert frontmatter.loads(draft)["params"]["transpipe"]["source"] == "content/post/a/index.zh-hant.md"
    assert made["totals"]["kept"] == 0
