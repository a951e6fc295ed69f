"""Lays a report out: in which order it is written, and with which sentences of ours.

The agency's wording can change every sentence, but not leave out the notice that an AI wrote the
text. What comes of it is written by a child process, which needs no languages (see paper.py).
"""

from __future__ import annotations

from bot.core.texts import Texts
from bot.export.blocks import Block, Listing, Paragraph, Run, Signatures, heading, listing
from bot.export.paper import Paper
from bot.export.report import Mark, Report


def paper_of(report: Report, texts: Texts, *, agency: str) -> Paper:
    """Lay a report out for an agency, in the language of its texts."""
    notice = texts("export.notice_demo" if report.is_demo else "export.notice", agency=agency)
    return Paper(
        title=report.title,
        kind=report.kind,
        agency=agency,
        date=texts.date(report.day),
        iso_date=report.day.isoformat(),
        language=report.language,
        reference=report.reference,
        reference_label=texts("export.reference"),
        reference_hint=texts("export.reference_hint"),
        date_label=texts("export.date"),
        facts=report.facts,
        notice=notice,
        notices=tuple(filter(None, (report.warning, report.coverage, _to_check(report, texts)))),
        body=report.body,
        end=_end(report, texts),
        footnotes=report.footnotes,
        marks=report.marks,
        mark_label=texts("export.check"),
        quoted=texts("export.quoted", words="{words}"),
        page=texts("export.page", page="{page}", pages="{pages}"),
        category=texts("export.category"),
        unshown=texts("export.unshown"),
    )


def _to_check(report: Report, texts: Texts) -> str:
    return texts.count("export.marked", len(report.marks)) if report.marks else ""


def _end(report: Report, texts: Texts) -> tuple[Block, ...]:
    """Return what follows the text: what to check, the sources, the lines to sign on."""
    end: list[Block] = []
    if report.marks:
        end += [heading(texts("export.check")), _checks(report.marks, texts)]
    if report.sources:
        end += [heading(texts("export.sources")), listing(report.sources, ordered=True)]
    if report.signatures:
        end.append(Signatures(under=report.signatures))
    return tuple(end)


def _checks(marks: tuple[Mark, ...], texts: Texts) -> Listing:
    def line(mark: Mark) -> Paragraph:
        quoted = texts("export.quoted", words=mark.words)
        return Paragraph(runs=(Run(text=f"{quoted}: ", bold=True), Run(text=mark.about)))

    return Listing(items=tuple((line(mark),) for mark in marks))
