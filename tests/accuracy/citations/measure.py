"""Counting what is found and what is doubted wrongly, by class of fault."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from bot.evidence.checking import Checked, Doubt, Verdict, check
from bot.evidence.passages import Passages
from tests.accuracy.citations.cases import BY_WORDING, SETS, Case, clean, faults, passages
from tests.accuracy.citations.planted import planted


@dataclass(slots=True)
class Tally:
    """The figures of one set or several."""

    planted: Counter[str] = field(default_factory=Counter)
    found: Counter[str] = field(default_factory=Counter)
    n_clean: int = 0
    doubted: list[str] = field(default_factory=list)
    doubted_in_meaning: list[str] = field(default_factory=list)
    missed: list[str] = field(default_factory=list)

    def recall(self, *, by_wording: bool) -> float:
        """Return the share of planted faults that were found."""
        kinds = [kind for kind in self.planted if (kind in BY_WORDING) is by_wording]
        return sum(self.found[kind] for kind in kinds) / sum(self.planted[kind] for kind in kinds)

    @property
    def false_alarms(self) -> float:
        """The share of clean cases whose wording was doubted."""
        return len(self.doubted) / self.n_clean

    @property
    def false_alarms_in_meaning(self) -> float:
        """The share of clean cases whose meaning was doubted."""
        return len(self.doubted_in_meaning) / self.n_clean


def measure(names: Iterable[str] = SETS) -> Tally:
    """Check every case of some sets."""
    tally = Tally()
    for name in names:
        source = passages(name)
        _count_clean(clean(name), source, tally)
        _count_faults([*faults(name), *planted(name)], source, tally)
    return tally


def table(tally: Tally) -> str:
    """Return the figures as a Markdown table."""
    lines = ["| fault | planted | found | recall |", "| --- | ---: | ---: | ---: |"]
    for kind in sorted(tally.planted, key=lambda kind: (kind not in BY_WORDING, kind)):
        n, k = tally.planted[kind], tally.found[kind]
        lines.append(f"| {kind} | {n} | {k} | {k / n:.2f} |")
    for by_wording, what in ((True, "wording"), (False, "meaning")):
        n = sum(c for kind, c in tally.planted.items() if (kind in BY_WORDING) is by_wording)
        recall = tally.recall(by_wording=by_wording)
        lines.append(f"| **faults of {what}** | {n} | {round(recall * n)} | **{recall:.3f}** |")
    alarms = (
        f"Clean statements: {tally.n_clean}; wording doubted {tally.false_alarms:.3f},"
        f" meaning doubted {tally.false_alarms_in_meaning:.3f}"
    )
    return "\n".join((*lines, "", alarms))


def _count_clean(cases: Sequence[Case], source: Passages, tally: Tally) -> None:
    tally.n_clean += len(cases)
    for case in cases:
        checked = check(case.text, source, language=case.language)
        doubts = {mark.doubt for mark in checked.marks}
        moved = any(one.verdict is not Verdict.HELD for one in checked.citations)
        if doubts - {Doubt.MEANING} or moved or checked.n_held != checked.n_claims:
            tally.doubted.append(f"{case.text} -> {_said(checked)}")
        if Doubt.MEANING in doubts:
            tally.doubted_in_meaning.append(f"{case.text} -> {_said(checked)}")


def _count_faults(cases: Sequence[Case], source: Passages, tally: Tally) -> None:
    for case in cases:
        tally.planted[case.fault] += 1
        checked = check(case.text, source, language=case.language)
        if _is_found(case, checked):
            tally.found[case.fault] += 1
        else:
            tally.missed.append(f"{case.fault} | {case.text}")


def _is_found(case: Case, checked: Checked) -> bool:
    """Return whether a wrong page was repaired, and for other faults whether it is marked."""
    if case.fault in {"wrong_page", "relabelled"}:
        return bool(checked.citations) and all(
            one.verdict is Verdict.MOVED for one in checked.citations
        )
    return bool(checked.marks)


def _said(checked: Checked) -> str:
    marks = [f"{mark.doubt} {mark.words}" for mark in checked.marks]
    return "; ".join((*marks, *(one.verdict for one in checked.citations)))
