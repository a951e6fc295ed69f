"""Mails as EML: heads in every spelling, texts in several forms, attachments."""

from __future__ import annotations

from email.message import EmailMessage

import pytest

from bot.documents.reading import mail
from bot.documents.reading.protocol import Fault, Place, Read, ReadingError, Unread

_read = mail.load()
PNG = b"\x89PNG\r\n\x1a\n" + bytes(40_000)


def units(data: bytes | EmailMessage) -> list[Read]:
    opened = _read(data if isinstance(data, bytes) else data.as_bytes())
    found = list(opened.units)
    assert (opened.place, opened.total) == (Place.PART, len(found))
    return found


def letter(text: str = "Guten Tag,\n\nanbei der Plan.") -> EmailMessage:
    made = EmailMessage()
    made["Subject"] = "Größe der Straße"
    made["From"] = "Anna Groß <anna@example.org>"
    made["To"] = "Bernd <bernd@example.org>, Çelik <c@example.org>"
    made["Cc"] = "amt@example.org"
    made["Date"] = "Wed, 12 Mar 2025 10:15:00 +0100"
    made.set_content(text)
    return made


def test_the_message_comes_first_with_its_head_and_names_what_is_attached() -> None:
    made = letter()
    made.add_attachment("Ein Plan.", filename="Größenplan.txt")
    made.add_attachment(b"%PDF-1.7", maintype="application", subtype="pdf", filename="a/b\\c.pdf")
    first, plan, pdf = units(made)
    assert first.text == (
        "Betreff: Größe der Straße\nVon: Anna Groß <anna@example.org>\n"
        "An: Bernd <bernd@example.org>, Çelik <c@example.org>\nKopie: amt@example.org\n"
        "Datum: 12.03.2025, 10:15 Uhr\nAnlagen: Größenplan.txt, c.pdf\n\n"
        "Guten Tag,\n\nanbei der Plan."
    )
    assert (first.spot.place, first.spot.name) == (Place.SECTION, "Größe der Straße")
    assert (plan.spot.file, plan.file) == ("Größenplan.txt", b"Ein Plan.\n")
    assert (pdf.spot.file, pdf.file) == ("c.pdf", b"%PDF-1.7")


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        (b"=?iso-8859-1?Q?Gr=F6=DFe?= =?utf-8?B?IGRlciBTdHJhw59l?=", "Größe der Straße"),
        (b"=?utf-8?q?Gr=C3=B6=C3=9Fe_der?=\r\n =?utf-8?q?_Stra=C3=9Fe?=", "Größe der Straße"),
        ("Größe".encode(), "Größe"),
        ("Größe".encode("cp1252"), "Größe"),
        (b"=?unbekannt?Q?Gr=F6=DFe?=", "Größe"),
        (b"=?utf-8?B?a?=", "=?utf-8?B?a?="),
        (b"a\r\n b", "a b"),
    ],
)
def test_heads_are_read_in_every_spelling(raw: bytes, shown: str) -> None:
    (unit,) = units(b"From: a@example.org\r\nSubject: " + raw + b"\r\n\r\nText")
    assert f"Betreff: {shown}\n" in unit.text


@pytest.mark.parametrize("charset", ["utf-8", "iso-8859-1", "iso-8859-15", "windows-1252", "utf-7"])
@pytest.mark.parametrize("encoding", ["quoted-printable", "base64"])
def test_texts_are_decoded(charset: str, encoding: str) -> None:
    made = EmailMessage()
    made["Subject"] = "x"
    made.set_content("Größe – ß".replace("–", "-"), charset=charset, cte=encoding)
    assert units(made)[0].text.endswith("Größe - ß")


def test_of_two_forms_plain_text_is_read_and_html_if_that_is_empty() -> None:
    both = letter("Nur Text")
    both.add_alternative("<p>Nur <b>HTML</b></p>", subtype="html")
    assert units(both)[0].text.endswith("\n\nNur Text")
    empty = letter(" \n")
    empty.add_alternative("<p>Nur <b>HTML</b>, Größe</p>", subtype="html")
    assert units(empty)[0].text.endswith("\n\nNur HTML, Größe")


def test_small_pictures_in_the_text_are_ornaments_and_large_ones_are_not() -> None:
    made = letter(" ")
    made.add_alternative("<p>Bild: <img src='cid:a'></p>", subtype="html")
    html = made.get_payload()[1]  # type: ignore[index]  # the stubs don't know what was added
    assert isinstance(html, EmailMessage)
    html.add_related(PNG[:500], maintype="image", subtype="png", cid="<a>")
    html.add_related(PNG, maintype="image", subtype="png", cid="<b>", filename="Plan.png")
    made.make_mixed()
    made.add_attachment(PNG[:500], maintype="image", subtype="png", filename="klein.png")
    assert [unit.spot.file for unit in units(made)] == ["", "Plan.png", "klein.png"]


def test_invitations_and_attached_mails_are_attachments_too() -> None:
    inner = letter("Innen")
    made = letter("Außen")
    made.add_alternative("BEGIN:VCALENDAR", subtype="calendar")
    made.make_mixed()
    made.add_attachment(inner)
    first, invitation, attached = units(made)
    assert first.text.endswith("\n\nAußen")
    assert invitation.spot.file == "Anlage 1.ics"
    assert attached.spot.file == "Größe der Straße.eml"
    assert units(attached.file or b"")[0].text.endswith("\n\nInnen")


@pytest.mark.parametrize(
    ("kind", "name", "why"),
    [
        ("application/pkcs7-mime; smime-type=enveloped-data", "smime.p7m", Unread.ENCRYPTED),
        ("application/ms-tnef", "winmail.dat", Unread.UNKNOWN),
        ("multipart/encrypted; boundary=b", "Anlage 1", Unread.ENCRYPTED),
    ],
)
def test_what_nobody_can_open_is_named(kind: str, name: str, why: Unread) -> None:
    head = f"From: a@example.org\nSubject: Geheim\nContent-Type: {kind}"
    named = (
        "" if kind.startswith("multi") else f'\nContent-Disposition: attachment; filename="{name}"'
    )
    first, sealed = units(f"{head}{named}\n\n--b\n\nx\n--b--\n".encode())
    assert first.text.startswith("Betreff: Geheim")
    assert (sealed.spot.file, sealed.is_readable, sealed.why) == (name, False, why)


def test_a_signature_is_no_attachment() -> None:
    made = letter()
    made.add_attachment(b"x", maintype="application", subtype="pkcs7-signature", filename="s.p7s")
    assert len(units(made)) == 1


@pytest.mark.parametrize(
    "data",
    [
        b"From: a@example.org\nTo: b@example.org\nContent-Type: multipart/mixed\n\nkein Rand",
        b"From: a@example.org\nDate: gestern\nContent-Type: \xff/\xfe; x*0*=y''%\n\nText",
        b"From: a@example.org\nContent-Type: text/plain; charset=hex\n\nText",
        b'From: a@example.org\nContent-Type: text/html; charset=a\x00b; name="c\x00"\n\nText',
        b"From: a@example.org\nContent-Transfer-Encoding: base64\n\n!!!kein base64!!!",
        b"From: " + b"(" * 50_000 + b"\nSubject: x\n\nText",
        b"From: a@example.org\nSubject: " + b"=?utf-8?q?a?= " * 5_000 + b"\n\nText",
    ],
)
def test_broken_mails_are_read_as_far_as_they_go(data: bytes) -> None:
    assert units(data)[0].text


def test_parts_too_deep_and_too_many_end_in_units_that_say_so() -> None:
    deep = b"From: a@example.org\nSubject: x\n"
    for level in range(60):
        deep += b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (level, level)
    assert units(deep + b"\nText")[-1].why is Unread.NESTED
    many = b"From: a@example.org\nSubject: x\nContent-Type: multipart/mixed; boundary=b\n\n"
    many += b"--b\n\nText\n" * 2_100
    assert units(many)[-1].why is Unread.TOO_MANY


def test_a_mail_of_nothing_is_empty() -> None:
    with pytest.raises(ReadingError) as told:
        _read(b"X-Mailer: y\n\n \n")
    assert told.value.fault is Fault.EMPTY
