"""Every card there is, filled with made-up matter, in both languages.

The golden files, the rules that hold for all cards and the rendering in a browser all look at
these. Names, entries and the model's words try what could break a card: length, Markdown, markup.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Final
from zoneinfo import ZoneInfo

from bot.agency.profile import Agency, load_agencies
from bot.core import errors
from bot.core.texts import Catalogue, Texts
from bot.core.turn import Card
from bot.documents.document import Facts, Kind, Place, Spot, Unread
from bot.documents.summary import (
    Form,
    Length,
    Quotation,
    Remark,
    Step,
    Summary,
    Tongue,
    Wish,
)
from bot.evidence.checking import Doubt
from bot.export.report import Format
from bot.library.field import FieldProblem
from bot.library.shelf import ShelfKind
from bot.library.template import Category, Template, parse
from cards.answer import Ending, answer_card
from cards.data import Kept, Matter, ask_delete_card, deleted_card, export_card, my_data_card
from cards.error import error_card
from cards.export import file_ready_card
from cards.file import ask_for_file, file_card
from cards.form import filled_card, form_card
from cards.help import TOPICS, help_card, topic_card
from cards.library import category_card, library_card, matches_card, results_card, shelf_card
from cards.notice import accepted_receipt, declined_receipt, notice_card, privacy_card
from cards.outdated import outdated_card
from cards.progress import progress_card, reading_card, stopped_card
from cards.receipt import retry_receipt
from cards.summary import summary_cards
from cards.welcome import personal_welcome, team_welcome
from tests.cards.library_gallery import draft_cards, making_cards, menu_cards
from tests.cards.minutes_gallery import minutes_cards
from tests.cards.question_gallery import question_cards

NOW: Final = datetime(2026, 11, 22, 8, 14, tzinfo=UTC)
HOSTILE: Final = "Kasse_2027_[Klick](https://boese.example) <at>Chef</at> ![x](y) {{DATE(2)}}.pdf"
LONG: Final = "Niederschrift-Haushaltskonsolidierungsausschusssitzung-Lindenfeld-Entwurf-3.docx"

_TEMPLATE: Final = {
    "de": """---
id: beschwerde
version: 6
language: de
title: Antwort auf eine Beschwerde
category: citizens
description: Entwirft eine höfliche Antwort mit Begründung und nächstem Schritt.
audience: Bürgerdienste
hint: Ohne Begründung schreibe ich nur das Ergebnis.
fields:
  - {name: matter, type: long, label: Worum geht es?, required: true,
     placeholder: "z. B. Die Tonne wurde nicht geleert."}
  - {name: outcome, type: choice, label: Was antworten wir?, required: true,
     choices: [Wir helfen ab, Wir helfen teilweise ab, Wir helfen nicht ab]}
  - {name: person, label: An wen?, help: Anrede und Name, placeholder: Frau Beispiel}
  - {name: deadline, type: date, label: "Termin, den wir nennen"}
  - {name: parts, type: multiple, label: Das gehört hinein,
     choices: [Dank, Ansprechperson, Hinweis auf die Satzung], default: "Dank,Ansprechperson"}
  - {name: words, type: number, label: Höchstlänge in Wörtern, default: 200,
     minimum: 50, maximum: 600}
  - {name: short, type: toggle, label: Mit kurzer Fassung für das Telefon, default: true}
example:
  values: {matter: Die Leerung fiel zweimal aus., outcome: Wir helfen ab}
  result: |
    Guten Tag,

    Sie haben recht: Die Tonne wurde zweimal nicht geleert.
---
Schreibe eine Antwort. Anlass: {{matter}}. Ergebnis: {{outcome}}. An: {{person}}.

Beginne mit dem Ergebnis. Nenne den Termin {{deadline}}. Inhalt: {{parts}}.

- Höchstens {{words}} Wörter.
- Kurzfassung: {{short}}
""",
    "en": """---
id: beschwerde
version: 6
language: en
title: Answer to a complaint
category: citizens
description: Drafts a polite answer with a reason and the next step.
audience: Citizens’ services
hint: Without a reason I write the outcome only.
fields:
  - {name: matter, type: long, label: What is it about?, required: true,
     placeholder: e.g. The bin was not emptied.}
  - {name: outcome, type: choice, label: What do we answer?, required: true,
     choices: [We help, We help in part, We do not help]}
  - {name: person, label: To whom?, help: salutation and name, placeholder: Ms Example}
  - {name: deadline, type: date, label: Date that we name}
  - {name: parts, type: multiple, label: What belongs in it,
     choices: [Thanks, Contact person, Reference to the by-law], default: "Thanks,Contact person"}
  - {name: words, type: number, label: Greatest length in words, default: 200,
     minimum: 50, maximum: 600}
  - {name: short, type: toggle, label: With a short version for the telephone, default: true}
example:
  values: {matter: The bin was left out twice., outcome: We help}
  result: |
    Good day,

    You are right: the bin was not emptied twice.
---
Write an answer. Matter: {{matter}}. Outcome: {{outcome}}. To: {{person}}.

Begin with the outcome. Name the date {{deadline}}. Contents: {{parts}}.

- At most {{words}} words.
- Short version: {{short}}
""",
}

_SUMMARY: Final = {
    "de": """Die Stadt will den Straßenlärm bis 2029 senken [1]. Dazu gehört Tempo 30.

## Kernaussagen
- **Tempo 30** nachts auf sieben Straßen, zuerst Ringstraße [2][3]
- Lärmarmer Asphalt auf 8,2 km, Beginn 2027 [4]
- Zuschuss für Fenster, bis 60 % der Kosten, siehe [hier](https://boese.example/?q=1) [99]
- Der Rat entscheidet im Mai 2027.

**Zahlen und Fristen**

| Angabe | Wert | Seite |
| --- | --- | --- |
| Kosten gesamt | 6,3 Mio. € | [5] |
| Förderantrag bis | 31. März 2027 | 35 |
""",
    "en": """The city wants to lower road noise by 2029 [1]. A limit of 30 km/h is part of it.

## Key points
- **30 km/h** at night in seven streets, Ringstraße first [2][3]
- Quiet asphalt on 8.2 km, from 2027 [4]
- Grant for windows, up to 60 % of the cost, see [here](https://boese.example/?q=1) [99]
- The council decides in May 2027.

**Figures and deadlines**

| Item | Value | Page |
| --- | --- | --- |
| Total cost | € 6.3 million | [5] |
| Application by | 31 March 2027 | 35 |
""",
}
_QUOTATIONS: Final = (
    Quotation(1, 6, "Bis 2029 soll der Straßenlärm unter 55 dB(A) sinken."),
    Quotation(2, 14, "Auf sieben Straßen gilt nachts Tempo 30"),
    Quotation(3, 14, "Den Anfang macht die Ringstraße", is_moved=True),
    Quotation(4, 21, "8,2 km lärmarmer Asphalt … ab 2027", is_chosen=True),
    Quotation(5, 33, HOSTILE),
)


def texts(language: str) -> Texts:
    """Return a language's sentences, with Berlin's clock."""
    return Catalogue(ZoneInfo("Europe/Berlin")).texts(language)


def agency(*, require_acceptance: bool = False) -> Agency:
    """Return the shipped example's agency."""
    (example,) = load_agencies(None, allow_any_tenant=True).all
    return example.model_copy(update={"require_acceptance": require_acceptance})


def template(language: str) -> Template:
    """Return a template that has a field of every type."""
    return parse(_TEMPLATE[language])


def templates(language: str, count: int) -> list[Template]:
    """Return several templates that differ in id and title."""
    one = template(language)
    titles = [one.title, *(f"{one.title} ({number})" for number in range(2, count + 1))]
    return [
        one.model_copy(update={"id": f"beschwerde-{number}", "title": title})
        for number, title in enumerate(titles, 1)
    ]


def facts(name: str = "Entwurf Lärmaktionsplan.pdf", file_id: str = "f91c") -> Facts:
    """Return a PDF of 48 pages, one of them a picture."""
    return Facts(
        id=file_id,
        name=name,
        kind=Kind.PDF,
        place=Place.PAGE,
        n_units=48,
        unreadable=(17,),
        n_chars=90_000,
        size=2_202_010,
        created=NOW,
        expires=datetime(2026, 11, 29, 8, 14, tzinfo=UTC),
        digest="00",
    )


def summary(text: str, name: str = "Entwurf Lärmaktionsplan.pdf") -> Summary:
    """Return a summary of that PDF."""
    return Summary(
        text=text,
        document_id="f91c",
        name=name,
        place=Place.PAGE,
        wish=Wish(length=Length.PAGE),
        total_units=48,
        unreadable=(17,),
        created=NOW,
    )


def doubted(text: str, remarks: int = 1) -> Summary:
    """Return a summary with evidence, of which something is to be checked."""
    claim = next(line for line in text.splitlines() if "Mai 2027" in line or "May 2027" in line)
    at = text.index(claim) + len(claim)
    nearest = "im zweiten Quartal 2027"
    words = ["Mai 2027", *(f"{number} Mio. €" for number in range(2, remarks + 1))]
    marks = [Remark(Doubt.DATE, word, claim, 42, nearest, at) for word in words]
    invented = Remark(Doubt.UNSUPPORTED, f"{HOSTILE} steht nirgends", claim, at=at)
    return replace(
        summary(text),
        quotations=_QUOTATIONS,
        remarks=(*marks, invented),
        n_claims=22,
        n_held=21,
        reasons={Unread.PICTURE: (17,)},
    )


def error_classes() -> list[type[errors.AssistantError]]:
    """Return every class that a person may be told about."""

    def below(kind: type[errors.AssistantError]) -> list[type[errors.AssistantError]]:
        found = [kind] if "key" in vars(kind) else []
        return found + [deeper for sub in kind.__subclasses__() for deeper in below(sub)]

    return below(errors.AssistantError)


_VALUES: Final[Mapping[type[errors.AssistantError], dict[str, object]]] = {
    errors.QuestionTooLong: {"max_chars": 400_000},
    errors.FileTooManyPages: {"pages": 2_000},
    errors.FileSetFull: {"max_files": 10, "max_pages": 1_500},
    errors.FeatureNotSetUp: {"feature": "transcripts"},
    errors.FileEmpty: {"name": HOSTILE},
    errors.ObjectionsOpen: {"n": 2},
}


def gallery(language: str) -> dict[str, Card]:
    """Return every card by the name of its golden file."""
    words, one = texts(language), agency()
    parts: tuple[Callable[[Texts, Agency], dict[str, Card]], ...] = (
        _talking,
        question_cards,
        _asking,
        _library,
        _making,
        menu_cards,
        _documents,
        _my_data,
        _errors,
    )
    return {name: card for part in parts for name, card in part(words, one).items()}


def _talking(words: Texts, one: Agency) -> dict[str, Card]:
    endings = {
        f"answer-{ending}": answer_card("a7Kq2", words, ending=ending)
        for ending in Ending
        if ending is not Ending.COMPLETE
    }
    topics = {f"help-{topic}": topic_card(topic, words, one) for topic in TOPICS}
    return {
        "welcome-personal": personal_welcome(words, one),
        "welcome-team": team_welcome(words, one, chat_url="https://teams.microsoft.com/l/chat/0/0"),
        "answer": answer_card("a7Kq2", words),
        "answer-demo": answer_card("a7Kq2", words, is_demo=True),
        **endings,
        "help": help_card(words, one),
        "help-group": help_card(words, one, is_personal=False),
        **topics,
        "outdated": outdated_card(words),
        "receipt-retry": retry_receipt(words, NOW),
    }


def _asking(words: Texts, one: Agency) -> dict[str, Card]:
    strict = agency(require_acceptance=True)
    return {
        "notice": notice_card(words, one),
        "notice-required": notice_card(words, strict, question_kept=True),
        "notice-accepted": accepted_receipt(words, strict, NOW),
        "notice-declined": declined_receipt(words),
        "privacy": privacy_card(words, strict, accepted_at=NOW),
        "privacy-open": privacy_card(words, strict),
        "privacy-read": privacy_card(words, one, accepted_at=NOW),
    }


def _library(words: Texts, _one: Agency) -> dict[str, Card]:
    language = words.language
    form, several = template(language), templates(language, 14)
    counts = [(category, 3 + number) for number, category in enumerate(Category)]
    wrong = (
        FieldProblem("matter", "library.problem.required"),
        FieldProblem("words", "library.problem.too_large", {"max": 600}),
    )
    entries = {"matter": HOSTILE, "words": "900", "parts": "", "short": "false"}
    filled = form.fill({"matter": f"1. {HOSTILE}\n- zwei", "outcome": form.fields[1].choices[0]})
    return {
        "library": library_card(counts, several[:2], several, words),
        "library-reviewer": library_card(counts, [], several, words, n_waiting=2),
        "library-category": category_card(Category.CITIZENS, several, words),
        "library-results": results_card("**Müll** [x](y)", several[:3], words),
        "library-nothing": results_card(HOSTILE, [], words),
        "library-matches": matches_card("a1", several[:3], words),
        "library-shelf": shelf_card(ShelfKind.PERSONAL, several[:3], words),
        "library-shelf-empty": shelf_card(ShelfKind.TEAM, [], words),
        "form": form_card(form, words),
        "form-wrong": form_card(form, words, entries, wrong),
        "form-filled": filled_card(filled.shown, words),
    }


def _making(words: Texts, one: Agency) -> dict[str, Card]:
    making = making_cards(words, one, template(words.language), HOSTILE, NOW)
    return {**making, **draft_cards(words, HOSTILE), **minutes_cards(words, HOSTILE, NOW)}


def _documents(words: Texts, one: Agency) -> dict[str, Card]:
    hostile, long = facts(HOSTILE, "f2"), facts(LONG, "f3")
    (result,) = summary_cards(doubted(_SUMMARY[words.language]), words, result="a7Kq2")
    (several,) = summary_cards(_of_several(doubted(_SUMMARY[words.language], 9)), words)
    return {
        "file": file_card([facts()], [], words),
        "file-hostile": file_card([hostile], [], words),
        "file-several": file_card([facts(), hostile, long], [], words),
        "file-further": file_card([facts()], [hostile], words),
        "file-odd": file_card([_odd(facts())], [], words),
        "file-odd-several": file_card([facts(), _odd(facts(HOSTILE, "f2"))], [], words),
        "file-ask": ask_for_file(words, one),
        "reading": reading_card([LONG], words),
        "reading-pictures": reading_card([LONG], words, 3, 12),
        "progress": progress_card(facts(), Step.CONDENSE, 31, "j1", words),
        "progress-stopped": stopped_card(facts(LONG), 31, "j1", words),
        "progress-stopped-early": stopped_card(facts(LONG), 0, "j1", words),
        "summary": result,
        "summary-several": several,
    }


def _odd(one: Facts) -> Facts:
    """Return a file with pictures, some of them read, and with macros."""
    return replace(one, reasons={Unread.NO_OCR: (17,)}, recognised=(3, 4), has_macros=True)


def _of_several(one: Summary) -> Summary:
    """Return the summary as one of several files, as a memo and in English."""
    spots = {6: Spot(Place.ROWS, "Haushalt", 1, 40, HOSTILE), 14: Spot(Place.SLIDE, first=7)}
    wish = Wish(Length.DETAILED, Tongue.ENGLISH, HOSTILE, Form.MEMO)
    quotations = one.quotations * 5
    return replace(one, spots=spots, wish=wish, place=Place.PART, quotations=quotations)


def _my_data(words: Texts, _one: Agency) -> dict[str, Card]:
    counts = (37, 2, 1, 20, 3, 1, 4, 2, 1)
    kept = [
        Kept(matter, count, date(2026, 12, 21))
        for matter, count in zip(Matter, counts, strict=True)
    ]
    return {
        "data": my_data_card(kept, words, conversations=3),
        "data-export": export_card(words),
        "file-ready": file_ready_card("a7Kq2", Format.WORD, words),
        "file-ready-local": file_ready_card("a7Kq2", Format.PDF, words, here="Zk3_9-Qw"),
        "data-nothing": my_data_card([], words),
        "data-ask": ask_delete_card(words),
        "data-ask-group": ask_delete_card(words, is_personal=False),
        "data-deleted-mine": deleted_card("mine", NOW, words),
        "data-deleted": deleted_card("everything", NOW, words, reference="7K2-QF9"),
    }


def _errors(words: Texts, one: Agency) -> dict[str, Card]:
    return {
        f"error-{kind.key.removeprefix('errors.')}": error_card(
            kind(**_VALUES.get(kind, {})), words, one, turn_id="t88", reference="7K2-QF9", at=NOW
        )
        for kind in error_classes()
    }
