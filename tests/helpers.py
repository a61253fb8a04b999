"""Short ways from text to what the stages make of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from transpipe.detect.scopes import Markers
from transpipe.model import Document, Glue, Literal, ProseRules, Segment, Sentence, SourceFile
from transpipe.parse.document import parse_document
from transpipe.pipeline.draft import Translator
from transpipe.pipeline.plan import Kind, Plan, Rules, plan_file
from transpipe.pipeline.render import Rendering, render_plan
from transpipe.segment.build import build_segment
from transpipe.stores.memory import DictMemory
from transpipe.stores.settings import SETTINGS
from transpipe.translate.ports import Decoding, Engine, Hypothesis
from transpipe.translate.pseudo import PseudoEngine
from transpipe.translate.terms import Glossary
from transpipe.units import Draft, Term
from transpipe.write.compose import compose
from transpipe.write.splice import splice

DEFAULTS = {setting.key: setting.default for setting in SETTINGS}
PROSE = ProseRules(
    frozenset(DEFAULTS["front_matter"]),
    {name: frozenset(keys) for name, keys in DEFAULTS["shortcodes.translate"].items()},
    frozenset(DEFAULTS["shortcodes.raw"]),
)
RULES = Rules(PROSE, Markers(frozenset({"requires translation"}), frozenset({"end of translation"})), 80, True, True)
PROVENANCE = {"status": "needs-review", "kind": "translation", "source": "a.md", "source_hash": "sha256:0"}


class FunctionEngine:
    """An engine made of a function from a source sentence to its only hypothesis."""

    id = "function:1"

    def __init__(self, function: Callable[[str], str]) -> None:
        self.function = function
        self.asked: list[str] = []

    def translate(self, sentences: Sequence[str], decoding: Decoding) -> list[list[Hypothesis]]:
        self.asked.extend(sentences)
        return [[Hypothesis(self.function(sentence), -1.0)] for sentence in sentences]


def glossary(*pairs: tuple[str, str]) -> Glossary:
    return Glossary([Term((source,), target) for source, target in pairs], "test")


def parse(text: str) -> Document:
    return parse_document(text.encode("utf-8"), PROSE)


def segments(text: str, max_chars: int = 80) -> list[Segment]:
    document = parse(text)
    built = (build_segment(block, document.source, max_chars) for block in document.blocks)
    return [segment for segment in built if segment]


def listing(data: bytes) -> str:
    """Segments in a form that people can read: one line a part."""
    document = parse_document(data, PROSE)
    lines = []
    for block in document.blocks:
        segment = build_segment(block, data, 80)
        if segment is None:
            continue
        lines.append(f"{block.kind} {block.key}".strip() + f" (line {document.line(block.span.start)})")
        for part in segment.parts:
            if isinstance(part, Sentence):
                lines.append(f"  S {part.text}")
            elif isinstance(part, Literal):
                lines.append(f"  L {data[part.span.start : part.span.end].decode()!r}")
            elif isinstance(part, Glue):
                lines.append(f"  G {part.target!r}")
    return "\n".join(lines) + "\n"


def plan(data: bytes, kind: Kind = Kind.MISSING) -> Plan:
    made = plan_file(SourceFile("a.md", data), kind, RULES)
    assert isinstance(made, Plan), made
    return made


def drafts_of(made: Plan, engine: Engine | None = None, terms: Glossary | None = None) -> dict[str, Draft]:
    return Translator(engine or PseudoEngine(), DictMemory(), terms or glossary(), Decoding()).draft([made])


def rendering(data: bytes, engine: Engine | None = None, kind: Kind = Kind.MISSING) -> Rendering:
    """The whole way, with provenance and verification."""
    made = plan(data, kind)
    return render_plan(made, drafts_of(made, engine), PROVENANCE, PROSE)


def translated(data: bytes, engine: Engine | None = None, terms: Glossary | None = None) -> bytes:
    """The translated text alone, without provenance, for golden files."""
    made = plan(data)
    drafts = drafts_of(made, engine, terms)
    pairs = [(segment, [drafts[item.text] for item in segment.sentences]) for segment in made.segments]
    return splice(data, [*made.structural, *compose(made.document, pairs)])
