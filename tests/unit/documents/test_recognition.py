"""Pages that are pictures: recognised by the system's Tesseract, or unread with a reason."""

from __future__ import annotations

import asyncio
import resource
import sys
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from bot.core.errors import FilePictureTooLarge, FileUnrecognised, FileWithoutText
from bot.documents.document import Kind, Place, Unit, Unread
from bot.documents.extract import Extract, Extractor
from bot.documents.ocr import Tesseract
from bot.documents.recognition import Recogniser
from tests.unit.documents.samples import pdf
from tests.unit.documents.scans import SENTENCE, has_tesseract, picture, stored

needs_tesseract = pytest.mark.skipif(not has_tesseract(), reason="Tesseract is not installed")


def _program(
    folder: Path, text: str = "", *, languages: str = "deu eng", code: str = ""
) -> Tesseract:
    """Return a program that runs this code with the picture and says this of it."""
    script = folder / "tesseract"
    script.write_text(
        f"#!{sys.executable} -IS\n"
        "import os, sys, time\n"
        "if sys.argv[1] == '--list-langs':\n"
        f"    sys.exit(print({languages!r}))\n"
        "picture = sys.stdin.buffer.read()\n"
        "says = sys.stdout.write\n"
        f"{code}\n"
        f"says({text!r})\n"
    )
    script.chmod(0o755)
    return Tesseract(str(script))


async def read(data: bytes, program: Tesseract | None, ocr_pages: int = 30) -> Extract:
    return await Extractor(Recogniser(program)).extract(data, max_pages=100, ocr_pages=ocr_pages)


def _mixed() -> bytes:
    """Return pages of text, of a picture, of a picture under a stamp, and an empty one."""
    out = BytesIO()
    canvas = Canvas(out, pagesize=(600, 800), invariant=1)
    scan = ImageReader(Image.new("L", (300, 400), 200))
    canvas.drawString(60, 700, "Ganz gewöhnlicher Text einer ersten Seite.")
    canvas.showPage()
    canvas.drawImage(scan, 0, 0, 600, 800)
    canvas.showPage()
    canvas.drawImage(scan, 0, 0, 600, 800)
    canvas.drawString(60, 700, "Eingegangen am 12. März 2024, Stadt Lindenfeld, Az. 4711/24")
    canvas.showPage()
    canvas.showPage()
    canvas.drawImage(scan, 60, 60, 80, 80)
    canvas.drawString(60, 700, "Text mit einem kleinen Bild daneben.")
    canvas.showPage()
    canvas.save()
    return out.getvalue()


@needs_tesseract
async def test_a_scanned_page_is_recognised_and_marked() -> None:
    [unit] = (await read(stored(picture(SENTENCE), "PDF"), Tesseract())).units
    assert (unit.text, unit.is_readable, unit.is_recognised) == (SENTENCE, True, True)


@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
async def test_pictures_are_recognised(tmp_path: Path, kind: str) -> None:
    program = _program(tmp_path, "Erkannter Text", code="assert picture.startswith(b'P5')")
    extracted = await read(stored(picture(SENTENCE), kind), program)
    assert (extracted.kind, extracted.place) == (Kind.IMAGE, Place.PAGE)
    assert [unit.text for unit in extracted.units] == ["Erkannter Text"]


async def test_every_page_of_a_tiff_is_recognised(tmp_path: Path) -> None:
    data = stored(Image.new("L", (60, 40), 0), "TIFF", [Image.new("L", (60, 40), 255)])
    code = "says('dunkle ' if picture[-1] == 0 else 'helle ')"
    units = (await read(data, _program(tmp_path, "Seite", code=code))).units
    assert [unit.text for unit in units] == ["dunkle Seite", "helle Seite"]


@needs_tesseract
async def test_small_and_transparent_pictures_of_the_screen_are_recognised() -> None:
    shown = picture(SENTENCE, scale=1.4).convert("RGBA")
    clear = Image.new("RGBA", shown.size, (0, 0, 0, 0))
    clear.putdata([(0, 0, 0, 255 if dot < 140 else 0) for dot in shown.convert("L").tobytes()])
    [unit] = (await read(stored(clear, "PNG"), Tesseract())).units
    assert "Baugenehmigung" in unit.text


async def test_pictures_among_pages_are_recognised_and_the_rest_left_alone(tmp_path: Path) -> None:
    units = (await read(_mixed(), _program(tmp_path, "Erkannter Text"))).units
    assert [unit.is_recognised for unit in units] == [False, True, True, False, False]
    assert [unit.why for unit in units] == [None, None, None, Unread.BLANK, None]
    assert units[1].text == "Erkannter Text"


async def test_without_a_program_pictures_stay_unread_and_say_why() -> None:
    units = (await read(_mixed(), None)).units
    assert [unit.why for unit in units] == [None, Unread.NO_OCR, Unread.NO_OCR, Unread.BLANK, None]
    assert units[2].text.startswith("Eingegangen am")
    with pytest.raises(FileWithoutText):
        await read(stored(picture(SENTENCE), "PNG"), None)


async def test_without_german_nothing_is_recognised(tmp_path: Path) -> None:
    units = (await read(_mixed(), _program(tmp_path, "Umlaut", languages="eng osd"))).units
    assert units[1].why is Unread.NO_OCR


async def test_a_program_that_is_missing_counts_as_none(tmp_path: Path) -> None:
    units = (await read(_mixed(), Tesseract(str(tmp_path / "nowhere")))).units
    assert units[1].why is Unread.NO_OCR


async def test_pages_beyond_the_limit_stay_unread_and_say_why(tmp_path: Path) -> None:
    units = (await read(_mixed(), _program(tmp_path, "Erkannter Text"), ocr_pages=1)).units
    assert [unit.why for unit in units[:3]] == [None, None, Unread.OCR_LIMIT]
    assert [unit.is_recognised for unit in units[:3]] == [False, True, False]


async def test_a_picture_without_letters_is_blank(tmp_path: Path) -> None:
    units = (await read(_mixed(), _program(tmp_path, "~ | _"))).units
    assert units[1].why is Unread.BLANK
    with pytest.raises(FileUnrecognised):
        await read(stored(picture(SENTENCE), "PNG"), _program(tmp_path, " "))


async def test_a_program_that_fails_leaves_the_pages_as_they_were(tmp_path: Path) -> None:
    units = (await read(_mixed(), _program(tmp_path, "Text", code="sys.exit(3)"))).units
    assert [unit.why for unit in units[:3]] == [None, Unread.PICTURE, Unread.PICTURE]


async def test_progress_tells_how_many_pictures_are_done(tmp_path: Path) -> None:
    done: list[tuple[int, int]] = []

    async def progress(n: int, total: int) -> None:
        done.append((n, total))

    extractor = Extractor(Recogniser(_program(tmp_path, "Erkannter Text")))
    await extractor.extract(_mixed(), max_pages=9, progress=progress)
    assert done == [(1, 2), (2, 2)]


async def test_an_error_of_who_is_told_of_progress_ends_the_reading(tmp_path: Path) -> None:
    async def progress(_n: int, _total: int) -> None:
        raise ConnectionError

    extractor = Extractor(Recogniser(_program(tmp_path, "Erkannter Text")))
    with pytest.raises(ConnectionError):
        await extractor.extract(_mixed(), max_pages=9, progress=progress)


async def test_a_cancelled_call_ends_the_program(tmp_path: Path) -> None:
    program = _program(tmp_path, code="time.sleep(600)")
    call = asyncio.create_task(read(_mixed(), program))
    await asyncio.sleep(0.05)
    call.cancel()
    with pytest.raises(asyncio.CancelledError):
        await call


async def test_the_program_has_no_network_no_environment_and_changes_no_file(
    tmp_path: Path,
) -> None:
    target = tmp_path / "left-behind"
    attempts = {
        "create": f"open({str(target)!r}, 'x')",
        "change": f"open({str(tmp_path / 'tesseract')!r}, 'a')",
        "delete": f"os.unlink({str(tmp_path / 'tesseract')!r})",
        "connect": "__import__('_socket').socket()",
        "start": "os.fork()",
        "end the bot": "os.kill(os.getppid(), 0)",
    }
    lines = [
        f"try: {attempt}; says('could {what}, ')\nexcept PermissionError: pass"
        for what, attempt in attempts.items()
    ]
    code = "\n".join([*lines, "says(f'{sorted(os.environ)} ')"])
    units = (await read(_mixed(), _program(tmp_path, "that is all", code=code))).units
    assert units[1].text == "['LC_CTYPE', 'OMP_THREAD_LIMIT'] that is all"
    assert not target.exists()


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("Die Verwal-\ntung prüft", "Die Verwaltung prüft"),
        ("Ein-\nund Ausgang", "Ein-\nund Ausgang"),
        ("Sozial-\nAmt", "Sozial-\nAmt"),
        ("gemäß $ 53 Abs. 1 und $ 7 BauGB", "gemäß § 53 Abs. 1 und § 7 BauGB"),
        ("Das kostet $ 53 und mehr", "Das kostet $ 53 und mehr"),
    ],
)
async def test_usual_mistakes_are_mended(tmp_path: Path, said: str, kept: str) -> None:
    assert await _program(tmp_path, said).text_of(b"") == kept


def _bomb(width: int, height: int) -> bytes:
    out = BytesIO()
    Image.new("1", (width, height)).save(out, "PNG")
    return out.getvalue()


async def test_a_picture_of_too_many_dots_is_refused_before_it_is_unpacked() -> None:
    data = await asyncio.to_thread(_bomb, 12_000, 12_000)
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    with pytest.raises(FilePictureTooLarge):
        await read(data, None)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert after.ru_utime - before.ru_utime < 1


async def test_a_large_photograph_is_made_smaller(tmp_path: Path) -> None:
    data = stored(Image.new("L", (6_000, 4_000), 200), "JPEG")
    code = "says(picture[:20].decode('latin-1') + ' ')"
    [unit] = (await read(data, _program(tmp_path, "ist der Kopf", code=code))).units
    magic, width, height, *_ = unit.text.split()
    assert magic == "P5"
    assert int(width) * int(height) <= 20_000_000


async def test_a_drawing_on_huge_paper_is_made_smaller(tmp_path: Path) -> None:
    out = BytesIO()
    canvas = Canvas(out, pagesize=(6_000, 4_000), invariant=1)
    canvas.drawImage(ImageReader(Image.new("L", (60, 40), 200)), 0, 0, 6_000, 4_000)
    canvas.showPage()
    canvas.save()
    code = "says(picture[:20].decode('latin-1') + ' ')"
    [unit] = (await read(out.getvalue(), _program(tmp_path, "ist der Kopf", code=code))).units
    assert int(unit.text.split()[1]) * int(unit.text.split()[2]) <= 20_100_000


async def test_a_comment_on_a_scanned_page_stays_with_it(tmp_path: Path) -> None:
    out = BytesIO()
    canvas = Canvas(out, pagesize=(600, 800), invariant=1)
    canvas.drawImage(ImageReader(Image.new("L", (30, 40), 200)), 0, 0, 600, 800)
    canvas.textAnnotation("Bitte bis Freitag prüfen", [60, 400, 80, 420])
    canvas.showPage()
    canvas.save()
    [unit] = (await read(out.getvalue(), _program(tmp_path, "Erkannter Text"))).units
    assert unit == Unit(
        1, "Erkannter Text\n[Kommentar: Bitte bis Freitag prüfen]", is_recognised=True
    )


async def test_a_text_page_costs_no_recognition(tmp_path: Path) -> None:
    program = _program(tmp_path, "darf nicht vorkommen")
    [unit] = (await read(pdf(["Ein Satz mit mehr als zwanzig Buchstaben."]), program)).units
    assert not unit.is_recognised
