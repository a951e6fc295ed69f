"""What single cards decide: which buttons, which sentences, what is escaped."""

from __future__ import annotations

import json
import re
from dataclasses import replace

import pytest

from bot.core import errors
from bot.core.turn import Card
from bot.documents.document import Place, Spot
from bot.documents.summary import Form, Length, Quotation, Remark, Tongue, Wish
from bot.evidence.checking import Doubt
from bot.library.field import FieldProblem
from bot.library.loader import shipped_templates
from cards.actions import SummaryRun, parse
from cards.answer import Ending, answer_card
from cards.data import Kept, Matter, my_data_card
from cards.error import error_card
from cards.file import file_card
from cards.form import filled_card, form_card
from cards.help import COMMANDS, help_card, topic_card
from cards.library import MOST_TILES, category_card, library_card, matches_card
from cards.markdown import model_blocks
from cards.notice import notice_card, privacy_card
from cards.summary import summary_cards
from tests.cards.gallery import (
    HOSTILE,
    NOW,
    agency,
    doubted,
    facts,
    gallery,
    summary,
    template,
    templates,
    texts,
)

_DE = texts("de")
_AGENCY = agency()


def _verbs(card: Card) -> list[str]:
    written = json.dumps(card)
    return [part.split('"')[0] for part in written.split('"Action.Execute", "verb": "')[1:]]


def _words(card: Card) -> str:
    return json.dumps(card["body"], ensure_ascii=False)


def test_an_answer_offers_six_ways_on_and_reminds_that_a_person_decides() -> None:
    card = answer_card("a1", _DE)
    assert len(_verbs(card)) == 6
    assert "Bitte prüfen Sie ihn" in _words(card)
    assert "Demo ohne KI" in _words(answer_card("a1", _DE, is_demo=True))


@pytest.mark.parametrize("ending", [ending for ending in Ending if ending is not Ending.COMPLETE])
def test_an_answer_that_ended_early_says_so_first(ending: Ending) -> None:
    early = _DE(f"answer.ending.{ending}")
    card = answer_card("a1", _DE, ending=ending)
    assert _words(card).index(early[:20]) < _words(card).index("Entwurf")
    assert str(card["speak"]).startswith(early[:20])


def test_what_passes_can_be_tried_again_without_typing() -> None:
    card = error_card(errors.ModelUnavailable(), _DE, _AGENCY, turn_id="t1", reference="7K2-QF9")
    assert _verbs(card)[0] == "turn.retry"
    assert "7K2-QF9" in _words(card)


def test_nothing_to_try_again_means_no_such_button() -> None:
    assert "turn.retry" not in _verbs(error_card(errors.ModelBusy(), _DE, _AGENCY))
    kept_nothing = error_card(errors.StateUnavailable(), _DE, _AGENCY, turn_id="t1")
    assert "turn.retry" not in _verbs(kept_nothing)


def test_a_refusal_says_that_nobody_is_told_and_has_no_retry() -> None:
    card = error_card(errors.PromptFiltered(), _DE, _AGENCY, turn_id="t1", reference="7K2-QF9")
    assert "Niemand wird benachrichtigt" in _words(card)
    assert "7K2-QF9" not in _words(card)
    assert "turn.retry" not in _verbs(card)


def test_what_the_administrators_must_mend_says_whom_to_ask() -> None:
    card = error_card(errors.ModelRejectedKey(), _DE, _AGENCY, reference="7K2-QF9")
    assert "KI-Stelle" in _words(card)


def test_a_limit_that_was_not_given_is_the_agencys() -> None:
    assert "25" in _words(error_card(errors.FileTooBig(), _DE, _AGENCY))
    assert "7" in _words(error_card(errors.FileTooBig(max_mb=7), _DE, _AGENCY))


def test_an_unknown_feature_still_gets_a_sentence() -> None:
    for feature in ("transcripts", "research", "settings", "templates", "telepathy"):
        card = error_card(errors.FeatureNotSetUp(feature=feature), _DE, _AGENCY)
        assert "{" not in str(card["speak"])
        assert _verbs(card)[0] in {"library.home", "library.open", "summary.start"}


def test_words_in_an_error_are_escaped_in_the_card_and_plain_in_speech() -> None:
    error = errors.FeatureNotSetUp(feature=HOSTILE, instead=HOSTILE)
    assert "boese" not in _words(error_card(error, _DE, _AGENCY))
    late = errors.QuestionTooLong(max_chars="[a](b)")
    card = error_card(late, _DE, _AGENCY)
    assert "[a](b)" not in _words(card)
    assert "[a](b)" in str(card["speak"])


def test_help_lists_only_what_works() -> None:
    words = _words(help_card(_DE, _AGENCY))
    assert all(_DE(f"help.command.{name}.word") in words for name in COMMANDS)
    assert "recherche" not in words


def test_an_unknown_topic_is_the_help() -> None:
    assert topic_card("nowhere", _DE, _AGENCY) == help_card(_DE, _AGENCY)


def test_the_notice_asks_only_where_the_agency_requires_it() -> None:
    assert _verbs(notice_card(_DE, _AGENCY)) == ["notice.accept"]
    strict = agency(require_acceptance=True)
    assert _verbs(notice_card(_DE, strict)) == ["notice.accept", "notice.decline"]
    assert "behalten" in _words(notice_card(_DE, strict, question_kept=True))


def test_who_agreed_can_withdraw() -> None:
    strict = agency(require_acceptance=True)
    assert _verbs(privacy_card(_DE, strict, accepted_at=NOW)) == ["data.show", "notice.decline"]
    assert _verbs(privacy_card(_DE, strict)) == ["notice.accept", "data.show"]
    assert _verbs(privacy_card(_DE, _AGENCY)) == ["data.show"]


def test_the_notice_names_the_agencys_own_retention() -> None:
    short = _AGENCY.model_copy(update={"retention_days": 3})
    words = _words(notice_card(_DE, short))
    assert "3 Tagen" in words
    assert "7 Tagen" not in words


def test_a_file_card_takes_the_preset_with_one_click() -> None:
    card = file_card([facts()], [], _DE)
    assert _verbs(card) == ["summary.run", "summary.run"]
    assert "29.\u00a0November 2026" in _words(card)


def test_of_several_files_all_are_ticked_and_earlier_ones_can_be_added() -> None:
    card = file_card([facts("a.pdf", "f1"), facts("b.pdf", "f2")], [facts("c.pdf", "f0")], _DE)
    choice = card["body"][1]  # type: ignore[index]  # the choice is the second block
    assert [one["value"] for one in choice["choices"]] == ["f1", "f2", "f0"]
    assert (choice["value"], choice["isMultiSelect"]) == ("f1,f2", True)
    assert '"document"' not in json.dumps(card["body"][-2])  # type: ignore[index]  # the input says


def test_what_the_summary_rests_on_stands_in_it_and_below_it() -> None:
    text = "Der Rat entscheidet im Mai 2027. Der Lärm sinkt [1][3], auch nachts [2]. Siehe [99]."
    (card,) = summary_cards(doubted(text), _DE)
    words = _words(card).replace("\\", "")
    assert "Siehe [99]. (nicht belegt)" in words  # behind the statement in doubt
    assert "sinkt [S. 6, S. 14], auch nachts [S. 14]." in words.replace("\u00a0", " ")
    assert "**Bitte prüfen:** „Mai 2027“ steht so nicht im Dokument." in words
    assert "Am nächsten kommt Seite\u00a042: „im zweiten Quartal 2027“" in words
    assert "**Geprüft:** 21 von 22 Angaben" in words
    assert "Seite\u00a017 ist ein Bild ohne lesbaren Text." in words
    assert words.index("prüfen:**") < words.index("Gelesen:") < words.index("Belege")


def test_a_doubt_about_a_heading_stands_below_and_leaves_it_a_heading() -> None:
    text = "**Haushalt 2029**\nDer Lärm sinkt [1]."
    remark = Remark(Doubt.FIGURE, "2029", "Haushalt 2029", at=len("**Haushalt 2029**"))
    (card,) = summary_cards(replace(doubted("Im Mai 2027."), text=text, remarks=(remark,)), _DE)
    assert '"text": "Haushalt 2029"' in _words(card)
    assert "„2029“ steht so nicht im Dokument." in _words(card)


def test_a_files_name_stands_in_the_text_as_it_is() -> None:
    spots = {6: Spot(Place.PAGE, first=2, file="Plan_2027*neu*.pdf")}
    one = replace(doubted("Im Mai 2027. Der Lärm sinkt [1]."), spots=spots)
    words = _words(summary_cards(one, _DE)[0]).replace("\u2060", "")
    assert "Plan_2027 neu .pdf, S.\u00a02" in words


def test_many_doubts_and_quotations_are_folded_and_none_is_lost() -> None:
    one = doubted("Im Mai 2027.", 25)
    many = replace(one, quotations=tuple(Quotation(n, n, f"Zitat {n}.") for n in range(1, 46)))
    together = "".join(json.dumps(card, ensure_ascii=False) for card in summary_cards(many, _DE))
    assert all(f"„Zitat {number}.“" in together for number in range(1, 46))
    assert all(f"„{number}\u00a0Mio" in together for number in range(2, 26))
    assert "Belege 41–45" in together


def test_buttons_offer_the_next_lengths_in_the_same_form() -> None:
    def offered(length: Length) -> list[SummaryRun]:
        wish = Wish(length, Tongue.PLAIN, form=Form.MEMO)
        (card,) = summary_cards(replace(summary("Text"), wish=wish), _DE)
        data = [one["data"] for one in card["actions"]]  # type: ignore[attr-defined]  # a list
        return [run for one in data if isinstance(run := parse("summary.run", one), SummaryRun)]

    assert [run.length for run in offered(Length.PAGE)] == ["short", "detailed"]
    assert [run.length for run in offered(Length.SHORT)] == ["page"]
    [shorter] = offered(Length.DETAILED)
    assert (shorter.length, shorter.form, shorter.language) == ("page", "memo", "plain")


def test_a_long_summary_is_spread_over_cards_and_nothing_is_lost() -> None:
    lines = [f"- Punkt {number}: {'Text ' * 30}[S. {number % 48 + 1}]" for number in range(300)]
    text = "\n".join(["## Kernaussagen", *lines])
    cards = summary_cards(summary(text), _DE)
    assert len(cards) > 2
    together = "".join(_words(card) for card in cards)
    assert all(f"Punkt {number}:" in together for number in range(300))
    assert [bool(card.get("actions")) for card in cards] == [False] * (len(cards) - 1) + [True]
    assert "47 von 48 Seiten" in _words(cards[-1])
    assert "Teil 2" in _words(cards[1])


def test_a_summary_of_one_endless_line_still_fits() -> None:
    cards = summary_cards(summary("Wort " * 12_000), _DE)
    assert sum(_words(card).count("Wort") for card in cards) == 12_000


def test_an_empty_summary_says_at_least_what_was_read() -> None:
    (card,) = summary_cards(summary(""), _DE)
    assert "47 von 48 Seiten" in _words(card)


def test_the_models_table_becomes_a_table_and_odd_ones_become_lines() -> None:
    def types(words: str) -> list[object]:
        return [block.render()["type"] for block in model_blocks(words)]

    table = "| A | B |\n|---|---|\n| 1 | 2 |\n| 3 |"
    assert types(table) == ["Table"]
    assert types("| nur ein Kopf |") == ["TextBlock"]
    assert types("|---|---|") == []
    (wide,) = model_blocks("| Nr. | Wer | Was | Bis |\n|---|---|---|---|\n| 1 | Amt | | 3. Mai |")
    assert wide.render()["text"] == "- Nr.: 1; Wer: Amt; Bis: 3.\u00a0Mai"
    assert types(f"{table}\n" + "| 5 | 6 |\n" * 40) == ["Table"] * 3
    assert types("# Titel\n\nText\n\n**Fett:**\n- a\n- b") == ["TextBlock"] * 4


def test_a_form_keeps_what_was_entered_and_names_each_problem() -> None:
    problems = [FieldProblem("words", "library.problem.too_large", {"max": 600})]
    entered = {"words": "900", "matter": "Die Tonne", "outcome": "Wir helfen ab"}
    card = form_card(template("de"), _DE, entered, problems)
    words = _words(card)
    assert "Bitte prüfen Sie 1 Feld" in words
    assert "höchstens 600" in words
    assert '"value": 900' in words
    assert '"value": "Die Tonne"' in words


def test_long_entries_come_back_as_far_as_a_card_can_carry_them() -> None:
    long = form_card(template("de"), _DE, {"matter": "ä" * 20_000, "person": "Frau Beispiel"})
    assert "ä" * 20_000 in _words(long)
    both = form_card(template("de"), _DE, {"matter": "ä" * 20_000, "person": "ö" * 19_000})
    assert "ä" not in json.loads(json.dumps(both["body"]))[4].get("value", "")
    assert "ö" * 19_000 in _words(both)
    assert "passte nicht" in _words(both)


def test_the_longest_titles_still_fit_in_a_list() -> None:
    several = [
        one.model_copy(update={"title": "Ж" * 60, "description": "Ж" * 120})
        for one in templates("de", MOST_TILES)
    ]
    assert category_card(several[0].category, several, _DE)


def test_what_is_no_number_does_not_break_the_form() -> None:
    for entry in ("viel", "-", "1,5", "²", "", "1.2.3"):
        words = _words(form_card(template("de"), _DE, {"words": entry}))
        assert ('"value": 1.5' in words) == (entry == "1,5")


def test_the_search_field_has_choices_for_clients_that_cannot_search() -> None:
    card = library_card([], [], templates("de", 20), _DE)
    field = card["body"][1]  # type: ignore[index]  # the search comes first
    assert field["choices.data"]["dataset"] == "templates"
    assert len(field["choices"]) == 15


def test_a_long_list_is_cut_and_says_so() -> None:
    several = templates("de", MOST_TILES + 1)
    card = category_card(several[0].category, several, _DE)
    assert _verbs(card).count("template.open") == MOST_TILES
    assert "1 weitere Vorlage" in _words(card)


def test_as_template_offers_a_new_one_and_what_fits() -> None:
    card = matches_card("a1", templates("de", 2), _DE)
    assert _verbs(card) == ["template.new", "template.open", "template.open"]
    assert _verbs(matches_card("a1", [], _DE)) == ["template.new"]


def test_what_is_not_there_is_not_listed() -> None:
    card = my_data_card([Kept(Matter.TURNS, 0), Kept(Matter.FILES, 1)], _DE)
    assert "1 Text einer Datei" in _words(card)
    assert "Fragen" not in _words(card)
    assert _verbs(my_data_card([], _DE)) == []


@pytest.mark.parametrize("language", ["de", "en"])
def test_nothing_of_a_hostile_name_acts_in_any_card(language: str) -> None:
    for name, card in gallery(language).items():
        read_as_markdown = re.findall(r'"(?:text|title)": "((?:[^"\\]|\\.)*)"', _words(card))
        for words in read_as_markdown:
            assert "](https" not in words, name
            assert "{{DATE" not in words, name


@pytest.mark.parametrize("language", ["de", "en"])
def test_every_shipped_template_makes_its_cards(language: str) -> None:
    words = texts(language)
    for one in shipped_templates():
        if one.language != language:
            continue
        values = one.example.values if one.example else {}
        assert "template.run" in _verbs(form_card(one, words, values))
        assert words("template.rules") in _words(form_card(one, words))
        assert filled_card(one.fill(values).shown, words)["body"]
