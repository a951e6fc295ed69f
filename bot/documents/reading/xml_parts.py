"""XML parts of Office archives: streamed or as a tree, never more of them than fits in memory.

No entities, no external files, no deep nesting. What a part unpacks to is counted while it is
read, because directories lie. Names of elements and attributes are compared without their
namespaces: those differ between strict and transitional files, and between makers.
"""

from __future__ import annotations

import contextlib
import io
import posixpath
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import IO, Final, cast
from xml.parsers import expat

from lxml import etree

from bot.documents.reading.containers import opened
from bot.documents.reading.protocol import Fault, ReadingError

_MOST_OF_A_PART: Final = 150 * 1024 * 1024
_MANIFEST: Final = "META-INF/manifest.xml"  # of OpenDocument files
_DAMAGE: Final = (
    etree.LxmlError,
    expat.ExpatError,
    zipfile.BadZipFile,
    LookupError,
    EOFError,
    NotImplementedError,
    RuntimeError,  # of zipfile, for a part with a password; and RecursionError
    ValueError,
    OSError,
)


@dataclass(frozen=True, slots=True)
class Relation:
    """What a part says of another one: ``kind`` is the last word of its type."""

    kind: str
    target: str


class XmlParts:
    """The parts of an opened archive. Make it with `parts_of`, which also tells damage."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        self.names = archive.namelist()

    def __contains__(self, name: str) -> bool:
        return name in self._archive.NameToInfo

    @contextlib.contextmanager
    def stream(self, name: str) -> Iterator[IO[bytes]]:
        """Open a part, for parsers of one's own; raises KeyError if there is no such part."""
        entry = self._archive.getinfo(name)
        if entry.flag_bits & 1:
            raise ReadingError(Fault.ENCRYPTED)
        with self._archive.open(entry) as raw:
            yield cast("IO[bytes]", _Counted(raw.read))

    def events(
        self, name: str, events: tuple[str, ...] = ("end",), tags: tuple[str, ...] = ()
    ) -> Iterator[tuple[str, etree._Element]]:
        """Yield the parser's events, only of elements with one of the local names if given."""
        with self.stream(name) as stream:
            yield from etree.iterparse(
                stream,
                events=events,
                tag=[f"{{*}}{tag}" for tag in tags] or None,
                resolve_entities=False,
                no_network=True,
                load_dtd=False,
                remove_comments=True,
                remove_pis=True,
                huge_tree=False,
            )

    def tree(self, name: str) -> etree._Element:
        """Return a part's root; an empty element if there is no such part."""
        if name not in self:
            return etree.Element("missing")
        parser = etree.XMLParser(
            resolve_entities=False,
            no_network=True,
            load_dtd=False,
            remove_comments=True,
            remove_pis=True,
            huge_tree=False,
        )
        with self.stream(name) as stream:
            return etree.parse(stream, parser).getroot()

    def main(self) -> str:
        """Return the name of an OOXML file's main part."""
        return self.related("", "officeDocument")[0]

    def relations(self, name: str) -> dict[str, Relation]:
        """Return by its id what a part of an OOXML file refers to within the file."""
        folder, file = posixpath.split(name)
        relations = {}
        for element in self.tree(posixpath.join(folder, "_rels", f"{file}.rels")):
            if attribute(element, "TargetMode") == "External":
                continue
            target = posixpath.normpath(posixpath.join("/", folder, attribute(element, "Target")))
            kind = attribute(element, "Type").rpartition("/")[2]
            relations[attribute(element, "Id")] = Relation(kind, target.lstrip("/"))
        return relations

    def related(self, name: str, kind: str) -> list[str]:
        """Return the parts of a kind that a part refers to, in its order, if they are there."""
        relations = self.relations(name).values()
        return [each.target for each in relations if each.kind == kind and each.target in self]


@contextlib.contextmanager
def parts_of(data: bytes) -> Iterator[XmlParts]:
    """Open an archive for reading its parts; whatever is wrong in it becomes a ReadingError."""
    with opened(data) as archive, damage_told():
        parts = XmlParts(archive)
        if first(parts.tree(_MANIFEST), "encryption-data") is not None:
            raise ReadingError(Fault.ENCRYPTED)
        yield parts


@contextlib.contextmanager
def damage_told() -> Iterator[None]:
    """Turn what the parsers raise for damage into a ReadingError."""
    try:
        yield
    except _DAMAGE:
        raise ReadingError(Fault.BROKEN) from None


class _Counted(io.BufferedIOBase):
    """A stream that ends a part which unpacks to more than its directory entry may say."""

    def __init__(self, read: Callable[[int], bytes]) -> None:
        self._read = read
        self._left = _MOST_OF_A_PART

    def read(self, size: int | None = -1, /) -> bytes:
        data = self._read(size if size and size > 0 else 65_536)
        self._left -= len(data)
        if self._left < 0:
            raise ReadingError(Fault.BROKEN)
        return data


def local(element: etree._Element) -> str:
    """Return an element's name without its namespace."""
    return str(element.tag).rpartition("}")[2]


def attribute(element: etree._Element, name: str) -> str:
    """Return an attribute whatever its namespace."""
    value = element.get(name)
    if value is not None:
        return str(value)
    for key, other in element.attrib.items():
        if str(key).rpartition("}")[2] == name:
            return str(other)
    return ""


def relation_id(element: etree._Element) -> str:
    """Return the id by which an element names another part: ``r:id``, or ``r:dm`` of SmartArt."""
    for key, value in element.attrib.items():
        space, _, name = str(key).rpartition("}")
        if space and name in {"id", "dm"}:
            return str(value)
    return ""


def within(element: etree._Element, *names: str) -> Iterator[etree._Element]:
    """Yield the elements below (and the element itself) with one of the local names."""
    return element.iter(*(f"{{*}}{name}" for name in names))


def first(element: etree._Element, name: str) -> etree._Element | None:
    """Return the first element below with that local name."""
    return next(within(element, name), None)


def release(element: etree._Element) -> None:
    """Forget a finished element and what stands before it, or the tree grows with the file."""
    element.clear()
    parent = element.getparent()
    while parent is not None and element.getprevious() is not None:
        del parent[0]
