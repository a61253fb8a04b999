"""Scores: what is counted, on cases small enough to count by hand, and the command from end to end."""

from __future__ import annotations

import builtins
import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from helpers import FunctionEngine, glossary
from transpipe.cli import app
from transpipe.errors import TranspipeError
from transpipe.jobs.metrics import corpus_metrics, paired_bootstrap
from transpipe.jobs.references import without_parts
from transpipe.pipeline.draft import Translator
from transpipe.pipeline.score import Approved, Scored, Share, reference_plan, score, tags_share
from transpipe.report.evaluation_json import evaluation_json, read_evaluation
from transpipe.report.evaluation_values import Evaluation, EvaluationRun, Metric
from transpipe.stores.memory import DictMemory
from transpipe.stores.reference_files import read_tmx, read_tsv
from transpipe.translate.ports import Decoding
from transpipe.translate.terms import Glossary
from transpipe.units import Draft, Origin

REPOSITORY = Path(__file__).parents[2]
SET = REPOSITORY / "tests/data/evaluation/field.tsv"


def scored(source: str, draft: Draft, *, first: str | None = None, judge: Glossary | None = None) -> Scored:
    """Score one sentence whose draft is known."""
    item = reference_plan("a.tsv", [Approved("1", source, "A reference.")], 80)
    (sentence,) = item.plan.segments[0].sentences
    heard = {} if first is None else {sentence.text: first}
    (result,) = score(item, {sentence.text: draft}, heard, judge or glossary())
    return result


def engine(target: str) -> Draft:
    return Draft(target, Origin.ENGINE, -1.0)


# --- tags -------------------------------------------------------------------------------------

SOURCE = "看⟦1⟧这里⟦/1⟧和⟦2/⟧"


def test_kept_tags_count_in_any_order() -> None:
    assert tags_share([SOURCE], [SOURCE]) == Share(1, 1)
    assert tags_share([SOURCE], ["⟦2/⟧ and ⟦1⟧here⟦/1⟧"]) == Share(1, 1)


@pytest.mark.parametrize(
    "target",
    [
        "See ⟦1⟧here⟦/1⟧",
        "See here and ⟦2/⟧",
        "See ⟦1⟧here⟦/1⟧ and ⟦2/⟧ ⟦2/⟧",
        "See ⟦1⟧here⟦/1⟧ and ⟦2/⟧ ⟦3/⟧",
        "See ⟦/1⟧here⟦1⟧ and ⟦2/⟧",
        "See ⟦1⟧here and ⟦2/⟧⟦/1⟧",
        "See ⟦2⟧here⟦/2⟧ and ⟦1/⟧",
        "",
    ],
    ids=["dropped", "dropped pair", "duplicated", "invented", "swapped", "moved in", "renumbered", "empty"],
)
def test_damaged_tags_do_not_count(target: str) -> None:
    assert tags_share([SOURCE], [target]) == Share(0, 1)


def test_a_sentence_without_tags_is_not_counted() -> None:
    assert tags_share(["没有标记"], ["No tags"]) == Share(0, 0)
    assert Share(0, 0).percent == 100.0


def test_a_sentence_that_stayed_chinese_has_not_kept_its_tags() -> None:
    assert scored(SOURCE, Draft(SOURCE, Origin.KEPT)).tags == Share(0, 1)


# --- terms ------------------------------------------------------------------------------------

JUDGE = glossary(("碳足迹", "carbon footprint"), ("净零", "net zero"))
TERMS = "碳足迹和净零"


def test_terms_that_are_there_count() -> None:
    result = scored(TERMS, engine("Carbon footprints and net zero"), judge=JUDGE)
    assert result.terms == Share(2, 2)
    assert result.missing == ()


def test_a_missing_term_is_seen_and_named() -> None:
    result = scored(TERMS, engine("Carbon tracks and net zero"), judge=JUDGE)
    assert result.terms == Share(1, 2)
    assert result.missing == ("碳足迹 = carbon footprint",)


def test_a_sentence_that_stayed_chinese_has_no_term() -> None:
    kept = Draft("碳足迹 carbon footprint 和净零 net zero", Origin.KEPT)
    assert scored(TERMS, kept, judge=JUDGE).terms == Share(0, 2)


def test_the_first_hypothesis_is_scored_apart() -> None:
    result = scored(TERMS, engine("Carbon footprint and net zero"), first="Net zero", judge=JUDGE)
    assert (result.terms, result.alone_terms) == (Share(2, 2), Share(1, 2))
    assert scored(TERMS, engine("Carbon footprint and net zero"), judge=JUDGE).alone_terms == Share(0, 0)


def test_references_are_judged_too() -> None:
    item = reference_plan("a.tsv", [Approved("1", TERMS, "Net zero alone")], 80)
    (result,) = score(item, {TERMS: engine("Net zero")}, {}, JUDGE)
    assert result.reference_terms == Share(1, 2)


def test_a_row_goes_the_way_of_a_post() -> None:
    rows = [Approved("1", "第一句。第二句⟦1⟧链接⟦/1⟧，见ITU-T L.1470。", "x"), Approved("2", "No Chinese", "x")]
    item = reference_plan("a.tsv", rows, 80)
    assert [reference.id for reference in item.references] == ["1"]
    texts = [sentence.text for sentence in item.plan.segments[0].sentences]
    assert texts == ["第一句。", "第二句⟦1⟧链接⟦/1⟧，见⟦2/⟧。"]
    made = {texts[0]: engine("One."), texts[1]: engine("Two ⟦1⟧link⟦/1⟧, see ⟦2/⟧.")}
    (result,) = score(item, made, {}, glossary())
    assert result.hypothesis == "One. Two link, see ITU-T L.1470."
    assert result.tags == Share(1, 1)


def test_without_a_glossary_the_same_terms_are_counted() -> None:
    item = reference_plan("a.tsv", [Approved("1", TERMS, "x")], 80)
    deaf = Translator(FunctionEngine(lambda text: "Nothing of it"), DictMemory(), glossary(), Decoding())
    (result,) = score(item, deaf.draft([item.plan]), {}, JUDGE)
    assert result.terms == Share(0, 2)


# --- metrics ----------------------------------------------------------------------------------


def test_metrics_go_from_0_to_100() -> None:
    same = ["The circular economy keeps products in use for a long time."]
    assert corpus_metrics(same, same)["BLEU"].value == pytest.approx(100)
    assert corpus_metrics(same, same)["chrF"].value == pytest.approx(100)
    assert corpus_metrics(["中文"], same)["chrF"].value == 0
    assert "version:" in corpus_metrics(same, same)["chrF++"].signature


def test_a_difference_has_a_sign_and_a_probability() -> None:
    references = [f"The standard number {number} was published this year" for number in range(40)]
    worse = [line.replace("published this", "out last") for line in references]
    better = paired_bootstrap(worse, references, references)
    assert better["BLEU"].delta > 0
    assert better["chrF"].p < 0.05
    equal = paired_bootstrap(worse, worse, references)
    assert (equal["BLEU"].delta, equal["BLEU"].p) == (0.0, 1.0)


# --- files ------------------------------------------------------------------------------------


def test_the_columns_of_a_table_are_found_by_name(tmp_path: Path) -> None:
    file = tmp_path / "a.tsv"
    file.write_bytes("\ufeffreference\tnote\tsource\r\nRead more\tx\t阅读更多\r\n\r\n".encode())
    assert read_tsv(file) == [Approved("line 2", "阅读更多", "Read more")]
    file.write_bytes("source\ttarget\tlevel\tpost\n阅读\tRead\tsegment\ta.md\n".encode())
    assert read_tsv(file) == [Approved("line 2", "阅读", "Read", "segment", "a.md")]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a\tb\n", "a.tsv:1: no column 'source' and no column 'reference'"),
        ("source\treference\n阅读\n", "a.tsv:2: 1 cells, but the first line names 2"),
        ("source\treference\n\n阅读\t\n", "a.tsv:3: the reference is empty"),
        ("source\treference\n⟦1⟧阅读\tRead\n", "a.tsv:2: the tags of the source are not well nested"),
        ("source\treference\n阅读\tRead ⟦x\n", "a.tsv:2: the tags of the reference are not well nested"),
    ],
)
def test_wrong_tables_are_refused_with_the_line(tmp_path: Path, text: str, message: str) -> None:
    file = tmp_path / "a.tsv"
    file.write_bytes(text.encode("utf-8"))
    with pytest.raises(TranspipeError) as caught:
        read_tsv(file)
    assert message in str(caught.value)


TMX = """<?xml version="1.0" encoding="UTF-8"?>
<tmx version="1.4">
<header creationtool="x" creationtoolversion="1" segtype="sentence" o-tmf="x" adminlang="en" srclang="zh" datatype="plaintext"/>
<body>
<tu><tuv xml:lang="zh-CN"><seg>标准是<bpt i="1">[</bpt>共同
语言<ept i="1">]</ept>。</seg></tuv><tuv xml:lang="en"><seg>Standards are a <bpt i="1">[</bpt>common language<ept i="1">]</ept>.</seg></tuv></tu>
<tu><tuv xml:lang="de"><seg>Norm</seg></tuv><tuv xml:lang="en"><seg>Standard</seg></tuv></tu>
</body>
</tmx>
"""


def test_units_of_a_tmx_file(tmp_path: Path) -> None:
    file = tmp_path / "a.tmx"
    file.write_bytes(TMX.encode("utf-8"))
    (row,) = read_tmx(file)
    assert row == Approved("unit 1", "标准是⟦1⟧共同 语言⟦/1⟧。", "Standards are a ⟦1⟧common language⟦/1⟧.", "sentence")


def test_a_wrong_tmx_file_is_refused_with_the_line(tmp_path: Path) -> None:
    file = tmp_path / "a.tmx"
    file.write_bytes(TMX.replace("</body>", "</bodi>").encode("utf-8"))
    with pytest.raises(TranspipeError, match=r"a\.tmx:\d+: "):
        read_tmx(file)


def test_sentences_of_whole_segments_count_once() -> None:
    segment = Approved("1", "一。二。", "One. Two.", "segment", "a.md")
    sentences = [Approved("2", "一。", "One.", "sentence", "a.md"), Approved("3", "一。", "One.", "sentence", "b.md")]
    alone = Approved("4", "三", "Three")
    assert without_parts([segment, *sentences, alone]) == [segment, sentences[1], alone]


def test_json_there_and_back() -> None:
    segment = Scored(
        "1", "源", "a", "b", ("engine",), Share(1, 2), ("源 = source",), Share(2, 2), Share(0, 1), Share(1, 1), Share(0, 0), ("kept",)
    )  # fmt: skip
    run = EvaluationRun("e:1", "none", 1.5, {"BLEU": Metric(12.25, "s")}, [segment])
    evaluation = Evaluation("a.tsv", "abc", [run])
    again = read_evaluation(evaluation_json(evaluation))
    assert again == evaluation
    assert evaluation_json(again) == evaluation_json(evaluation)


# --- the command ------------------------------------------------------------------------------


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """An empty site with the glossary of the project."""
    (tmp_path / "transpipe.yaml").write_bytes(f"glossary: {REPOSITORY / 'glossary'}\n".encode())
    return tmp_path


def run(site: Path, *arguments: object) -> Result:
    words = ["evaluate", *map(str, arguments), "--config", str(site / "transpipe.yaml")]
    return CliRunner().invoke(app, words, standalone_mode=False)


def pseudo(site: Path, name: str, *arguments: object) -> Path:
    output = site / name
    result = run(site, SET, "--engine", "pseudo", "--output", output, *arguments)
    assert result.exception is None, result.exception
    return output


def test_the_set_with_made_up_words(site: Path) -> None:
    made = json.loads(pseudo(site, "a.json").read_bytes())
    (run_,) = made["runs"]
    assert (made["version"], run_["engine"], len(run_["segments"])) == (1, "pseudo:1", 200)
    # The pseudo engine keeps Latin text and tags, so the terms come through.
    assert run_["totals"]["terms"]["percent"] >= 98
    assert run_["totals"]["tags"]["percent"] == 100
    assert set(run_["metrics"]) == {"BLEU", "chrF", "chrF++"}
    assert sorted(path.name for path in site.iterdir()) == ["a.json", "transpipe.yaml"], "no memory is written"


def test_two_results_are_compared(site: Path) -> None:
    with_terms = pseudo(site, "with.json", "--limit", 40)
    without = pseudo(site, "without.json", "--limit", 40, "--no-glossary")
    result = run(site, without, with_terms, "--format", "json")
    assert result.exception is None, result.exception
    made = json.loads(result.stdout)
    assert made["runs"][0]["glossary"] == "none"
    assert len(made["runs"][0]["segments"]) == 40
    assert made["differences"][0]["chrF"]["delta"] > 0
    text = run(site, without, with_terms, "--worst", 2).stdout
    assert "with glossary against pseudo:1 without glossary" in text
    assert "the 2 worst segments" in text


def test_another_glossary_is_told_and_the_own_one_judges(site: Path) -> None:
    other = site / "other.yaml"
    other.write_bytes("terms:\n- source: 国际电联\n  target: Union of Telephones\n".encode())
    made = json.loads(pseudo(site, "other.json", "--limit", 1, "--glossary", other).read_bytes())
    (run_,) = made["runs"]
    assert run_["glossary"] != made["judge"]
    assert "Union of Telephones" in run_["segments"][0]["hypothesis"]
    assert "国际电联 = ITU" in run_["segments"][0]["missing"]
    result = run(site, SET, "--glossary", other, "--no-glossary")
    assert "exclude each other" in str(result.exception)


def test_models_are_scored_side_by_side(site: Path) -> None:
    result = run(site, SET, "--engine", "pseudo", "--limit", 3, "--model", "embedded", "--model", "other")
    assert result.exception is None, result.exception
    assert "may be chance" in result.stdout


def test_a_tmx_file_end_to_end(site: Path) -> None:
    file = site / "memory.tmx"
    file.write_bytes(TMX.encode("utf-8"))
    result = run(site, file, "--engine", "pseudo", "--format", "json")
    assert result.exception is None, result.exception
    (segment,) = json.loads(result.stdout)["runs"][0]["segments"]
    assert segment["reference"] == "Standards are a common language."
    assert segment["tags"] == [1, 1]


def test_results_on_other_texts_are_not_compared(site: Path) -> None:
    first, second = pseudo(site, "a.json", "--limit", 3), pseudo(site, "b.json", "--limit", 4)
    assert "4 segments, but the first result has 3" in str(run(site, first, second).exception)
    changed = json.loads(first.read_bytes())
    changed["runs"][0]["segments"][1]["source"] = "别的"
    second.write_text(json.dumps(changed))
    assert "'std-02' is not the 'std-02' of the first result" in str(run(site, first, second).exception)
    second.write_text('{"version": 1}')
    assert "not a result of `transpipe evaluate --output`" in str(run(site, first, second).exception)
    assert "needs two runs" in str(run(site, first).exception)


def test_what_is_no_reference_is_refused(site: Path) -> None:
    file = site / "a.txt"
    file.write_bytes(b"")
    assert "neither a .tsv or .tmx file" in str(run(site, file).exception)
    file = site / "english.tsv"
    file.write_bytes(b"source\treference\nRead\tRead\n")
    assert "nothing to compare" in str(run(site, file).exception)


def test_an_absent_sacrebleu_says_what_to_install(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = builtins.__import__

    def refuse(name: str, *arguments: object, **options: object) -> object:
        if name.startswith("sacrebleu"):
            raise ImportError(name)
        return real(name, *arguments, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(builtins, "__import__", refuse)
    result = run(site, SET, "--engine", "pseudo")
    assert isinstance(result.exception, TranspipeError)
    assert "pip install 'transpipe[evaluate]'" in str(result.exception)


# --- parallel files ---------------------------------------------------------------------------

CHINESE = (
    "---\ntitle: 循环经济\n---\n\n## 背景\n\n保持[产品](/zh/x/)的价值。\n\n- 第一项。\n- 第二项。\n\n多出来的一段。\n"
)
ENGLISH = "---\ntitle: Circular economy\n---\n\n## Background\n\nKeep the value of [products](/en/x/).\n\n- Item one.\n- 第二项 is open.\n"


def post(site: Path, name: str, chinese: str = CHINESE, english: str = ENGLISH) -> None:
    for code, text in (("zh", chinese), ("en", english)):
        file = site / "content" / name / f"index.{code}.md"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(text.encode("utf-8"))


def segments(site: Path, folder: Path) -> dict[str, str]:
    result = run(site, folder, "--engine", "pseudo", "--format", "json")
    assert result.exception is None, result.exception
    return {item["source"]: item["reference"] for item in json.loads(result.stdout)["runs"][0]["segments"]}


def test_parallel_files_are_compared_block_by_block(site: Path) -> None:
    post(site, "a")
    assert segments(site, site / "content") == {
        "循环经济": "Circular economy",
        "背景": "Background",
        "保持[产品](/zh/x/)的价值。": "Keep the value of products.",
        "第一项。": "Item one.",
    }, "neither a block without a counterpart nor one that is still Chinese"


def test_a_part_of_a_site_and_a_folder_of_its_own(site: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    post(site, "a")
    post(site, "b", CHINESE.replace("背景", "目的"), ENGLISH.replace("Background", "Purpose"))
    assert "背景" not in segments(site, site / "content/b")
    assert segments(site, site / "content/b")["目的"] == "Purpose"
    elsewhere = tmp_path_factory.mktemp("texts")
    post(elsewhere, "c")
    assert segments(site, elsewhere / "content")["背景"] == "Background"


def test_drafts_and_damaged_files_are_no_reference(site: Path) -> None:
    draft = ENGLISH.replace("---\n\n", "params:\n  transpipe:\n    status: needs-review\n---\n\n", 1)
    post(site, "a", english=draft)
    post(site, "b", english="---\ntitle: open\n")
    assert "nothing to compare" in str(run(site, site / "content", "--engine", "pseudo").exception)
