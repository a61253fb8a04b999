"""Which forms of a rendering count as kept."""

from __future__ import annotations

import pytest

from transpipe.terminology import deprecated_terms, find_rendering, has_rendering, missing_terms, with_capitals
from transpipe.units import TermMatch


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("circular economy", "the circular economy grows"),
        ("circular economy", "Circular Economy"),
        ("circular economy", "circular economies"),
        ("circular economy", "the circular-economy's goal"),
        ("circular economy", "circular economies’ goals"),
        ("life cycle analysis", "life-cycle analyses"),
        ("analyses", "one analysis"),
        ("index", "indices"), ("indices", "an index"), ("matrix", "matrices"), ("criterion", "criteria"),
        ("memorandum of understanding", "memoranda of understanding"),
        ("emission of greenhouse gases", "emissions of greenhouse gases"),
        ("party to the Convention", "the Parties to the Convention"),
        ("standard for trial use", "standards for trial use"),
        ("life", "lives"), ("process", "processes"), ("processes", "process"), ("draft", "drafts"),
        ("e-waste", "e-wastes"), ("e-waste", "E waste"), ("co-operation", "cooperation"),
        ("ITU", "ITU's"), ("SDG", "the SDGs"), ("WHO", "The WHO says"), ("COP28", "at COP28,"), ("2023", "in 2023"),
        ("digital ecosystems", "a digital ecosystem"),
        ("GB/T 24040", "see GB/T 24040."), ("C++", "in C++ and"),
    ],
)  # fmt: skip
def test_forms_that_count(name: str, text: str) -> None:
    assert has_rendering(name, text)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("circular economy", "the loop economy"),
        ("circular economy", "noncircular economyx"),
        ("circular economy", "economy, circular"),
        ("carbon neutrality", "carbons neutrality"),
        ("WHO", "those who say"), ("IT", "it is"), ("ITU", "SITU"), ("5G", "15G"),
        ("emission of gases", "emission with gases"),
    ],
)  # fmt: skip
def test_forms_that_do_not_count(name: str, text: str) -> None:
    assert not has_rendering(name, text)


def test_an_exact_name_takes_a_possessive_and_nothing_else() -> None:
    for text, found in (("Oxon8's", True), ("Oxon8", True), ("oxon8", False), ("Oxon8s", False)):
        assert has_rendering("Oxon8", text, exact=True) is found


def test_the_possessive_is_told() -> None:
    (match,) = find_rendering("ITU", "the ITU’s work")
    assert (match[0], match["possessive"]) == ("ITU’s", "’s")


def test_missing_terms_see_through_tags_and_name_each_target_once() -> None:
    term = TermMatch(0, 2, "甲乙", "circular economy", ("circular economy", "CE"), keep_case=False)
    assert missing_terms("a ⟦1⟧circular⟦/1⟧ economy", [term]) == []
    assert missing_terms("the CE", [term]) == []
    assert missing_terms("the ce", [term, term]) == [term]


def test_forbidden_renderings_are_found_but_not_inside_a_good_one() -> None:
    names = ("World Food Programme",)
    term = TermMatch(0, 2, "甲乙", names[0], names, keep_case=True, deprecated=("World Food Program", "Food Programme"))
    assert deprecated_terms("the World Food Programme", [term]) == []
    assert deprecated_terms("the World Food Program", [term, term]) == [(term, "World Food Program")]
    assert deprecated_terms("the Food ⟦1⟧Programme⟦/1⟧", [term]) == [(term, "Food Programme")]


def test_names_get_their_capitals_back() -> None:
    name = TermMatch(0, 2, "甲乙", "Green Digital Action", ("Green Digital Action",), keep_case=True)
    word = TermMatch(0, 2, "丙丁", "circular economy", ("circular economy",), keep_case=False)
    text = "the ⟦1⟧green Digital action⟦/1⟧ for Circular economy and green digital action's aims"
    assert with_capitals(text, [name, word]) == (
        "the ⟦1⟧Green Digital Action⟦/1⟧ for Circular economy and Green Digital Action's aims"
    )
    assert with_capitals("Green Digital Action", [name]) == "Green Digital Action"
    iot = TermMatch(0, 2, "甲乙", "IoT", ("IoT",), keep_case=True)
    assert with_capitals("iot and iots", [iot]) == "IoT and IoTs"
