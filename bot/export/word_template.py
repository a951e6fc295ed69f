"""Lets in an agency's Word template: checked once at the start, and made harmless.

Word documents and templates (DOCX, DOTX) without macros. Whatever leads out of the file goes: the
template it is attached to, linked pictures; links keep their words. So no file of ours ever asks
another machine for anything.
"""

from __future__ import annotations

import logging
import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any, Final

import docx
from docx.document import Document
from docx.opc.exceptions import PackageNotFoundError
from docx.opc.part import Part, XmlPart
from docx.oxml import parse_xml
from docx.oxml.ns import qn
from lxml import etree

from bot.agency.profile import Agency
from bot.core.errors import ConfigurationError
from bot.core.ids import AgencyId
from bot.export.placeholders import unknown_places
from bot.export.report import Use

_log: Final = logging.getLogger(__name__)
_MOST_BYTES: Final = 5 * 1024 * 1024
_MOST_UNPACKED: Final = 50 * 1024 * 1024
_TYPES: Final = "[Content_Types].xml"
_OF_A_TEMPLATE: Final = b"wordprocessingml.template.main+xml"
_OF_A_DOCUMENT: Final = b"wordprocessingml.document.main+xml"
_MACROS: Final = b"macroEnabled"
_RELATION: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_BROKEN: Final = (
    zipfile.BadZipFile,
    PackageNotFoundError,
    etree.XMLSyntaxError,
    KeyError,
    ValueError,
    OSError,
)


@dataclass(frozen=True, slots=True)
class WordTemplates:
    """An agency's templates: for all documents, and for minutes; None: our plain layout."""

    general: bytes | None = None
    minutes: bytes | None = None

    def of(self, use: Use) -> bytes | None:
        """Return the template for a use; the general one serves where there is none for it."""
        return (self.minutes if use is Use.MINUTES else None) or self.general


def load_templates(
    agencies: Iterable[Agency], folder: Path | None
) -> Mapping[AgencyId, WordTemplates]:
    """Read the templates that profiles name, from the profiles' folder.

    Raises ConfigurationError, which names the file, for one that is missing or no Word file.
    """
    if folder is None:
        return {}
    return {
        one.key: WordTemplates(
            _load(folder, one.export.word_template, "[export] word_template"),
            _load(folder, one.minutes.word_template, "[minutes] template"),
        )
        for one in agencies
        if one.export.word_template or one.minutes.word_template
    }


def _load(folder: Path, name: str, key: str) -> bytes | None:
    if not name:
        return None
    setting = "AGENCY_PROFILES"
    try:
        content = (folder / name).read_bytes()
        admitted, unknown = admit(content)
    except _BROKEN as error:
        reason = f"{key} {name!r} is no Word file without macros"
        raise ConfigurationError(setting, reason) from error
    for place in sorted(unknown):
        _log.warning(
            "The Word template has a place that only some documents fill", extra={"place": place}
        )
    return admitted


def admit(content: bytes) -> tuple[bytes, set[str]]:
    """Return a harmless template, and the names in braces that mean nothing to us.

    Raises ValueError, or what the ZIP and XML readers raise, for anything else.
    """
    document = docx.Document(BytesIO(_as_document(content)))
    for part in list(document.part.package.iter_parts()):
        _cut_off(part)
    _cut_off_package(document)
    harmless = BytesIO()
    document.save(harmless)
    return harmless.getvalue(), unknown_places(document)


def _as_document(content: bytes) -> bytes:
    """Say of a template that it is a document: nothing else distinguishes them."""
    if len(content) > _MOST_BYTES:
        raise ValueError("larger than 5 MB")
    with zipfile.ZipFile(BytesIO(content)) as archive:
        if sum(entry.file_size for entry in archive.infolist()) > _MOST_UNPACKED:
            raise ValueError("larger than 50 MB unpacked")
        types = archive.read(_TYPES)
        if _MACROS in types:
            raise ValueError("has macros")
        if _OF_A_TEMPLATE not in types:
            return content
        renamed = BytesIO()
        with zipfile.ZipFile(renamed, "w", zipfile.ZIP_DEFLATED) as copy:
            for entry in archive.infolist():
                data = types if entry.filename == _TYPES else archive.read(entry)
                if entry.filename == _TYPES:
                    data = data.replace(_OF_A_TEMPLATE, _OF_A_DOCUMENT)
                copy.writestr(entry.filename, data)
        return renamed.getvalue()


def _cut_off_package(document: Document) -> None:
    relations = document.part.package.rels
    for name in [one.rId for one in relations.values() if one.is_external]:
        del relations[name]


def _cut_off(part: Part) -> None:
    """Take away a part's relations to the outside, and what refers to them."""
    outside = [relation.rId for relation in part.rels.values() if relation.is_external]
    if not outside:
        return
    holder: Any = part
    root = holder.element if isinstance(part, XmlPart) else parse_xml(part.blob)
    for element in list(root.iter(etree.Element)):
        if any(
            value in outside for key, value in element.attrib.items() if key.startswith(_RELATION)
        ):
            _disconnect(element)
    if not isinstance(part, XmlPart):
        holder._blob = etree.tostring(root, encoding="UTF-8", standalone=True)  # noqa: SLF001  # parts it does not know have no setter
    for name in outside:
        del part.rels[name]


def _disconnect(element: etree._Element) -> None:
    parent = element.getparent()
    if parent is None:
        return
    if element.tag == qn("w:hyperlink"):
        for child in element:
            element.addprevious(child)
        parent.remove(element)
        return
    drawing = next(element.iterancestors(qn("w:drawing"), qn("w:pict"), qn("w:object")), None)
    whole = element if drawing is None else drawing
    holder = whole.getparent()
    if holder is not None:
        holder.remove(whole)
