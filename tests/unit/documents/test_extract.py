"""Reading real files in real child processes."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import sys
import zipfile
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest

from bot.core.errors import (
    AssistantError,
    FileBroken,
    FileEmpty,
    FileEncrypted,
    FileTooManyPages,
    FileTooSlow,
    FileTypeUnknown,
    FileWithoutText,
)
from bot.documents.document import Kind, Place
from bot.documents.extract import Extract, Extractor
from tests.unit.documents.samples import docx, paragraph, pdf

_SENTENCE = "Die Verwaltung legt dem Ausschuss bis zum 31. März einen Bericht vor."


async def read(data: bytes, max_pages: int = 100) -> Extract:
    return await Extractor().extract(data, max_pages=max_pages)


async def test_every_page_of_a_pdf_is_read_with_its_number() -> None:
    extracted = await read(pdf([f"{_SENTENCE} Seite {n}" for n in range(1, 8)]))
    assert (extracted.kind, extracted.place) == (Kind.PDF, Place.PAGE)
    assert [unit.number for unit in extracted.units] == list(range(1, 8))
    assert all(unit.text == f"{_SENTENCE} Seite {unit.number}" for unit in extracted.units)


async def test_a_page_that_is_a_picture_or_empty_is_reported_as_unreadable() -> None:
    pages = [_SENTENCE, "7", "", f"{_SENTENCE} Mit Bild."]
    extracted = await read(pdf(pages, pictures=[2, 4]))
    assert [unit.is_readable for unit in extracted.units] == [True, False, False, True]


async def test_a_short_page_without_a_picture_counts_as_read() -> None:
    extracted = await read(pdf([_SENTENCE, "Anlage 1"]))
    assert [unit.is_readable for unit in extracted.units] == [True, True]


async def test_a_word_file_is_read_whatever_its_name_would_say() -> None:
    extracted = await read(docx(paragraph(_SENTENCE)))
    assert (extracted.kind, extracted.place) == (Kind.DOCX, Place.SECTION)
    assert extracted.units[0].text == _SENTENCE


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252"])
async def test_a_text_file_is_read_in_every_usual_encoding(encoding: str) -> None:
    text = "Grüße aus Köln: 5 € Gebühr für Maßnahmen nach § 7."
    extracted = await read(text.encode(encoding))
    assert (extracted.kind, extracted.units[0].text) == (Kind.TXT, text)


@pytest.mark.parametrize(
    ("data", "error"),
    [
        pytest.param(b"", FileEmpty, id="no bytes"),
        pytest.param(b" \r\n\t ", FileEmpty, id="only blanks"),
        pytest.param(docx(""), FileEmpty, id="empty Word file"),
        pytest.param(pdf([_SENTENCE], password="geheim"), FileEncrypted, id="PDF with password"),
        pytest.param(
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
            + bytes(600)
            + "EncryptedPackage".encode("utf-16-le"),
            FileEncrypted,
            id="Word file with password",
        ),
        pytest.param(
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), FileBroken, id="damaged old Word"
        ),
        pytest.param(b"MZ\x90\x00" + bytes(range(256)) * 8, FileTypeUnknown, id="a program"),
        pytest.param(b"PK\x05\x06" + bytes(18), FileEmpty, id="empty archive"),
        pytest.param(b"%PDF-1.7\n", FileBroken, id="PDF without anything"),
        pytest.param(b"%PDF-1.7\n" + bytes(range(256)) * 40, FileBroken, id="PDF of noise"),
        pytest.param(b"PK\x03\x04" + bytes(range(256)), FileBroken, id="archive of noise"),
        pytest.param(docx(paragraph(_SENTENCE))[:400], FileBroken, id="Word file cut off"),
        pytest.param(pdf([""], pictures=[1]), FileWithoutText, id="scan"),
        pytest.param(docx("", extra=b"x"), FileWithoutText, id="Word file of pictures"),
    ],
)
async def test_what_cannot_be_read_has_its_own_error(
    data: bytes, error: type[AssistantError]
) -> None:
    with pytest.raises(error):
        await read(data)


async def test_an_office_file_of_no_known_main_part_is_of_unknown_type() -> None:
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("[Content_Types].xml", "visio wordprocessingml.document")
    with pytest.raises(FileTypeUnknown):
        await read(out.getvalue())


async def test_too_many_pages_are_counted_and_refused() -> None:
    with pytest.raises(FileTooManyPages) as caught:
        await read(pdf([_SENTENCE] * 4), max_pages=3)
    assert caught.value.values == {"pages": 4, "max_pages": 3}


class Hanging:
    """A child that sleeps, with a child of its own; a pipe tells whether any of them lives."""

    def __init__(self, folder: Path) -> None:
        pipe = folder / "pipe"
        os.mkfifo(pipe)
        self._end = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
        script = f"exec 3> {pipe}; echo started >&3; sleep 600 & sleep 600"
        self.extractor = Extractor(
            at_once=1, wall_s=0.3, command=lambda _limits: ["/bin/sh", "-c", script]
        )

    async def has_started(self) -> None:
        """Wait for its first words."""
        arrived = asyncio.Event()
        loop = asyncio.get_running_loop()
        loop.add_reader(self._end, arrived.set)
        await arrived.wait()
        loop.remove_reader(self._end)

    async def has_ended(self) -> bool:
        """Tell whether the pipe ends, which it does with the last of those that write to it."""
        for _ in range(200):
            with contextlib.suppress(BlockingIOError):
                if os.read(self._end, 100) == b"":
                    return True
            await asyncio.sleep(0.01)
        return False

    def close(self) -> None:
        os.close(self._end)


@pytest.fixture
def hanging(tmp_path: Path) -> Iterator[Hanging]:
    child = Hanging(tmp_path)
    yield child
    child.close()


async def test_a_reader_that_hangs_is_ended_with_all_its_children(hanging: Hanging) -> None:
    with pytest.raises(FileTooSlow):
        await hanging.extractor.extract(b"x" * 1_000_000, max_pages=1)
    assert await hanging.has_ended()


async def test_a_cancelled_call_ends_its_reader(hanging: Hanging) -> None:
    call = asyncio.create_task(hanging.extractor.extract(b"x", max_pages=1))
    await hanging.has_started()
    call.cancel()
    with pytest.raises(asyncio.CancelledError):
        await call
    assert await hanging.has_ended()


async def test_after_a_reader_was_ended_the_next_file_has_its_turn(hanging: Hanging) -> None:
    for _ in range(2):
        with pytest.raises(FileTooSlow):
            await hanging.extractor.extract(b"x", max_pages=1)


@pytest.mark.parametrize("says", ["Unsinn", '{"n": 1}', "[]", '{"end": true}', "x" * 2_000_000])
async def test_a_reader_that_says_rubbish_counts_as_a_broken_file(says: str) -> None:
    program = "import sys; sys.stdin.buffer.read(100); print(sys.argv[1] * int(sys.argv[2]))"
    times = "1" if len(says) < 100 else str(len(says))
    command = [sys.executable, "-c", program, says[:100] if times == "1" else "x", times]
    extractor = Extractor(command=lambda _limits: command)
    with pytest.raises(FileBroken):
        await extractor.extract(b"x" * 500_000, max_pages=1)


async def test_no_word_of_a_file_reaches_a_log(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    await read(pdf(["Streng vertraulich: Maiglöckchen"]))
    with pytest.raises(FileBroken):
        await read(b"%PDF-1.7\nMaigl")
    assert "Maigl" not in caplog.text
