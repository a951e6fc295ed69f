"""Finding passages: how often the right one is in front, and how long it takes.

On transcripts of council meetings where they lie beside the checkout: titles of agenda items are
the questions, and what was said within four minutes before a vote on them is right. A hard set:
people rarely say the title. Without the transcripts only the leaflet of the tests is asked.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Final

from bot.ranking.index import Index
from bot.transcripts.parser import parse
from tests.unit.documents.asked_of_files import ABOUT, TEXT
from tests.unit.ranking.test_index import PASSAGES

_TRANSCRIPTS: Final = Path(__file__).parents[3] / "shared/data/transcripts"
_WORDS: Final = 120
_BEFORE_S: Final = 240
_DEPTH: Final = 100
_BOOK: Final = 2_400  # passages: 450 pages
_PART: Final = 4  # letters of words that compounds are made of
_PLAIN: Final = 0.8  # of the words of that book are no compounds of two
_SEED: Final = 7


@dataclass
class Tally:
    """Ranks at which the first right passage came; 0 for none."""

    ranks: list[int] = field(default_factory=list)
    index_s: float = 0.0
    query_s: float = 0.0

    def row(self, name: str) -> str:
        """Return the line of the table."""
        n = max(1, len(self.ranks))
        times = f"{self.index_s:.2f} | {1000 * self.query_s / n:.2f} |"
        if not any(self.ranks):
            return f"| {name} | {n} | – | – | – | – | {times}"
        mrr = sum(1 / rank for rank in self.ranks if rank) / n
        hits = [sum(0 < rank <= at for rank in self.ranks) / n for at in (1, 5, 10)]
        shown = " | ".join(f"{hit:.2f}" for hit in hits)
        return f"| {name} | {n} | {mrr:.3f} | {shown} | {times}"


def run() -> str:
    """Return the table."""
    head = (
        "| set | questions | MRR | hit@1 | hit@5 | hit@10 | index s | query ms |",
        "| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |",
    )
    rows = [_speed().row(f"{_BOOK} passages (speed only)")]
    if _TRANSCRIPTS.is_dir():
        rows.insert(0, _councils().row("council transcripts"))
    return "\n".join((*head, *rows))


def _councils() -> Tally:
    tally = Tally()
    for file in sorted(_TRANSCRIPTS.glob("*.vtt")):
        passages = _passages(file.read_text("utf-8"))
        index = _indexed([" ".join(word for word, _ in one) for one in passages], tally)
        for title, moment in _votes(file):
            right = {
                number
                for number, one in enumerate(passages)
                if one[-1][1] >= moment - _BEFORE_S and one[0][1] <= moment
            }
            if right:
                _ask(index, title, right, tally)
    return tally


def _passages(text: str) -> list[list[tuple[str, float]]]:
    """Return passages of words, each with about the second at which it was said."""
    timed: list[tuple[str, float]] = []
    for utterance in parse(text).utterances:
        spoken = utterance.text.split()
        begin, end = utterance.begin_s or 0.0, utterance.end_s or 0.0
        step = (end - begin) / max(1, len(spoken))
        timed += [(word, begin + step * number) for number, word in enumerate(spoken)]
    return [timed[at : at + _WORDS] for at in range(0, len(timed), _WORDS)]


def _votes(file: Path) -> Iterator[tuple[str, float]]:
    """Yield each title with the second of its first vote."""
    seen: set[str] = set()
    for vote in json.loads(file.with_suffix(".votes.json").read_text("utf-8")):
        if vote["title"] not in seen:
            seen.add(vote["title"])
            hours, minutes, seconds = map(int, vote["time"].split(":"))
            yield vote["title"], hours * 3600.0 + minutes * 60 + seconds


def _speed() -> Tally:
    tally = Tally()
    random = Random(_SEED)  # noqa: S311  # the same book in every run, nothing secret
    spoken = " ".join((*TEXT, *PASSAGES)).split()
    parts = sorted({word.strip(".,;:").lower() for word in spoken if len(word) > _PART})

    def word() -> str:
        made = random.choice(parts)
        return made if random.random() < _PLAIN else made + random.choice(parts)

    index = _indexed([" ".join(word() for _ in range(_WORDS)) for _ in range(_BOOK)], tally)
    for question in ABOUT:
        _ask(index, question, set(), tally)
    return tally


def _indexed(passages: Sequence[str], tally: Tally) -> Index:
    started = time.process_time()
    index = Index.of(passages)
    tally.index_s += time.process_time() - started
    return index


def _ask(index: Index, question: str, right: set[int], tally: Tally) -> None:
    started = time.process_time()
    hits = index.search(question, _DEPTH)
    tally.query_s += time.process_time() - started
    ranks = (rank for rank, hit in enumerate(hits, 1) if hit.position in right)
    tally.ranks.append(next(ranks, 0))
