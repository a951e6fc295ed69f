"""The three real council meetings run through: with a scripted model, and with the demo."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import pytest

from bot.core.ports import ChatModel, Completion, ModelRequest, Store
from bot.core.texts import LANGUAGES, Catalogue
from bot.meetings.drafting import DraftService, Step, Wish
from bot.meetings.kinds import load_kinds
from bot.meetings.minutes import Doubt, Draft, MeetingFacts, Use
from bot.model.demo import DemoModel
from tests.fakes.clock import FakeClock
from tests.minutes import council
from tests.minutes.scripted import numbers_in, written
from tests.unit.documents.scripted import ANNA, ScriptedModel

pytestmark = [
    pytest.mark.real_documents,
    pytest.mark.skipif(not council.FOLDER.is_dir(), reason="the folder shared/data is missing"),
]
NAMES = ("2023-11-20", "2024-09-12", "2025-01-15")


async def drafted(name: str, model: ChatModel, store: Store) -> Draft:
    [found] = [one for one in council.councils() if one.name == name]
    wish = Wish(
        kind=load_kinds().get("gremiensitzung"),
        facts=MeetingFacts(title="Stadtrat", day=dt.date.fromisoformat(name)),
        law="kvg_lsa_58",
    )

    async def unheard(_done: int, _total: int, _step: Step) -> None: ...

    return await DraftService(model, store).draft(
        ANNA, found.transcript, wish, job_id=name, progress=unheard, stopping=lambda: False
    )


@pytest.mark.parametrize("name", NAMES)
async def test_every_utterance_is_read_and_accounted_for(name: str, store: Store) -> None:
    def reply(request: ModelRequest) -> Completion:
        if request.purpose == "minutes.outline":
            return Completion('{"type": "done"}')
        numbers = numbers_in(request)
        said = f"Der Rat berät ({numbers[0]})."
        lines: list[dict[str, object]] = [
            {"type": "item", "top": "1", "title": "Haushalt"},
            {"type": "statement", "top": "1", "text": said, "from": numbers[-1:]},
            {"type": "use", "as": "item", "top": "1", "from": [f"{numbers[0]}-{numbers[-1]}"]},
        ]
        return Completion(written(iter(lines)))

    model = ScriptedModel(reply)
    draft = await drafted(name, model, store)
    seen = {n for r in model.requests if r.purpose == "minutes.draft" for n in numbers_in(r)}
    assert seen == set(range(1, draft.coverage.total + 1))
    assert draft.coverage.count(Use.ITEM) == draft.coverage.total
    assert [item.title for item in draft.items] == ["Haushalt"]


@pytest.mark.parametrize("name", NAMES)
async def test_the_demo_drafts_them_and_is_checked_like_any_model(name: str, store: Store) -> None:
    texts = Catalogue(ZoneInfo("Europe/Berlin"))
    demo = DemoModel(FakeClock(), {language: texts.texts(language) for language in LANGUAGES})
    draft = await drafted(name, demo, store)
    assert draft.items
    assert draft.coverage.count(Use.UNREAD) == 0
    assert draft.n_checked > 0
    assert {"place", "begin"} <= {m.words for m in draft.marks if m.doubt is Doubt.REQUIRED}
