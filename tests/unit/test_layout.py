"""Which file is which language of which post."""

from __future__ import annotations

from pathlib import Path

import pytest

from transpipe.errors import SettingsError
from transpipe.jobs.layout import Layout, open_site, read_layout
from transpipe.jobs.site_map import PlacedFile, SiteMap, read_site_map
from transpipe.parse.front_matter import translation_key
from transpipe.stores.settings import load_settings
from transpipe.write.paths import language_path, post_file

BOTH = "languages:\n  en: {weight: 1}\n  zh: {weight: 2}\n"
FOLDERS = "languages:\n  en: {contentDir: content/en}\n  zh: {contentDir: ./content/zh/}\n  ja: {}\n"


def layout(root: Path, files: dict[str, str]) -> Layout:
    for name, text in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_bytes(text.encode("utf-8"))
    return read_layout(load_settings(root))


def map_of(made: Layout, *paths: str) -> SiteMap:
    return SiteMap(map(PlacedFile, paths), made.languages)


def languages_of(made: Layout, *paths: str) -> list[dict[str, str]]:
    return [dict(post.files) for post in map_of(made, *paths)]


# --- settings and Hugo's configuration ----------------------------------------------------------


def test_without_a_hugo_configuration_the_defaults_hold(tmp_path: Path) -> None:
    made = layout(tmp_path, {})
    assert (made.content, made.folders, made.languages.default, made.languages.target) == (
        "content", ("content",), "en", "en",
    )  # fmt: skip
    assert made.languages.source[0] == "zh"
    assert made.languages.folders == {}
    assert made.required == (frozenset(made.languages.source), frozenset({"en"}))


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("hugo.yaml", "DefaultContentLanguage: zh-Hans\nlanguages:\n  zh-Hans: {}\n  en: {}\n"),
        ("config.yml", "defaultcontentlanguage: zh-hans\nlanguages:\n  zh-hans: {}\n  EN: {}\n"),
        ("hugo.toml", 'defaultContentLanguage = "zh-hans"\n[languages.zh-hans]\nweight = 1\n[languages.en]\n'),
        ("config.json", '{"defaultContentLanguage": "zh-hans", "languages": {"zh-hans": {}, "en": {}}}'),
        ("config/_default/hugo.yaml", "defaultContentLanguage: zh-hans\nlanguages: {zh-hans: {}, en: {}}\n"),
    ],
)
def test_every_form_of_the_configuration_is_read(tmp_path: Path, name: str, text: str) -> None:
    made = layout(tmp_path, {name: text})
    assert made.languages.default == "zh-hans"
    assert made.languages.source == ("zh-hans",)
    assert languages_of(made, "content/a.md", "content/a.EN.md") == [
        {"zh-hans": "content/a.md", "en": "content/a.EN.md"}
    ]


def test_split_files_are_laid_over_the_file_in_the_root(tmp_path: Path) -> None:
    made = layout(
        tmp_path,
        {
            "hugo.yaml": "contentDir: posts\ndefaultContentLanguage: en\n",
            "config/_default/hugo.toml": 'defaultContentLanguage = "zh"\n',
            "config/_default/languages.yaml": "zh: {weight: 1}\nen: {weight: 2}\n",
            "config/_default/module.toml": '[[mounts]]\nsource = "posts/en"\ntarget = "content"\nlang = "en"\n',
        },
    )
    assert (made.content, made.languages.default) == ("posts", "zh")
    assert made.languages.folders == {"zh": "posts", "en": "posts/en"}


def test_transpipe_yaml_wins_and_hugo_fills_what_it_leaves_open(tmp_path: Path) -> None:
    files = {"hugo.yaml": BOTH + "defaultContentLanguage: zh\n", "transpipe.yaml": "languages: {default: en}\n"}
    made = layout(tmp_path, files)
    assert (made.languages.default, made.languages.source) == ("en", ("zh",))


def test_a_setting_may_name_the_folder_that_hugo_splits_by_language(tmp_path: Path) -> None:
    made = layout(tmp_path, {"hugo.yaml": FOLDERS, "transpipe.yaml": "content: content\n"})
    assert made.folders == ("content", "content/en", "content/zh")
    made = layout(tmp_path, {"transpipe.yaml": "content: elsewhere\n"})
    assert (made.folders, made.languages.folders) == (("elsewhere",), {})


def test_codes_that_are_no_language_tags_are_told_by_their_tag(tmp_path: Path) -> None:
    text = "languages:\n  us: {languageCode: en-US}\n  tw: {locale: zh-TW, weight: 1}\n  cn: {languageCode: zh-CN}\n"
    made = layout(tmp_path, {"hugo.yaml": text})
    assert (made.languages.source, made.languages.target) == (("cn", "tw"), "us")


def test_required_languages_are_known(tmp_path: Path) -> None:
    made = layout(tmp_path, {"transpipe.yaml": "languages: {required: [en, zh, fr]}\n"})
    assert made.required == (frozenset({"en"}), frozenset({"zh"}), frozenset({"fr"}))
    assert languages_of(made, "content/a.fr.md") == [{"fr": "content/a.fr.md"}]


@pytest.mark.parametrize(
    ("name", "text"),
    [("hugo.yaml", "a: [\n"), ("hugo.toml", "a = \n"), ("hugo.json", "{"), ("config.yaml", "- a\n"), ("hugo.yaml", "a")],
)  # fmt: skip
def test_a_broken_configuration_is_named(tmp_path: Path, name: str, text: str) -> None:
    with pytest.raises(SettingsError, match=name):
        layout(tmp_path, {name: text})


@pytest.mark.parametrize(
    "text", ["", "languages: [a]\n", "languages: {en: x}\n", "module: {mounts: x}\n", "contentDir: 3\n"]
)
def test_odd_values_are_passed_over(tmp_path: Path, text: str) -> None:
    assert layout(tmp_path, {"hugo.yaml": text}).content == "content"


# --- files --------------------------------------------------------------------------------------


def test_file_names_say_the_language(tmp_path: Path) -> None:
    made = layout(tmp_path, {})
    paths = (
        "content/a/index.en.md", "content/a/index.zh.md", "content/a/index.zh-Hant.md", "content/b.md",
        "content/b.zh.markdown", "content/v1.2.md", "content/s/_index.en.md", "content/s/_index.zh.md", "content/x.txt",
    )  # fmt: skip
    assert languages_of(made, *paths) == [
        {"en": "content/a/index.en.md", "zh": "content/a/index.zh.md", "zh-hant": "content/a/index.zh-Hant.md"},
        {"en": "content/b.md", "zh": "content/b.zh.markdown"},
        {"en": "content/s/_index.en.md", "zh": "content/s/_index.zh.md"},
        {"en": "content/v1.2.md"},
    ]


def test_a_page_and_a_bundle_of_the_same_name_are_one_post(tmp_path: Path) -> None:
    made = layout(tmp_path, {})
    assert languages_of(made, "content/Post/a.en.md", "content/post/a/index.zh.md") == [
        {"en": "content/Post/a.en.md", "zh": "content/post/a/index.zh.md"}
    ]


def test_of_two_files_of_a_language_the_one_with_the_code_counts(tmp_path: Path) -> None:
    made = layout(tmp_path, {})
    site = map_of(made, "content/a.md", "content/a.en.md", "content/a.zh.md")
    (post,) = site
    assert post.files == {"en": "content/a.en.md", "zh": "content/a.zh.md"}
    assert post.paths == ("content/a.en.md", "content/a.zh.md", "content/a.md")
    assert site.sibling("content/a.md", ("zh",)) == "content/a.zh.md"
    assert site.post("content/a.md") == post


def test_a_file_that_is_alone_has_no_sibling(tmp_path: Path) -> None:
    made = layout(tmp_path, {})
    site = map_of(made, "content/a.zh.md", "content/b.zh.md")
    assert site.sibling("content/a.zh.md", ("en", "zh")) is None
    assert site.post("content/c.zh.md") is None


def test_folders_say_the_language(tmp_path: Path) -> None:
    made = layout(tmp_path, {"hugo.yaml": FOLDERS})
    paths = ("content/en/p/a.md", "content/zh/p/a/index.md", "content/p/a.ja.md", "content/zh/p/b.en.md")
    assert languages_of(made, *paths) == [
        {"en": "content/en/p/a.md", "zh": "content/zh/p/a/index.md", "ja": "content/p/a.ja.md"},
        {"en": "content/zh/p/b.en.md"},
    ]


def test_folders_may_stand_side_by_side(tmp_path: Path) -> None:
    text = "languages:\n  en: {contentDir: english}\n  zh: {contentDir: chinese}\n"
    made = layout(tmp_path, {"hugo.yaml": text, "english/a.md": "a", "chinese/a.md": "b", "node_modules/x.md": "c"})
    assert (made.content, made.folders) == ("", ("chinese", "english"))
    site = open_site(load_settings(tmp_path), made)
    assert list(site.select([])) == ["chinese/a.md", "english/a.md"]
    assert languages_of(made, *site.select([])) == [{"zh": "chinese/a.md", "en": "english/a.md"}]


@pytest.mark.parametrize(
    ("path", "language", "wanted"),
    [
        ("content/zh/p/a.md", "en", "content/en/p/a.md"),
        ("content/en/p/a.md", "ja", "content/p/a.md"),
        ("content/p/a.md", "zh", "content/zh/p/a.md"),
        ("content/zh/p/b.en.md", "zh", "content/zh/p/b.md"),
    ],
)
def test_paths_of_other_languages_in_folders(tmp_path: Path, path: str, language: str, wanted: str) -> None:
    known = layout(tmp_path, {"hugo.yaml": FOLDERS}).languages
    file = post_file(path, known)
    assert file is not None
    assert language_path(file, language, known) == wanted
    back = post_file(wanted, known)
    assert back is not None
    assert (back.key, back.language) == (file.key, language)


def test_translation_keys_win_over_paths(tmp_path: Path) -> None:
    files = {
        "content/about.en.md": "---\ntranslationKey: us\n---\n",
        "content/guanyu.zh.md": '+++\ntranslationkey = "us"\n+++\n',
        "content/c.en.md": "---\ntitle: the translationKey\n---\n",
        "content/broken.en.md": "---\ntranslationKey: [\n---\n",
    }
    made = layout(tmp_path, files)
    posts = read_site_map(open_site(load_settings(tmp_path), made), made.languages)
    assert [dict(post.files) for post in posts] == [
        {"en": "content/broken.en.md"},
        {"en": "content/c.en.md"},
        {"en": "content/about.en.md", "zh": "content/guanyu.zh.md"},
    ]


def test_translation_key_of_a_file_without_front_matter() -> None:
    assert translation_key(b"text about translationKey\n") == ""
    assert translation_key(b"---\nTranslationKey: 7\n---\n") == "7"
