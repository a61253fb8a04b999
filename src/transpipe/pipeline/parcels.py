"""Sentences in parcels: pure values that are translated here, or by any process that has the same engine.

What an int8 model says of a sentence depends a little on those that it is decoded with. So a parcel is what the engine
gets at a time and also what is sent: who translates it, and with how many threads, changes nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from transpipe.translate.ladder import Work, translate
from transpipe.translate.ports import Decoding, Engine
from transpipe.translate.terms import Glossary
from transpipe.units import Draft, Term

if TYPE_CHECKING:
    from concurrent.futures import Executor

SENTENCES = 512
"""Of a parcel: some seconds of work for one core. What is lost when a run is killed are the parcels under way."""


@dataclass(frozen=True, slots=True)
class Parcel:
    """Sentences of about the same length, with all that it takes to translate them but the engine."""

    works: tuple[Work, ...]
    terms: tuple[Term, ...]
    """Of the glossary, what stands in these sentences: the ladder looks for terms in pieces of them."""
    decoding: Decoding


class Elsewhere(NamedTuple):
    """Where parcels go while the run does something else: to threads of this process, or to other machines."""

    executor: Executor
    work: Callable[[Parcel], list[Draft]]
    """Knows what engine this run has; can be pickled where it goes to other processes."""
    workers: Callable[[], int]
    """Parcels that are worked on at the same time, as of now."""
    prepare: Callable[[], object] = lambda: None
    """Called when the first parcel is being put together: get ready for it."""


def in_order(works: Iterable[Work]) -> list[Work]:
    """The shortest sentences first, as an engine likes to have sentences of about the same length together."""
    return sorted(works, key=lambda work: len(work.text))


def cut(works: Iterable[Work], glossary: Glossary, decoding: Decoding) -> Iterator[Parcel]:
    """Parcels of sentences that come in their order, each as soon as its sentences have come."""
    coming = iter(works)
    while chunk := tuple(islice(coming, SENTENCES)):
        yield Parcel(chunk, glossary.within(work.text for work in chunk), decoding)


def translate_parcel(parcel: Parcel, engine: Engine) -> list[Draft]:
    """Drafts for the sentences of a parcel, in their order."""
    return translate(parcel.works, engine, parcel.decoding, Glossary(parcel.terms, "").find)
