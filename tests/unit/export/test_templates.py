"""Agencies' own Word templates: their styles, their places, and nothing that calls out."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from typing import Any

import docx
import pytest
from docx.document import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Pt

from bot.agency.profile import parse
from bot.core.errors import ConfigurationError
from bot.export.report import Use
from bot.export.word_template import WordTemplates, admit, load_templates
from tests.unit.export.papers import letters, opened, outside, part, word

ATTACHED = f"{RELATIONSHIP_TYPE.SETTINGS.rpartition('/')[0]}/attachedTemplate"
PROFILE = 'id = "a"\nname = "Amt"\ntenants = ["t"]\n[export]\nword_template = "vorlage.docx"\n'


def template() -> Document:
    """Make a template as an agency has it: a letterhead, places, own looks, an end."""
    document = docx.Document()
    document.sections[0].header.paragraphs[0].text = "Stadt Musterfurt · {{art}} · {{ datum }}"
    document.sections[0].footer.paragraphs[0].text = "{{hinweis}}"
    line = document.add_paragraph("Az.: ")
    for piece in ("{{", "akten", "zeichen}}"):  # as Word splits what was typed with corrections
        line.add_run(piece)
    document.add_paragraph("{{titel}}", style="Heading 1")
    document.add_paragraph("{{inhalt}}")
    document.add_paragraph("Mit freundlichen Grüßen")
    document.styles["Heading 1"].font.size = Pt(21)
    return document


def saved(document: Document) -> bytes:
    content = io.BytesIO()
    document.save(content)
    return content.getvalue()


def admitted(document: Document) -> bytes:
    return admit(saved(document))[0]


def test_places_are_filled_wherever_they_stand() -> None:
    content = word(template=admitted(template()), reference="12.3-45")
    document = opened(content)
    section = document.sections[0]
    assert (
        section.header.paragraphs[0].text
        == "Stadt Musterfurt · Zusammenfassung · 22. November 2026"
    )
    assert "Entwurf einer KI" in section.footer.paragraphs[0].text
    lines = [line.text for line in document.paragraphs]
    assert lines[0] == "Az.: 12.3-45"
    assert lines[1] == "Hundesteuer 2027"
    assert lines[-1] == "Mit freundlichen Grüßen"
    assert "{{" not in letters(document.element.body)


def test_what_a_template_places_itself_is_not_said_twice() -> None:
    lines = [line.text for line in opened(word(template=admitted(template()))).paragraphs]
    assert lines.count("Hundesteuer 2027") == 1
    assert not [line for line in lines if line.startswith("Datum:")]
    assert not [line for line in lines if "Entwurf einer KI" in line]


def test_a_line_of_the_head_is_placed_by_its_label() -> None:
    document = template()
    document.add_paragraph("Grundlage: {{Dokument}}")
    lines = [line.text for line in opened(word(template=admitted(document))).paragraphs]
    assert "Grundlage: Haushalt.pdf" in lines
    assert not [line for line in lines if line.startswith("Dokument:")]


def test_the_looks_are_the_agencys() -> None:
    document = opened(word(template=admitted(template())))
    assert document.styles["Heading 1"].font.size == Pt(21)
    assert [
        line.text for line in document.paragraphs if line.style and line.style.name == "Heading 1"
    ]


def test_a_bare_template_gets_what_it_lacks() -> None:
    bare = docx.Document()
    for name in ("Heading 1", "Heading 2", "Title", "Quote", "List Bullet", "Table Grid"):
        bare.styles[name].delete()
    numbering = bare.part.part_related_by(RELATIONSHIP_TYPE.NUMBERING)
    (ident,) = [r.rId for r in bare.part.rels.values() if r._target is numbering]
    del bare.part.rels[ident]
    content = word(template=admitted(bare))
    document = opened(content)
    heading = document.styles["Heading 1"]
    assert heading.type is WD_STYLE_TYPE.PARAGRAPH
    assert heading.element.pPr.find(qn("w:outlineLvl")).get(qn("w:val")) == "0"
    assert "Überblick" in [
        line.text for line in document.paragraphs if line.style and line.style.name == "Heading 1"
    ]
    assert document.tables[0]._tbl.tblPr.find(qn("w:tblBorders")) is not None
    assert list(part(content, "word/numbering.xml").iter(qn("w:abstractNum")))


def test_footnotes_that_a_template_has_stay() -> None:
    first = opened(word("Eins [1]"))
    for line in list(first.paragraphs):
        if line.text.startswith("Eins"):
            line.text = "{{inhalt}}"
    again = part(word("Zwei [2]", template=admitted(first)), "word/footnotes.xml")
    assert [note.get(qn("w:id")) for note in again] == ["-1", "0", "1", "2"]


def test_a_dotx_is_a_template_too() -> None:
    plain = saved(template())
    dotx = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(plain)) as old, zipfile.ZipFile(dotx, "w") as new:
        for name in old.namelist():
            data = old.read(name)
            new.writestr(name, data.replace(b"document.main+xml", b"template.main+xml"))
    content, _ = admit(dotx.getvalue())
    assert opened(word(template=content)).paragraphs[1].text == "Hundesteuer 2027"


def test_nothing_of_a_template_calls_out() -> None:
    document = template()
    link = document.part.relate_to(
        "https://stadt.example", RELATIONSHIP_TYPE.HYPERLINK, is_external=True
    )
    line = document.add_paragraph()
    line._p.append(
        parse_xml(
            f'<w:hyperlink {nsdecls("w", "r")} r:id="{link}">'
            "<w:r><w:t>Stadt</w:t></w:r></w:hyperlink>"
        )
    )
    holder: Any = document.part.part_related_by(RELATIONSHIP_TYPE.SETTINGS)
    attached = holder.relate_to("file:///x/Normal.dotm", ATTACHED, is_external=True)
    holder.element.insert(
        0, parse_xml(f'<w:attachedTemplate {nsdecls("w", "r")} r:id="{attached}"/>')
    )
    picture = document.part.relate_to(
        "https://stadt.example/x.png", RELATIONSHIP_TYPE.IMAGE, is_external=True
    )
    line.add_run()._r.append(
        parse_xml(
            f'<w:drawing {nsdecls("w", "a", "r", "pic")}><a:blip r:link="{picture}"/></w:drawing>'
        )
    )
    assert outside(saved(document))
    content = word(template=admitted(document))
    assert not outside(content)
    body = opened(content).element.body
    assert "Stadt" in letters(body)
    assert not list(body.iter(qn("w:drawing")))


def test_a_place_nobody_knows_is_named() -> None:
    document = template()
    document.add_paragraph("{{vorname}}")
    assert admit(saved(document))[1] == {"vorname"}


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"%PDF-1.7",
        b"PK\x03\x04 kaputt",
        saved(template()).replace(b"x", b"y", 300),
    ],
)
def test_what_is_no_word_file_stops_the_start(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "vorlage.docx").write_bytes(content)
    with pytest.raises(ConfigurationError, match="word_template"):
        load_templates([parse(PROFILE, "a.toml")], tmp_path)


def test_a_template_with_macros_is_refused(tmp_path: Path) -> None:
    macros = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(saved(template()))) as old, zipfile.ZipFile(macros, "w") as new:
        for name in old.namelist():
            data = old.read(name).replace(
                b"vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml",
                b"vnd.ms-word.document.macroEnabled.main+xml",
            )
            new.writestr(name, data)
    (tmp_path / "vorlage.docx").write_bytes(macros.getvalue())
    with pytest.raises(ConfigurationError, match="macros"):
        load_templates([parse(PROFILE, "a.toml")], tmp_path)


def test_a_missing_template_stops_the_start_and_names_the_file(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match=r"vorlage\.docx"):
        load_templates([parse(PROFILE, "a.toml")], tmp_path)


def test_minutes_have_a_template_of_their_own_or_that_of_all(tmp_path: Path) -> None:
    (tmp_path / "vorlage.docx").write_bytes(saved(template()))
    both = parse(PROFILE + '[minutes]\ntemplate = "rat.dotx"\n', "a.toml")
    with pytest.raises(ConfigurationError, match=r"\[minutes\] template 'rat\.dotx'"):
        load_templates([both], tmp_path)
    (tmp_path / "rat.dotx").write_bytes(saved(docx.Document()))
    own = load_templates([both], tmp_path)[both.key]
    assert own.of(Use.MINUTES) != own.of(Use.GENERAL)
    one = parse(PROFILE, "a.toml")
    general = load_templates([one], tmp_path)[one.key]
    assert general.of(Use.MINUTES) == general.of(Use.GENERAL) == own.of(Use.GENERAL)
    assert WordTemplates().of(Use.MINUTES) is None


def test_a_template_lies_beside_the_profile(tmp_path: Path) -> None:
    (tmp_path / "vorlage.docx").write_bytes(saved(template()))
    agency = parse(PROFILE, "a.toml")
    assert set(load_templates([agency], tmp_path)) == {agency.key}
    with pytest.raises(ConfigurationError):
        parse(PROFILE.replace("vorlage.docx", "../vorlage.docx"), "a.toml")
