"""Office files made for these tests, by the programs' own libraries or as bare XML."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping

RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_ODF = "urn:oasis:names:tc:opendocument:xmlns"
_SPACES = " ".join(
    [
        *(f'xmlns:{name}="{_ODF}:{name}:1.0"' for name in ("office", "text", "table", "style")),
        f'xmlns:draw="{_ODF}:drawing:1.0"',
        f'xmlns:presentation="{_ODF}:presentation:1.0"',
        f'xmlns:chart="{_ODF}:chart:1.0"',
        f'xmlns:svg="{_ODF}:svg-compatible:1.0"',
        f'xmlns:fo="{_ODF}:xsl-fo-compatible:1.0"',
        'xmlns:dc="http://purl.org/dc/elements/1.1/"',
        'xmlns:xlink="http://www.w3.org/1999/xlink"',
    ]
)


def archive(parts: Mapping[str, str | bytes]) -> bytes:
    """Return a ZIP of these parts, in this order."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, part in parts.items():
            packed.writestr(name, part)
    return out.getvalue()


def patched(
    data: bytes,
    add: Mapping[str, str | bytes],
    edit: Mapping[str, tuple[str, str]] | None = None,
) -> bytes:
    """Return an archive with parts added, and with words exchanged in some that it has."""
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        parts: dict[str, str | bytes] = {name: packed.read(name) for name in packed.namelist()}
    for name, (old, new) in (edit or {}).items():
        before = parts[name]
        assert isinstance(before, bytes)
        assert old.encode() in before
        parts[name] = before.replace(old.encode(), new.encode(), 1)
    return archive({**parts, **add})


def relations(*relations: tuple[str, str, str]) -> str:
    """Return a part of relations; each is an id, the last word of its type, and a target."""
    inner = "".join(
        f'<Relationship Id="{id_}" Type="{RELATION}/{kind}" Target="{target}"/>'
        for id_, kind, target in relations
    )
    return f'<Relationships xmlns="{_RELATIONS}">{inner}</Relationships>'


def related(id_: str, kind: str, target: str) -> tuple[str, str]:
    """Return the edit that adds a relation to a part of relations."""
    new = f'<Relationship Id="{id_}" Type="{RELATION}/{kind}" Target="{target}"/>'
    return "</Relationships>", f"{new}</Relationships>"


def xlsx(rows: str, *, parts: Mapping[str, str] | None = None, before: str = "") -> bytes:
    """Return a workbook of one sheet, „Blatt“, whose rows are given as XML."""
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    sheet = f'{before}<worksheet xmlns="{main}"><sheetData>{rows}</sheetData></worksheet>'
    return archive(
        {
            "[Content_Types].xml": "<Types><Override ContentType="
            '"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/></Types>',
            "_rels/.rels": relations(("r1", "officeDocument", "xl/workbook.xml")),
            "xl/workbook.xml": f'<workbook xmlns="{main}" xmlns:r="{RELATION}"><sheets>'
            '<sheet name="Blatt" sheetId="1" r:id="r1"/></sheets></workbook>',
            "xl/_rels/workbook.xml.rels": relations(("r1", "worksheet", "worksheets/sheet1.xml")),
            "xl/worksheets/sheet1.xml": sheet,
            **(parts or {}),
        }
    )


def odf(
    kind: str,
    body: str,
    *,
    styles: str = "",
    pages: str = "",
    parts: Mapping[str, str] | None = None,
) -> bytes:
    """Return an OpenDocument file of a kind (text, presentation, spreadsheet).

    ``styles`` are the content's automatic styles, ``pages`` the master pages of styles.xml.
    """
    return archive(
        {
            "mimetype": f"application/vnd.oasis.opendocument.{kind}",
            "content.xml": f"<office:document-content {_SPACES}><office:automatic-styles>{styles}"
            f"</office:automatic-styles><office:body><office:{kind}>{body}</office:{kind}>"
            "</office:body></office:document-content>",
            "styles.xml": f"<office:document-styles {_SPACES}><office:master-styles>{pages}"
            "</office:master-styles></office:document-styles>",
            **(parts or {}),
        }
    )


def odf_part(inner: str) -> str:
    """Return the content of an object within an OpenDocument file."""
    body = f"<office:body>{inner}</office:body>"
    return f"<office:document-content {_SPACES}>{body}</office:document-content>"
