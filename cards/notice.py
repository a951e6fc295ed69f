"""The privacy and AI notice, at the first use, and the receipt it becomes.

Where the agency requires acceptance the question is kept meanwhile, and the card says so. The
wording is the agency's to change (texts in its profile); the retention in it is the real one.
"""

from __future__ import annotations

from datetime import datetime
from typing import Final

from bot.agency.profile import Agency
from bot.core.texts import Texts
from bot.core.turn import Card
from bot.documents.service import LONGEST_KEPT_S
from cards import elements as el
from cards.action import ANEW
from cards.actions import DataShow, NoticeAccept, NoticeDecline, PrivacyShow
from cards.escaping import escaped
from cards.receipt import receipt

_DAY_S: Final = 86_400
_LIST: Final = "notice_list"


def notice_card(texts: Texts, agency: Agency, *, question_kept: bool = False) -> Card:
    """Make the notice; with ``require_acceptance`` it asks, else it informs."""
    edition = agency.notice.edition
    accept = texts("notice.accept" if agency.require_acceptance else "notice.understood")
    buttons = [el.execute(accept, NoticeAccept(edition), style="positive")]
    if agency.require_acceptance:
        buttons.append(el.execute(texts("notice.decline"), NoticeDecline(edition)))
    body = [el.head(texts("notice.title")), *_body(texts, agency)]
    if question_kept:
        body.append(el.sub(texts("notice.question_kept"), spacing="medium"))
    speak = texts("notice.speak", name=agency.name, accept=accept)
    return el.card(*body, actions=buttons, language=texts.language, speak=speak)


def privacy_card(texts: Texts, agency: Agency, *, accepted_at: datetime | None = None) -> Card:
    """Make the same notice on request, with what the person agreed to and the way back."""
    edition = agency.notice.edition
    body = [el.head(texts("privacy.title")), *_body(texts, agency)]
    buttons = [el.execute(texts("help.data"), DataShow(ANEW))]
    if accepted_at is not None:
        key = "privacy.accepted" if agency.require_acceptance else "privacy.read"
        when = texts(key, edition=edition, date=texts.date(accepted_at))
        body.append(el.sub(when, spacing="medium"))
    # Where nothing depends on an agreement there is none to take back.
    if agency.require_acceptance and accepted_at is not None:
        buttons.append(el.execute(texts("privacy.withdraw"), NoticeDecline(edition)))
    elif agency.require_acceptance:
        accept = el.execute(texts("notice.accept"), NoticeAccept(edition), style="positive")
        buttons.insert(0, accept)
    speak = texts("privacy.speak", name=agency.name)
    return el.card(*body, actions=buttons, language=texts.language, speak=speak)


def accepted_receipt(texts: Texts, agency: Agency, at: datetime) -> Card:
    """Make the line that the notice becomes once it was agreed to."""
    values = {"date": texts.date(at), "edition": agency.notice.edition}
    key = "notice.accepted" if agency.require_acceptance else "notice.read"
    return receipt(texts, texts(key, **values))


def declined_receipt(texts: Texts) -> Card:
    """Make the line that the notice becomes once it was declined or withdrawn."""
    change = el.execute(texts("errors.notice"), PrivacyShow())
    return receipt(texts, texts("notice.declined"), change)


def _body(texts: Texts, agency: Agency) -> list[el.Block]:
    rules = agency.notice
    name, since = escaped(agency.name), texts.date(rules.since)
    parts = ("decide", "stays", "keep_out", "nobody_judges")
    days = texts.count("notice.days", agency.retention_days)
    told = [el.text(texts(f"notice.{part}", days=days), spacing="small") for part in parts]
    return [
        el.sub(texts("notice.edition", name=name, edition=rules.edition, since=since)),
        *told,
        _buttons(texts, agency),
        _data_list(texts, agency),
    ]


def _buttons(texts: Texts, agency: Agency) -> el.Block:
    brand = agency.brand
    row = [el.fold(texts("notice.list"), _LIST, tooltip=texts("notice.list.tooltip"))]
    if brand.privacy_url:
        tooltip = texts("notice.full.tooltip")
        row.append(el.open_url(texts("notice.full"), brand.privacy_url, tooltip=tooltip))
    if brand.terms_url:
        tooltip = texts("notice.terms.tooltip")
        row.append(el.open_url(texts("notice.terms"), brand.terms_url, tooltip=tooltip))
    return el.row_actions(*row, spacing="medium")


def _data_list(texts: Texts, agency: Agency) -> el.Block:
    kept = texts.count("notice.days", agency.retention_days)
    files = texts.count("notice.days", min(agency.retention_days, LONGEST_KEPT_S // _DAY_S))
    rows = [
        (texts("notice.list.turns"), kept),
        (texts("notice.list.files"), files),
        (texts("notice.list.consent"), kept),
        (texts("notice.list.feedback"), kept),
    ]
    columns = (texts("notice.list.what"), texts("notice.list.until"))
    title = el.section(texts("notice.list.title"), spacing="none")
    return el.quiet(title, el.table((3, 2), columns, rows), name=_LIST, visible=False)
