"""The demo's minutes: lines of JSON from cue words, in the form a draft of minutes asks for.

Finds what the cue words of `extract` find, names whoever says „ich“ as responsible, and repeats
the words of a deadline. Votes are left to the check, which marks that they are missing.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from bot.model.extract import decisions, sentences, tasks, telling

_MATERIAL: Final = re.compile(r"<material>\n(.*?)\n?</material>", re.DOTALL)
_LINE: Final = re.compile(r"^\[(\d+)\] (?:([^:\n]{1,80}): )?(.*)$", re.MULTILINE)
_TOPIC: Final = re.compile(
    r"(?i)\b(?:tagesordnungspunkt|top|punkt|agenda item)\s+(\d+(?:\.\d+)*|eins|zwei|drei|vier|fünf"
    r"|sechs|sieben|acht|neun|zehn)\b[\s,:.-]*([^.?!]{0,80})"
)
_NUMBERS: Final = {
    word: str(number)
    for number, word in enumerate(
        ("eins", "zwei", "drei", "vier", "fünf", "sechs", "sieben", "acht", "neun", "zehn"), start=1
    )
}
_DEADLINE: Final = re.compile(r"(?i)\b(?:bis|by)\s(?:[^,;.?!]|(?<=\d)\.(?=\s\w)){3,40}")
_OWN: Final = re.compile(r"(?i)\b(?:ich|I)\b")
_BACK: Final = re.compile(r"(?i)\b(?:letzte[nrs]?|damals|voriges|last)\b")
_MOST: Final = 2
NOTHING: Final = '{"type": "done"}'
"""What the demo answers where only a model could: nothing to change, nothing to put together."""


@dataclass(slots=True)
class _Topic:
    number: str
    title: str
    said: list[tuple[int, str, str]]


def minutes(message: str) -> str:
    """Return the lines for one piece of a transcript."""
    materials = _MATERIAL.findall(message)
    if not materials:
        return NOTHING
    title = materials[0].partition("\n")[0]
    spoken = [(int(n), name, text) for n, name, text in _LINE.findall(materials[-1])]
    lines = [line for topic in _topics(spoken, title) for line in _lines_of(topic)]
    return "\n".join([*(json.dumps(line, ensure_ascii=False) for line in lines), NOTHING])


def _topics(spoken: Sequence[tuple[int, str, str]], title: str) -> list[_Topic]:
    """Part the piece where somebody calls an item; what comes before the first is one too."""
    topics = [_Topic("0", title, [])]
    for number, name, text in spoken:
        if match := _TOPIC.search(text):
            called = match[1].lower()
            topics.append(_Topic(_NUMBERS.get(called, called), match[2].strip(" ,:-"), []))
        topics[-1].said.append((number, name, text))
    return [topic for topic in topics if topic.said]


def _lines_of(topic: _Topic) -> Iterator[dict[str, object]]:
    numbers = [number for number, _, _ in topic.said]
    found = [line for said in topic.said for line in _results(topic.number, *said)]
    everything = " ".join(text for _, _, text in topic.said)
    core = telling(sentences(everything), _MOST if not found else 1)
    if topic.number == "0" and not found:
        yield {"type": "use", "as": "procedure", "from": numbers}
        return
    yield {"type": "item", "top": topic.number, "title": topic.title}
    for sentence in core:
        holding = [n for n, _, text in topic.said if sentence.text in text]
        yield {"type": "statement", "top": topic.number, "text": sentence.text, "from": holding}
    yield from found
    yield {"type": "use", "as": "item", "top": topic.number, "from": numbers}


def _results(top: str, number: int, name: str, text: str) -> Iterator[dict[str, object]]:
    """Yield the decision and the task of one utterance, as far as cue words tell."""
    said = [one for one in sentences(text) if not one.text.endswith("?")]
    decided = [one for one in decisions(said, 1) if not _BACK.search(one.text)]
    for one in decided:
        outcome = "rejected" if "abgelehnt" in one.text else "agreed"
        yield {
            "type": "decision", "top": top, "text": one.text, "outcome": outcome, "from": [number]
        }  # fmt: skip
    due = [] if decided else tasks(said, 1)
    for one in due:
        deadline = _DEADLINE.search(one.text)
        yield {
            "type": "action",
            "top": top,
            "what": one.text,
            "who": name if _OWN.search(one.text) else "",
            "spoken": deadline[0] if deadline else "",
            "from": [number],
        }
