"""Three real council meetings, all the way: upload, draft, marks, round, approval, Word file."""

from __future__ import annotations

import io
import json

import docx
import pytest

from bot.transcripts.parser import parse
from tests.fakes.teams import Json, Shown
from tests.minutes import council
from tests.scenarios.conftest import House
from tests.scenarios.minutes import BEN, BENS_CHAT, PRIVATE, approved, press, reads, saved

pytestmark = [
    pytest.mark.real_documents,
    pytest.mark.skipif(not council.FOLDER.is_dir(), reason="the folder shared/data is missing"),
]
NAMES = ("2023-11-20", "2024-09-12", "2025-01-15")
_MOST_MARKS = 3


async def drafted(house: House, name: str) -> tuple[Shown, int]:
    """Upload a meeting and draft its minutes; return the card, and how much was said."""
    content = (council.FOLDER / f"council-{name}.vtt").read_bytes()
    url = house.teams.put_file("stadtrat.vtt", content)
    await house.send("protokoll", files=[("stadtrat.vtt", url)], conversation=PRIVATE)
    await house.settle(60)
    form = house.last(PRIVATE)
    assert form.card
    source = next(one for one in form.card["body"] if one.get("id") == "source")["value"]
    entered = {"kind": "gremiensitzung", "title": "Stadtrat", "day": name, "agenda": ""}
    data = {**house.button(form.card, "minutes.draft"), **entered, "source": source}
    await press(house, "minutes.draft", {**data, "informed": "true"}, reply_to=form.id)
    await house.settle(60)
    return house.shown(PRIVATE)[form.id], len(parse(content.decode()).utterances)


async def brought_to_the_file(house: House, shown: Shown) -> str:
    """Settle marks, ask Ben, approve, fetch the Word file; return its words."""
    ident = str(house.button(shown.card, "minutes.circulate")["id"])
    card = shown.card
    for _ in range(_MOST_MARKS):
        if "minutes.mark" in json.dumps(card):
            mark = house.button(card, "minutes.mark")
            card = (await press(house, "minutes.mark", mark, reply_to=shown.id))["value"]
    await press(house, "minutes.send", {"id": ident, "people": "aad-2-Ben"}, reply_to=shown.id)
    await house.settle()
    assert "Stadtrat" in house.last(BENS_CHAT).card_text
    await press(house, "minutes.agree", {"id": ident}, person=BEN, conversation=BENS_CHAT)
    done: Json = await approved(house, ident, shown)
    assert "Transkript ist gelöscht" in str(done)
    await press(house, "export.word", house.button(done, "export.word"))
    await house.settle(60)
    ticket = str(house.last(PRIVATE).attachments[0]["content"]["acceptContext"]["ticket"])
    await house.post(saved(house, ticket))
    await house.settle(60)
    document = docx.Document(io.BytesIO(house.teams.uploads["Protokoll.docx"]))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])


@pytest.mark.parametrize("name", NAMES)
async def test_a_council_comes_from_its_upload_to_its_approved_word_file(
    house: House, name: str
) -> None:
    house.model.always(reads)
    shown, total = await drafted(house, name)
    everything = f"Alle {house.texts.number(total)} Beiträge sind ausgewertet"
    assert everything in shown.card_text
    words = await brought_to_the_file(house, shown)
    assert "Protokoll Stadtrat" in words
    assert "Haushalt" in words
    assert "SHA-256" in words
    assert not house.breaches


class TestDemo:
    @pytest.fixture
    def environ(self) -> dict[str, str]:
        """Configure no model: the demo answers."""
        return {"OPENAI_BASE_URL": "", "OPENAI_MODEL": ""}

    async def test_so_does_it_with_the_demo_model(self, house: House) -> None:
        shown, total = await drafted(house, NAMES[0])
        assert f"Alle {house.texts.number(total)} Beiträge sind ausgewertet" in shown.card_text
        words = await brought_to_the_file(house, shown)
        assert "Protokoll Stadtrat" in words
        assert "SHA-256" in words
        assert not house.model.requests
