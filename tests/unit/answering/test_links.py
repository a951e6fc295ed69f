"""What people want to read stays as it is: German text, and links to hosts that they named."""

from __future__ import annotations

import time

import pytest

from bot.answering.links import LinkGuard, guard_for

ORDINARY = [
    "Nach § 5 Abs. 1 Satz 2 Nr. 3 der Satzung (Az. 12/3-4) gilt das nicht.",
    "[bitte ergänzen: Name] und [bitte prüfen: Frist bis 3.12.2026?]",
    "Es gilt a < b und b > c, also auch a<3 und 5>4.",
    "E-Mail: x@y.de, Tel.: 0123/4567-8, Fax:0123/45679",
    "Das World Wide Web, kurz www, ist kein Ort. Auch WWW nicht.",
    "Die Seite musterstadt.de hat z.B. und d.h. und u.a. alles/nichts.",
    "Müller & Söhne, R&D, AT&T; und §§ 1–3 & 5",
    "Uhrzeit: 9:30, Maßstab 1:500, Verhältnis 3:1, Pfad a/b/c, und/oder",
    "Achtung! [Nr. 1] ist neu. [2] auch (siehe Anlage [3]).",
    "**Fett**, *kursiv*, `code`, ~~weg~~\n\n- eins\n  - zwei\n1. drei\n\n> Zitat",
    "Ort: München; Thema: Haushalt // Nachtrag; 12//3",
    "„Das ist so“, sagte sie. – Ja … 100 % 🙂 👩‍💻 ✔️",
    "Betrag: 1.234,56 €/Monat, 3,5 km², 20 °C, 2³",
    "Datei: Vermerk_2026-11-23.docx? Ja: C:\\Ablage\\neu",
    "| A | B |\n|---|---|\n| 1 | 2 |",
    "Zeile eins  \nZeile zwei\n\n\nAbsatz",
    "[Hinweis] [Anlage 1][Anlage 2] f(x)[0] [[doppelt]]",
]


@pytest.mark.parametrize("text", ORDINARY)
def test_ordinary_text_is_left_untouched(text: str) -> None:
    guard = LinkGuard(frozenset({"amt.example.de"}))

    assert guard.shown(text, final=True) == text


@pytest.mark.parametrize("text", ORDINARY)
def test_growing_text_is_only_ever_continued(text: str) -> None:
    guard = LinkGuard(frozenset())
    before = ""
    for end in range(len(text) + 1):
        now = guard.shown(text[:end], final=False)
        assert now.startswith(before)
        before = now
    assert guard.shown(text, final=True).startswith(before)


@pytest.mark.parametrize(
    "text",
    [
        "Siehe https://amt.example.de/formular?id=7#teil, dann weiter.",
        "Siehe (https://amt.example.de/straße).",
        "Siehe „https://amt.example.de“!",
        "Das [Formular](https://amt.example.de/a_(b)) hilft.",
        "Das [Formular [neu]](http://amt.example.de) hilft.",
        "Siehe **www.amt.example.de/formular**.",
        "Siehe https://www.amt.example.de:443/@presse",
        "Siehe amt.example.de/formular",
    ],
)
def test_links_to_a_host_that_the_person_named_stay(text: str) -> None:
    guard = guard_for("Was steht auf https://amt.example.de/start?")

    assert guard.shown(text, final=True) == text


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Das [Formular](https://fremd.example/x) hilft.", "Das Formular hilft."),
        ("Siehe https://www.fremd.example/x?y=1.", "Siehe fremd.example."),
        ("Siehe (www.fremd.example/x), dann", "Siehe (fremd.example), dann"),
        ("Siehe https://a:b@fremd.example/x dazu", "Siehe (entfernt) dazu"),
        ("Siehe https://10.0.0.1/x dazu", "Siehe (entfernt) dazu"),
        ("Siehe https://fr\u0435md.example/x dazu", "Siehe (entfernt) dazu"),
        (f"Siehe https://{'a' * 70}.fremd.example/x", "Siehe (entfernt)"),
        ("Mail an mailto:x@fremd.example?body=Text", "Mail an x@fremd.example"),
        ("Ein Bild: ![Logo](https://fremd.example/l.png)!", "Ein Bild: !"),
        ("Liebe <Name>, <b>fett</b><br>neu", "Liebe ‹Name›, fett\nneu"),
        ("Quelle:\n\n[1]: https://fremd.example/x", "Quelle:\n\n[1] fremd.example"),
        ('Das [F](https://amt.example.de "Titel")', "Das [F](https://amt.example.de)"),
        ("Schrift &auml; &lt;b&gt; &#252;", "Schrift ä  ü"),
    ],
)
def test_other_addresses_leave_readable_words(text: str, shown: str) -> None:
    guard = LinkGuard(frozenset({"amt.example.de"}), removed="(entfernt)")

    assert guard.shown(text, final=True) == shown


def test_hosts_of_mailboxes_are_not_allowed_by_naming_them() -> None:
    guard = guard_for("Schreib an x@fremd.example")

    assert guard.shown("https://fremd.example/x", final=True) == "fremd.example"


def test_hosts_of_several_sources_are_allowed() -> None:
    guard = guard_for("Siehe www.eins.example", "Quelle: HTTPS://Zwei.example/a")

    text = "https://eins.example/x und https://zwei.example/y"
    assert guard.shown(text, final=True) == text


def test_a_begun_link_is_held_back_until_it_is_clear() -> None:
    guard = LinkGuard(frozenset())

    assert guard.shown("Das ist [ein Form", final=False) == "Das ist "
    assert guard.shown("Das ist [ein Form", final=True) == "Das ist [ein Form"


HOSTILE_SHAPES = [
    *("[", "![", "<a", "&", "a.", "[a](", "http://", "a", '[a](x "', "\n", "((", "www.", "\\"),
    *("ä", "𝐡", "&amp;", "x:", "1.", "\n[", "!", ":\\", "<b>", "]", "[]", "//", "a@b.de/", "`"),
]


@pytest.mark.parametrize("shape", HOSTILE_SHAPES)
def test_cost_grows_with_the_length_and_not_with_its_square(shape: str) -> None:
    guard = LinkGuard(frozenset())

    def seconds(length: int) -> float:
        text = (shape * length)[:length]
        best = 1.0
        for _ in range(3):
            begin = time.process_time()
            guard.shown(text, final=True)
            best = min(best, time.process_time() - begin)
        return best

    # Eight times the text: 8 if linear, 64 if quadratic; a floor keeps tiny figures out.
    assert seconds(32_000) < max(0.05, 30 * seconds(4_000))
