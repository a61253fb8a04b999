"""Recall, translate: from sentences to drafts, memory first."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from hashlib import sha256

from transpipe.clock import Clock
from transpipe.model import Draft, Match, Origin
from transpipe.pipeline.plan import Plan
from transpipe.pipeline.recall import recall_approved, recall_similar
from transpipe.translate.ladder import Work, translate
from transpipe.translate.ports import Decoding, Engine, Memory, MemoryUnit
from transpipe.translate.terms import Glossary

RECIPE = 4
"""Part of every memory key; raised when the way from sentence to draft changes, so that old drafts are made anew."""
_BATCH = 512  # sentences that are translated, and kept in the memory, at a time


def unit_key(work: Work, engine: str, decoding: Decoding) -> str:
    """Memory key of a sentence: what the engine reads, which engine it is, and how it is asked.

    The terms that apply are part of what the engine reads, so a change of the glossary touches just the sentences
    that hold the changed terms.
    """
    accepted = [name for term in work.terms for name in term.accepted]
    parts = (work.text, work.source, "zh-en", engine, repr(decoding), str(RECIPE), *accepted)
    return sha256("\x1f".join(parts).encode("utf-8")).hexdigest()


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

    def recall(self, plans: Sequence[Plan]) -> list[Plan]:
        """The plans with what people have approved for their places; `draft` leaves that alone."""
        with self.clock.stage("recall"):
            return recall_approved(plans, self.memory)

    def draft(self, plans: Sequence[Plan], progress: Callable[[int], None] = lambda count: None) -> dict[str, Draft]:
        """Drafts for the sentences of all segments, by the source text of the sentence.

        For each: what the machine said before, an approved sentence that is similar enough, the engine. What a plan has
        given is not asked for. Equal sentences are translated once, in batches of about the same length; each batch is
        in the memory before the next one begins. `progress` is told how many sentences are done.
        """
        with self.clock.stage("recall"):
            texts = {text: None for plan in plans for text in plan.open_texts()}
            works = {text: Work(text, tuple(self.glossary.find(text))) for text in texts}
            keys = {text: unit_key(work, self.engine.id, self.decoding) for text, work in works.items()}
            drafts, proposals = self._remembered(works, keys)
        progress(len(drafts))
        pending = sorted((work for text, work in works.items() if text not in drafts), key=lambda w: len(w.text))
        for start in range(0, len(pending), _BATCH):
            batch = pending[start : start + _BATCH]
            with self.clock.stage("verify"):  # but for what the engine takes
                made = translate(batch, self.engine, self.decoding, self.glossary.find)
            units = [
                MemoryUnit(keys[work.text], work.text, draft.target, draft.origin, draft.score, self.engine.id)
                for work, draft in zip(batch, made, strict=True)
            ]
            with self.clock.stage("write"):
                self.memory.remember(units)
            for work, draft in zip(batch, made, strict=True):
                drafts[work.text] = replace(draft, match=proposals.get(work.text))
            progress(len(batch))
        return drafts

    def _remembered(
        self, works: Mapping[str, Work], keys: Mapping[str, str]
    ) -> tuple[dict[str, Draft], dict[str, Match]]:
        """Drafts from the memory, and proposals for those that the engine is to be asked for."""
        hits = self.memory.recall(list(keys.values()))
        drafts: dict[str, Draft] = {}
        proposals: dict[str, Match] = {}
        for text, key in keys.items():
            if hit := hits.get(key):
                origin = Origin.KEPT if hit.origin == Origin.KEPT else Origin.MEMORY
                drafts[text] = Draft(hit.target, origin, hit.score, works[text].terms)
        for text, work in works.items():
            if text not in drafts:
                found = recall_similar(text, work.terms, self.memory, self.glossary, self.fuzzy)
                if isinstance(found, Draft):
                    drafts[text] = found
                elif found is not None:
                    proposals[text] = found
        return drafts, proposals
