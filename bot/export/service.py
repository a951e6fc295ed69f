"""A report as a file: laid out with the agency's words, written into its template."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from bot.agency.profile import Agency
from bot.core.ids import AgencyId
from bot.core.texts import Texts
from bot.export.cleaning import file_name
from bot.export.layout import paper_of
from bot.export.printing import Printer
from bot.export.report import Format, Report
from bot.export.word_template import WordTemplates


@dataclass(frozen=True, slots=True)
class File:
    """A file to hand out."""

    name: str
    content: bytes


class ExportService:
    """Makes files; ``templates`` are the agencies' own for Word, let in at the start."""

    def __init__(self, printer: Printer, templates: Mapping[AgencyId, WordTemplates]) -> None:
        self._printer = printer
        self._templates = templates

    async def export(self, report: Report, form: Format, *, agency: Agency, texts: Texts) -> File:
        """Return the report as Word or PDF; raises ExportFailed."""
        paper = paper_of(report, texts, agency=agency.name)
        own = self._templates.get(agency.key, WordTemplates())
        template = own.of(report.use) if form is Format.WORD else None
        content = await self._printer.print(paper, form, template)
        return File(file_name(report.kind, report.day, form.value), content)
