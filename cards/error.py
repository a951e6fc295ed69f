"""What went wrong and what to do: one card for every class of bot.core.errors.

The class decides: what the person can mend gets a way to it, what passes gets *Noch einmal*, what
was refused says that nobody is told, and what only the administrators can mend says whom to ask.
Values that are words (a file's name) are escaped; numbers are written in the reader's language.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from bot.agency.profile import Agency
from bot.core import errors
from bot.core.texts import Texts
from bot.core.turn import Card
from bot.library.template import Category
from cards import elements as el
from cards.actions import HelpShow, HelpTopic, SummaryStart, TurnRetry
from cards.escaping import escaped
from cards.icons import Icon
from cards.library_actions import LibraryHome, LibraryOpen

_TOPICS: Final[Mapping[type[errors.AssistantError], str]] = {
    errors.FileEncrypted: "password",
    errors.FileWithoutText: "scan",
    errors.FileTypeUnknown: "files",
    errors.FileTooBig: "large",
    errors.FileTooManyPages: "large",
    errors.FileBroken: "files",
    errors.FileEmpty: "files",
}


def error_card(
    error: errors.AssistantError,
    texts: Texts,
    agency: Agency,
    *,
    turn_id: str = "",
    reference: str = "",
    at: datetime | None = None,
) -> Card:
    """Make the card of an error.

    ``turn_id``: the turn that *Noch einmal* does again; without it there is no such button.
    ``reference``: what the log has; shown small, with the time, where support needs it.
    """
    values = _values(error, texts, agency, reference)
    title, told = texts(error.title_key), texts(error.text_key, **values)
    icon, about = _icon(error), escaped(str(error.values.get("name", "")))
    body = [el.header(icon, texts(f"errors.kind.{icon}"), title, kicker=about), el.text(told)]
    body += _details(error, texts, agency, reference, at)
    plain = texts(error.text_key, **_values(error, texts, agency, reference, plain=True))
    return el.card(
        *body,
        actions=_buttons(error, texts, turn_id),
        language=texts.language,
        speak=f"{title}. {plain}",
    )


def explained(error: errors.AssistantError, texts: Texts, agency: Agency) -> tuple[str, str]:
    """Return the title and the sentence that a person is told, for dialogs."""
    values = _values(error, texts, agency, "", plain=True)
    return texts(error.title_key), texts(error.text_key, **values)


def plain_error_card(title: str, told: str, texts: Texts) -> Card:
    """Make an error's card without buttons: dialogs can't run ours."""
    return el.card(
        el.text(escaped(title), bold=True),
        el.text(escaped(told), spacing="small"),
        language=texts.language,
        speak=f"{title}. {told}",
    )


def _icon(error: errors.AssistantError) -> Icon:
    if isinstance(error, errors.TryAgainLater):
        return Icon.WAIT
    if isinstance(error, errors.ContentRefused):
        return Icon.STOP
    if isinstance(error, errors.FeatureNotSetUp):  # nothing is broken
        return Icon.FIX
    return Icon.TOOL if isinstance(error, errors.AdminMustFix) else Icon.FIX


def _values(
    error: errors.AssistantError,
    texts: Texts,
    agency: Agency,
    reference: str,
    *,
    plain: bool = False,
) -> dict[str, str]:
    """Return the sentence's values; the agency's own limits stand in where none were given."""
    given: dict[str, object] = {
        "reference": reference,
        "limit": agency.limits.prompts_per_day,
        "max_mb": agency.limits.file_mb,
        "max_pages": agency.limits.pages,
        **error.values,
    }
    if isinstance(error, errors.FeatureNotSetUp):
        given |= _feature(str(given.get("feature", "")), texts)
    return {name: _written(value, texts, plain=plain) for name, value in given.items()}


def _feature(feature: str, texts: Texts) -> dict[str, object]:
    """Name the feature and what works instead, in the reader's language."""
    known = feature if texts.has(f"feature.{feature}.name") else "other"
    return {
        "feature": texts(f"feature.{known}.name"),
        "instead": texts(f"feature.{known}.instead"),
    }


def _written(value: object, texts: Texts, *, plain: bool) -> str:
    if isinstance(value, int | float):
        return texts.number(value)
    return str(value) if plain else escaped(str(value))


def _details(
    error: errors.AssistantError,
    texts: Texts,
    agency: Agency,
    reference: str,
    at: datetime | None,
) -> list[el.Block]:
    if isinstance(error, errors.ContentRefused):
        return [el.sub(texts("errors.nobody_told"))]
    lines = []
    not_set_up = isinstance(error, errors.FeatureNotSetUp)
    if isinstance(error, errors.AdminMustFix) and agency.brand.contact:
        key = "help.contact" if not_set_up else "errors.contact"
        lines.append(texts(key, contact=escaped(agency.brand.contact)))
    if reference and not not_set_up and not isinstance(error, errors.PersonCanFix):
        lines.append(_reference(texts, reference, at))
    return [el.sub(line) for line in lines]


def _reference(texts: Texts, reference: str, at: datetime | None) -> str:
    if at is None:
        return texts("errors.reference", reference=reference)
    when = {"date": texts.date(at), "time": texts.time(at)}
    return texts("errors.reference_at", reference=reference, **when)


def _buttons(error: errors.AssistantError, texts: Texts, turn_id: str) -> list[el.Button]:
    # Without the state nothing was kept that could be done again.
    is_kept = bool(turn_id) and not isinstance(error, errors.StateUnavailable)
    if isinstance(error, errors.TryAgainLater) and is_kept:
        retry = TurnRetry(turn_id)
        return [el.execute(texts("errors.retry"), retry, style="positive"), _help(texts)]
    if topic := _TOPICS.get(type(error)):
        return [el.execute(texts("errors.how"), HelpTopic(topic)), _help(texts)]
    if isinstance(error, errors.FeatureNotSetUp):
        return [_instead(str(error.values.get("feature", "")), texts), _help(texts)]
    if isinstance(error, errors.CardOutdated):
        return [el.execute(texts("errors.library"), LibraryHome()), _help(texts)]
    return [_help(texts)]


def _instead(feature: str, texts: Texts) -> el.Button:
    """Lead to what the sentence before names as working already."""
    match feature:
        case "transcripts":
            return el.execute(texts("errors.library"), LibraryOpen(Category.MINUTES.value))
        case "research":
            return el.execute(texts("help.summarise"), SummaryStart())
    return el.execute(texts("errors.library"), LibraryHome())


def _help(texts: Texts) -> el.Button:
    return el.execute(texts("help.button"), HelpShow())
