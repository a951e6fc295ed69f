"""Messages people write after they handed in one of these texts: about it, or about anything."""

from __future__ import annotations

from typing import Final

_TEXT: Final = """
    Merkblatt Wohngeld. Wohngeld ist ein Zuschuss zu den Kosten der Wohnung. Mieterinnen und
    Mieter erhalten Mietzuschuss, Eigentümerinnen und Eigentümer Lastenzuschuss.

    Der Antrag ist bei der Wohngeldbehörde der Stadt Lindenfeld zu stellen. Die Behörde befindet
    sich in der Gartenstraße 4. Sprechzeiten sind montags und donnerstags von 9 bis 12 Uhr.

    Dem Antrag sind beizufügen: der Mietvertrag, Kontoauszüge der letzten drei Monate,
    Einkommensnachweise aller Haushaltsmitglieder und eine Bescheinigung des Vermieters.

    Wohngeld wird vom Ersten des Monats an geleistet, in dem der Antrag eingegangen ist. Der
    Bewilligungszeitraum beträgt in der Regel zwölf Monate. Ein Weiterleistungsantrag soll zwei
    Monate vor dem Ablauf gestellt werden.

    Ausgeschlossen sind Personen, die Bürgergeld oder Grundsicherung im Alter beziehen und deren
    Unterkunftskosten dabei berücksichtigt werden. Studierende haben keinen Anspruch, wenn allen
    Haushaltsmitgliedern BAföG dem Grunde nach zusteht.

    Änderungen der Miete um mehr als 15 Prozent, des Einkommens und der Zahl der
    Haushaltsmitglieder sind unverzüglich mitzuteilen. Wer das unterlässt, handelt
    ordnungswidrig; die Geldbuße beträgt bis zu 2.000 Euro.

    Gegen den Bescheid kann binnen eines Monats Widerspruch eingelegt werden. Zu viel gezahltes
    Wohngeld wird zurückgefordert. Die Bearbeitung dauert derzeit etwa zehn Wochen.
"""
TEXT: Final = tuple(_TEXT.split("\n\n"))

ABOUT: Final = (
    "Welche Unterlagen muss ich dem Antrag beifügen?",
    "Wo ist die Wohngeldbehörde?",
    "Wann sind die Sprechzeiten?",
    "Wie lange dauert die Bearbeitung?",
    "Wie lang ist der Bewilligungszeitraum?",
    "Haben Studierende Anspruch auf Wohngeld?",
    "Wie hoch ist die Geldbuße?",
    "Welche Änderungen sind mitzuteilen?",
    "Bis wann kann man Widerspruch einlegen?",
    "Wer bekommt Lastenzuschuss?",
    "Wann ist der Weiterleistungsantrag zu stellen?",
    "Ab wann wird Wohngeld gezahlt?",
    "Wer ist vom Wohngeld ausgeschlossen?",
    "Ist Bürgergeld mit Wohngeld vereinbar?",
    "Was passiert mit zu viel gezahltem Wohngeld?",
    "Welche Kontoauszüge werden gebraucht?",
    "Braucht man eine Bescheinigung vom Vermieter?",
    "Nenne die Voraussetzungen für den Mietzuschuss.",
    "An wen richtet man den Antrag?",
    "Muss eine Erhöhung der Miete mitgeteilt werden?",
)

ELSEWHERE: Final = (
    "Wie beantrage ich eine Dienstreise nach Brüssel?",
    "Was ist ein Verwaltungsakt?",
    "Wie formuliere ich eine freundliche Absage?",
    "Welche Feiertage gibt es 2027 in Hamburg?",
    "Was bedeutet Ermessensfehlgebrauch?",
    "Wie rechne ich Überstunden ab?",
    "Kannst du mir drei Titel für den Newsletter vorschlagen?",
    "Was sind die Vorteile der elektronischen Akte?",
    "Wie viele Einwohner hat Bremen?",
    "Wer ist für den Brandschutz zuständig?",
    "Wie kann ich in Excel zwei Tabellen verbinden?",
    "Was ist der Unterschied zwischen Verordnung und Satzung?",
    "Wann gilt die Datenschutz-Grundverordnung nicht?",
    "Wie schreibt man eine Stellenausschreibung geschlechtergerecht?",
    "Gibt es eine Checkliste für Umzüge von Dienststellen?",
    "Welche Schritte hat ein Vergabeverfahren?",
    "Wie leite ich eine Besprechung mit zwanzig Personen?",
    "Was hilft gegen Lampenfieber?",
    "Nenne Argumente für und gegen eine Gebührenerhöhung im Freibad.",
    "Wie lange muss man Personalakten aufbewahren?",
    "Was kostet ein Glasfaseranschluss für eine Schule?",
    "Wie baut man einen Vermerk auf?",
    "Kann man eine Videokonferenz aufzeichnen?",
    "Was macht ein Personalrat?",
    "Wie heißt der Bundespräsident?",
    "Worauf kommt es bei Barrierefreiheit im Internet an?",
)

TO_WRITE: Final = (
    "Schreibe eine Einladung zum Sommerfest am 3. Juli.",
    "Übersetze ins Englische: Wohngeld ist ein Zuschuss zu den Kosten der Wohnung.",
    "Formuliere eine Absage auf einen Antrag auf Wohngeld.",
    "Erstelle ein Dokument mit einer Gliederung für den Jahresbericht.",
    "Entwirf eine Pressemitteilung über längere Sprechzeiten.",
    "Danke, das hilft mir.",
    "Mach daraus bitte Stichpunkte: erstens Miete, zweitens Einkommen.",
    "Draft an e-mail about the new opening hours.",
)

POINTING: Final = (
    "Was steht im Dokument zu Fristen?",
    "Fasse die Datei in drei Sätzen zusammen.",
    "Was steht auf Seite 3?",
    "Gibt es darin Angaben zu Kosten?",
    "Laut PDF: wer ist zuständig?",
    "Nenne alle Beträge aus dem Anhang.",
    "Vergleiche die beiden Dateien.",
    "Was sagen die Unterlagen über Ausnahmen?",
    "Schreibe eine Antwort auf Grundlage der hochgeladenen Datei.",
    "Welche Folie zeigt die Kosten, Folie 4?",
    "Steht da etwas zu Studierenden?",
    "What does the document say about deadlines?",
    "Summarise the attached file.",
    "Is there anything in it about fees?",
    "See page 12: what is the amount?",
)
