"""XML with the line of every element, and without anything that reaches outside of the file.

A document type declaration is refused, as it is the door for entities that read other files or grow without end. TMX
alone has one by habit: there its name may stand, and any entity in it is refused.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.parsers import expat

from transpipe.errors import TranspipeError

_DEEPEST = 100


@dataclass(slots=True)
class Element:
    """An element; `children` are elements and texts in file order."""

    name: str
    """Local name."""
    namespace: str
    attributes: dict[str, str]
    line: int
    children: list[Element | str] = field(default_factory=list)

    def elements(self, *names: str) -> Iterator[Element]:
        """Child elements with one of the names; all of them without a name."""
        for child in self.children:
            if isinstance(child, Element) and (not names or child.name in names):
                yield child

    def first(self, name: str) -> Element | None:
        """The first child element with the name."""
        return next(self.elements(name), None)

    def every(self, name: str) -> Iterator[Element]:
        """All elements with the name below this one, in file order."""
        for child in self.elements():
            if child.name == name:
                yield child
            yield from child.every(name)

    def text(self) -> str:
        """All text below."""
        return "".join(child if isinstance(child, str) else child.text() for child in self.children)


def parse_xml(file: str, data: bytes, document_type: str | None = None) -> Element:
    """The root of a document. Raises TranspipeError, with file and line, for what is not well-formed or not allowed."""
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    root = Element("", "", {}, 0)
    stack = [root]

    def start(tag: str, attributes: dict[str, str]) -> None:
        namespace, _, name = tag.rpartition(" ")
        if len(stack) > _DEEPEST:
            raise TranspipeError(f"{file}:{parser.CurrentLineNumber}: more than {_DEEPEST} elements inside each other")
        element = Element(name, namespace, attributes, parser.CurrentLineNumber)
        stack[-1].children.append(element)
        stack.append(element)

    def end(tag: str) -> None:
        stack.pop()

    def characters(text: str) -> None:
        stack[-1].children.append(text)

    def doctype(name: str, *identifiers: object) -> None:
        if name != document_type:
            raise TranspipeError(
                f"{file}:{parser.CurrentLineNumber}: a document type declaration is not accepted; take it out"
            )

    def entity(name: str, *declaration: object) -> None:
        raise TranspipeError(f"{file}:{parser.CurrentLineNumber}: entity {name!r} is not accepted; take it out")

    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = characters
    parser.StartDoctypeDeclHandler = doctype
    parser.EntityDeclHandler = entity
    parser.SkippedEntityHandler = entity
    try:
        parser.Parse(data, True)
    except expat.ExpatError as error:
        reason = expat.errors.messages.get(error.code, str(error))
        raise TranspipeError(f"{file}:{error.lineno}: invalid XML: {reason}") from None
    return next(root.elements())


def xml_text(text: str) -> str:
    """Text as XML may hold it: control characters, which XML has no way to write, are dropped."""
    return "".join(
        char
        for char in text
        if char in "\t\n" or " " <= char <= "\ud7ff" or "\ue000" <= char <= "\ufffd" or char > "\uffff"
    )
