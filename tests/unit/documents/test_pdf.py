"""PDF pages: also what stands on them without being part of their text."""

from __future__ import annotations

from io import BytesIO

from reportlab.pdfgen.canvas import Canvas

from bot.documents.reading.pdf import Pdf


def _form(*, note: str = "") -> bytes:
    out = BytesIO()
    canvas = Canvas(out, invariant=1)
    canvas.drawString(60, 780, "Antrag auf Wohngeld")
    form = canvas.acroForm
    form.textfield(name="f1", tooltip="Familienname", value="Öztürk-Müller", x=60, y=700)
    form.textfield(name="f2", tooltip="Vorname", value="", x=60, y=660)
    form.textfield(name="f3", tooltip="PIN", value="1234", fieldFlags="password", x=60, y=620)
    form.checkbox(name="f4", tooltip="Erstantrag", checked=True, x=60, y=580)
    form.checkbox(name="f5", tooltip="Folgeantrag", checked=False, x=60, y=560)
    form.choice(
        name="f6",
        tooltip="Familienstand",
        value="ledig",
        options=["ledig", "verheiratet"],
        x=60,
        y=500,
    )
    if note:
        canvas.textAnnotation(note, [60, 400, 80, 420])
    canvas.showPage()
    canvas.save()
    return out.getvalue()


def test_filled_form_fields_are_read_with_their_names() -> None:
    [page] = Pdf(_form()).pages()
    assert page.is_readable
    assert page.text.split("\n") == [
        "Antrag auf Wohngeld",
        "[Formularfeld Familienname: Öztürk-Müller]",
        "[Formularfeld Erstantrag: angekreuzt]",
        "[Formularfeld Familienstand: ledig]",
    ]


def test_comments_are_read_and_marked() -> None:
    [page] = Pdf(_form(note="Bitte bis Freitag prüfen")).pages()
    assert page.text.endswith("[Kommentar: Bitte bis Freitag prüfen]")
