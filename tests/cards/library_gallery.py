"""The cards of templates in the making, and of a message's menu, for the gallery."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from bot.agency.profile import Agency
from bot.core.ids import PersonId, TenantId
from bot.core.texts import Texts
from bot.core.turn import Card
from bot.library.diff import Change, Part
from bot.library.gaps import Gaps
from bot.library.plain_language.report import Rule, report
from bot.library.plain_language.service import Revised
from bot.library.plain_language.survival import Kind, Loss
from bot.library.proposals import Hit, Proposal, State
from bot.library.shelf import Head, Kept, entry_of, personal_shelf
from bot.library.template import Template
from cards.answer import answer_card
from cards.draft import FollowUp, Notes
from cards.error import plain_error_card
from cards.message_menu import kept_card, language_card, result_card, sentence_card
from cards.message_menu import waiting_card as waiting_menu_card
from cards.proposal import check_card, decided_card, review_card, waiting_card
from cards.template_editor import Entered, editor_card, entered_of, fields_card
from cards.template_found import found_card
from cards.template_page import (
    Means,
    deleted_card,
    diff_card,
    page_card,
    share_card,
    versions_card,
)


def making_cards(
    words: Texts, _one: Agency, form: Template, hostile: str, now: datetime
) -> dict[str, Card]:
    """Return the cards with which templates are made and shared."""
    heads = (
        Head(1, PersonId("a"), now),
        Head(2, PersonId("b"), now, hostile),
        Head(3, PersonId("a"), now, "Frist ergänzt"),
    )
    entry = replace(entry_of(form, heads[0]), heads=heads)
    kept = Kept(personal_shelf(TenantId("t"), PersonId("a")), entry, form)
    means = Means(may_edit=True, may_remove=True, may_share=True, may_propose=True, uses=12)
    unsure = Means(may_edit=True, is_owner_unknown=True)
    changed = [
        Change(Part.TITLE, "", "Vermerk", hostile),
        Change(Part.FIELD, "Frist", "", "date"),
        Change(Part.FIELD, "Ort", "no", "yes", "required"),
        Change(Part.TONE, "", "factual", "plain"),
        Change(Part.INSTRUCTION, "", "Schreibe kurz.", "Schreibe kurz.\nNenne die Frist."),
    ]
    hits = (Hit("recruiting", "Bewerbungen bewerten"), Hit("personal_data", hostile, by_model=True))
    proposal = Proposal(
        id="p1",
        template=form,
        by=PersonId("a"),
        tenant=TenantId("t"),
        at=now,
        hits=hits,
        replaces="x",
    )
    refused = replace(proposal, state=State.REFUSED, reason=hostile)
    entered = entered_of(form)
    return {
        "template-page": page_card(form, kept, means, words),
        "template-page-unsure": page_card(form, kept, unsure, words),
        "template-shipped": page_card(form, None, Means(is_favourite=True), words),
        "template-versions": versions_card(entry, {1: words("template.version.you")}, means, words),
        "template-diff": diff_card(entry, 3, changed, words),
        "template-deleted": deleted_card(entry, words),
        "template-share": share_card(form, ["Haushalt", ""], words),
        "template-found": found_card(form, words),
        "editor-new": editor_card(Entered(), words, in_dialog=False, in_team=True),
        "editor-edit": editor_card(entered, words, in_dialog=True, wrong=hostile),
        "editor-preview": editor_card(entered, words, in_dialog=True, preview=form),
        "editor-fields": fields_card(form, words, in_dialog=False),
        "proposal-clean": check_card(form, [], words, whole=True),
        "proposal-hits": check_card(form, hits, words, whole=False),
        "proposal-copy": check_card(form, [], words, whole=True, original=hostile),
        "proposal-review": review_card(proposal, changed, words),
        "proposal-waiting": waiting_card([proposal, proposal], words),
        "proposal-none": waiting_card([], words),
        "proposal-refused": decided_card(refused, words),
    }


def menu_cards(words: Texts, _one: Agency) -> dict[str, Card]:
    """Return the cards of a message's menu."""
    answer = "**Kurz:** Zahlen bis Freitag.\n\n- Referat 12\n- offene Frage"
    return {
        "menu-language": language_card("w1", words),
        "menu-waiting": waiting_menu_card("w1", words),
        "menu-result": result_card("w1", answer, words, is_demo=False),
        "menu-kept": kept_card(words("menu.title.summarise"), answer, words, is_demo=True),
        "menu-sentence": sentence_card(words("menu.no_text"), words),
        "error-in-dialog": plain_error_card(
            words("errors.template_gone.title"), words("errors.template_gone.text"), words
        ),
    }


_OPEN = (
    "Der Antrag wird geprüft.\nDie Höhe der Miete ist wichtig, weil Sie z. B. drei Kinder haben.\n"
    "Sie könnten das Bundesteilhabegesetz (Nummer 5) nicht kennen."
)


def draft_cards(words: Texts, hostile: str) -> dict[str, Card]:
    """Return what stands under answers made with templates."""
    follow_ups = (
        FollowUp("leichte-sprache", "Entwurf in Leichter Sprache", "Schreibt einen Entwurf."),
        FollowUp("email", "**E-Mail** [x](y) <b>schreiben</b>", hostile),
    )
    kinds = [Loss(kind, hostile, hostile) for kind in Kind]
    new = [Loss(kind, "5", "5", is_new=True) for kind in (Kind.FIGURE, Kind.DATE, Kind.PARAGRAPH)]
    found = report(_OPEN)
    assert len({one.rule for one in found.findings}) == len(Rule)
    clean = Revised("Das ist gut.", report("Das ist gut."), (), rounds=1)
    still_open = Revised(_OPEN, found, (), rounds=3)
    lossy = Revised("", report(""), (*kinds, *new), rounds=2, whole=False)
    notes = {
        "gaps": Notes(Gaps(3, 1), next=follow_ups),
        "clean": Notes(Gaps(), clean, follow_ups[:1]),
        "open": Notes(Gaps(1), still_open),
        "lossy": Notes(Gaps(), lossy),
    }
    return {
        f"answer-made-{name}": answer_card("a7Kq2", words, notes=one) for name, one in notes.items()
    }
