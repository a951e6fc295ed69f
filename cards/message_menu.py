"""What a message's menu shows: a choice of language, patience, and the result.

Only the person who opened the dialog sees it. Nothing is posted: the result goes into the compose
box or into the person's own chat, by a click.
"""

from __future__ import annotations

from typing import Final

from bot.core.texts import Texts
from bot.core.turn import Card, Insert
from cards import elements as el
from cards.markdown import model_blocks
from cards.menu_actions import LANGUAGES, MenuInsert, MenuKeep, MenuLook, MenuTranslate

_MOST_BYTES: Final = 40_000
_PREVIEW: Final = 120


def language_card(work_id: str, texts: Texts) -> Card:
    """Make the choice of a language to translate into."""
    choices = [(texts(f"menu.language.{one}"), one) for one in LANGUAGES]
    preset = "en" if texts.language == "de" else "de"
    return el.card(
        el.input_choice("language", texts("menu.language"), choices, value=preset),
        actions=[el.submit(texts("menu.translate"), MenuTranslate(work_id), style="positive")],
        language=texts.language,
        speak=texts("menu.language"),
    )


def waiting_card(work_id: str, texts: Texts) -> Card:
    """Make what stands there while the model is writing."""
    return el.card(
        el.text(texts("menu.waiting")),
        actions=[el.submit(texts("menu.look"), MenuLook(work_id), style="positive")],
        language=texts.language,
        speak=texts("menu.waiting"),
    )


def result_card(work_id: str, answer: str, texts: Texts, *, is_demo: bool) -> Card:
    """Make the result with its two ways on."""
    return el.card(
        *model_blocks(answer),
        el.sub(_reminder(texts, is_demo=is_demo), spacing="medium"),
        actions=[
            el.submit(texts("menu.insert"), MenuInsert(work_id), style="positive"),
            el.submit(texts("menu.keep"), MenuKeep(work_id)),
        ],
        language=texts.language,
        speak=texts("menu.speak"),
        max_bytes=_MOST_BYTES,
    )


def inserted(title: str, answer: str, texts: Texts, *, is_demo: bool) -> Insert:
    """Make what goes into the compose box: the text as a card that says who wrote it."""
    card = el.card(
        *model_blocks(answer),
        el.sub(_reminder(texts, is_demo=is_demo), spacing="medium"),
        language=texts.language,
        speak=title,
        max_bytes=_MOST_BYTES,
    )
    return Insert(title, " ".join(answer.split())[:_PREVIEW], card=card)


def kept_card(title: str, answer: str, texts: Texts, *, is_demo: bool) -> Card:
    """Make the card for the person's own chat."""
    return el.card(
        el.head(title),
        *model_blocks(answer),
        el.sub(_reminder(texts, is_demo=is_demo), spacing="medium"),
        language=texts.language,
        speak=title,
        max_bytes=_MOST_BYTES,
    )


def sentence_card(sentence: str, texts: Texts) -> Card:
    """Make a dialog of one sentence (from texts)."""
    return el.card(el.text(sentence), language=texts.language, speak=sentence)


def _reminder(texts: Texts, *, is_demo: bool) -> str:
    return texts("answer.demo" if is_demo else "answer.reminder")
