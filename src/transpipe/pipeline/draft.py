"""Recall, translate: from sentences to drafts, memory first."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, MutableSequence, Sequence
from dataclasses import dataclass, field, replace
from hashlib import sha256
from typing import TYPE_CHECKING

from transpipe.clock import Clock
from transpipe.pipeline.parcels import Elsewhere, Parcel, cut, in_order, translate_parcel
from transpipe.pipeline.plan import Plan
from transpipe.pipeline.recall import recall_approved, recall_similar
from transpipe.translate.ladder import Work
from transpipe.translate.ports import Decoding, Engine, Memory, MemoryUnit
from transpipe.translate.terms import Glossary
from transpipe.units import Draft, Match, Origin

if TYPE_CHECKING:
    from concurrent.futures import Future

RECIPE = 4
"""Part of every memory key; raised when the way from sentence to draft changes, so that old drafts are made anew."""


def unit_key(work: Work, asked: str) -> str:
    """Memory key of a sentence: its text and terms, and who is asked in which way (`way_of_asking`).

    How names and amounts are put to the engine follows from the text by rules, for which `RECIPE` stands. A change of
    the glossary touches just the sentences that hold the changed terms, as these are part of the key.
    """
    accepted = [name for term in work.terms for name in term.accepted]
    parts = (work.text, work.source, "zh-en", asked, *accepted)
    return sha256("\x1f".join(parts).encode("utf-8")).hexdigest()


def way_of_asking(engine: str, decoding: Decoding) -> str:
    """Which engine there is, and how it is asked: part of every memory key."""
    return "\x1f".join((engine, repr(decoding), str(RECIPE)))


@dataclass(slots=True)
class Begun:
    """Sentences on their way to drafts."""

    works: Mapping[str, Work]
    """By the text of the sentence, as all of these maps."""
    keys: Mapping[str, str]
    drafts: dict[str, Draft]
    """What there is so far."""
    awaited: Collection[str]
    """Texts that are under way already, for plans that were begun before: the memory will have them."""
    progress: Callable[[int], None]
    proposals: dict[str, Match] = field(default_factory=dict)
    parcels: MutableSequence[Parcel] = field(default_factory=list)
    """What the engine of this process is asked for."""


@dataclass(frozen=True, slots=True)
class Translator:
    """Everything that turns sentences into drafts."""

    engine: Engine
    memory: Memory
    glossary: Glossary
    decoding: Decoding
    fuzzy: float = 1.0
    """How alike an approved sentence must be, from 0 to 1, to be used or proposed; 1 for not at all."""
    clock: Clock = field(default_factory=Clock)
    elsewhere: Elsewhere | None = None
    """Who translates instead of `engine`, which then only says its name."""
    _queue: deque[tuple[Begun, Parcel]] = field(default_factory=deque)
    """What is to be sent next: no more is under way than keeps all workers busy, as it is lost with the run."""
    _sent: dict[Future[list[Draft]], tuple[Begun, Parcel]] = field(default_factory=dict)

    def recall(self, plans: Sequence[Plan]) -> list[Plan]:
        """The plans with what people have approved for their places; `draft` leaves that alone."""
        with self.clock.stage("recall"):
            return recall_approved(plans, self.memory)

    def draft(self, plans: Sequence[Plan], progress: Callable[[int], None] = lambda count: None) -> dict[str, Draft]:
        """Drafts for the sentences of all segments, by the source text of the sentence.

        For each: what the machine said before, an approved sentence that is similar enough, the engine. What a plan has
        given is not asked for. Equal sentences are translated once, in parcels of about the same length; each parcel is
        in the memory as soon as it is done. `progress` is told how many sentences are done.
        """
        return self.end(self.begin(plans, progress))

    def begin(self, plans: Sequence[Plan], progress: Callable[[int], None] = lambda count: None) -> Begun:
        """The first half of `draft`: look things up, and send off what others translate.

        Others may be begun before these end; all have to end in the order in which they were begun.
        """
        return self._begin({text: None for plan in plans for text in plan.open_texts()}, progress)

    def end(self, begun: Begun) -> dict[str, Draft]:
        """The second half of `draft`: translate, or wait for what others translate."""
        if self.elsewhere is None:
            for parcel in begun.parcels:
                with self.clock.stage("decode"):
                    made = translate_parcel(parcel, self.engine)
                self._keep(begun, parcel, made)
        while any(owner is begun for owner, _ in self._under_way()):
            self._receive()
        if begun.awaited:
            begun.drafts |= self.end(self._begin(begun.awaited, begun.progress))
        return begun.drafts

    def gather(self) -> None:
        """Keep what has come back, without waiting for more."""
        if any(future.done() for future in self._sent):
            self._receive()

    def _begin(self, texts: Iterable[str], progress: Callable[[int], None]) -> Begun:
        with self.clock.stage("recall"):
            works = {text: Work(text, tuple(self.glossary.find(text))) for text in texts}
            asked = way_of_asking(self.engine.id, self.decoding)
            keys = {text: unit_key(work, asked) for text, work in works.items()}
            drafts = self._remembered(works, keys)
            sent = {owner.keys[work.text] for owner, parcel in self._under_way() for work in parcel.works}
            awaited = dict.fromkeys(text for text, key in keys.items() if text not in drafts and key in sent)
            missing = [work for text, work in works.items() if text not in drafts and text not in awaited]
            begun = Begun(works, keys, drafts, awaited, progress)
            if missing and self.elsewhere is not None and not self._sent:
                self.elsewhere.prepare()
            # A parcel goes off as soon as it is full: the next sentences are looked up while it is translated.
            for parcel in cut(self._unlike(in_order(missing), begun), self.glossary, self.decoding):
                self._hand_over(begun, parcel)
        progress(len(drafts))
        return begun

    def _hand_over(self, begun: Begun, parcel: Parcel) -> None:
        if self.elsewhere is None:
            begun.parcels.append(parcel)
        else:
            self._queue.append((begun, parcel))
            self._send(self.elsewhere)

    def _under_way(self) -> Iterator[tuple[Begun, Parcel]]:
        yield from self._sent.values()
        yield from self._queue

    def _send(self, elsewhere: Elsewhere) -> None:
        while self._queue and len(self._sent) < 2 * max(1, elsewhere.workers()):
            begun, parcel = self._queue.popleft()
            self.clock.begin_beside()
            future = elsewhere.executor.submit(elsewhere.work, parcel)
            future.add_done_callback(lambda _: self.clock.end_beside())
            self._sent[future] = (begun, parcel)

    def _receive(self) -> None:
        """Wait until something has come back, and keep it, whoever waits for it."""
        from concurrent.futures import FIRST_COMPLETED, wait

        with self.clock.stage("decode"):
            done, _ = wait(self._sent, return_when=FIRST_COMPLETED)
        # What has failed ends the run, but not before what has come with it is kept.
        for future in sorted(done, key=lambda future: future.exception() is not None):
            made = future.result()
            self._keep(*self._sent.pop(future), made)
        if self.elsewhere is not None:
            self._send(self.elsewhere)

    def _keep(self, begun: Begun, parcel: Parcel, made: Sequence[Draft]) -> None:
        units = [
            MemoryUnit(begun.keys[work.text], work.text, draft.target, draft.origin, draft.score, self.engine.id)
            for work, draft in zip(parcel.works, made, strict=True)
        ]
        with self.clock.stage("write"):
            self.memory.remember(units)
        for work, draft in zip(parcel.works, made, strict=True):
            begun.drafts[work.text] = replace(draft, match=begun.proposals.get(work.text))
        begun.progress(len(made))

    def _remembered(self, works: Mapping[str, Work], keys: Mapping[str, str]) -> dict[str, Draft]:
        """What the machine said before."""
        hits = self.memory.recall(list(keys.values()))
        drafts: dict[str, Draft] = {}
        for text, key in keys.items():
            if hit := hits.get(key):
                origin = Origin.KEPT if hit.origin == Origin.KEPT else Origin.MEMORY
                drafts[text] = Draft(hit.target, origin, hit.score, works[text].terms)
        return drafts

    def _unlike(self, works: Iterable[Work], begun: Begun) -> Iterator[Work]:
        """Those that the engine is to be asked for; the others get drafts made from approved sentences."""
        if self.fuzzy >= 1 or not self.memory.has_approved():
            yield from works
            return
        for work in works:
            found = recall_similar(work.text, work.terms, self.memory, self.glossary, self.fuzzy)
            if isinstance(found, Draft):
                begun.drafts[work.text] = found
                continue
            if found is not None:
                begun.proposals[work.text] = found
            yield work
