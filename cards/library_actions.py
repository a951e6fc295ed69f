"""The verbs of the prompt library: finding, filling, and making templates."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar, Final

from cards.action import (
    ANEW,
    VERSION,
    Action,
    counted,
    form_inputs,
    given,
    is_count,
    is_entry,
    is_id,
    one_of,
    optional,
)


@dataclass(frozen=True, slots=True)
class LibraryHome(Action):
    """Open the library; ``anew``: below, so that the pressed card stays."""

    verb: ClassVar[str] = "library.home"
    anew: str = optional(one_of(ANEW))


@dataclass(frozen=True, slots=True)
class LibraryOpen(Action):
    """Show the templates of one category; ``anew``: below, so that the pressed card stays."""

    verb: ClassVar[str] = "library.open"
    category: str = given(is_id)
    anew: str = optional(one_of(ANEW))


@dataclass(frozen=True, slots=True)
class LibraryChoose(Action):
    """Open the template chosen in the search field, or search for what was typed there."""

    verb: ClassVar[str] = "library.choose"
    template: str = optional(is_entry)


@dataclass(frozen=True, slots=True)
class TemplateOpen(Action):
    """Show a template's form."""

    verb: ClassVar[str] = "template.open"
    id: str = given(is_id)


@dataclass(frozen=True, slots=True)
class TemplateExample(Action):
    """Fill a template's form with its example."""

    verb: ClassVar[str] = "template.example"
    id: str = given(is_id)


@dataclass(frozen=True, slots=True)
class TemplateNext(Action):
    """Open a template's form with an answer of mine in its first long field."""

    verb: ClassVar[str] = "template.next"
    id: str = given(is_id)
    answer: str = given(is_id)


@dataclass(frozen=True, slots=True)
class TemplateRun(Action):
    """Run a template with what was entered in its form."""

    verb: ClassVar[str] = "template.run"
    id: str = given(is_id)
    values: Mapping[str, str] = field(default_factory=dict)

    def data(self) -> dict[str, object]:
        """Return what the button sends: the id only, since the form's inputs add the values."""
        return {"v": VERSION, "id": self.id}

    @classmethod
    def read(cls, sent: Mapping[str, object]) -> Action | None:
        """Return the action; every input of the form carries FIELD_PREFIX."""
        values = form_inputs(sent, "id")
        fits = is_id(sent.get("id")) and values is not None
        return cls(str(sent["id"]), values or {}) if fits else None


@dataclass(frozen=True, slots=True)
class ShelfOpen(Action):
    """Show what stands on a shelf: my own, my teams', the agency's."""

    verb: ClassVar[str] = "library.shelf"
    kind: str = given(one_of("personal", "team", "agency"))
    anew: str = optional(one_of(ANEW))


@dataclass(frozen=True, slots=True)
class _OnTemplate(Action):
    """A button about one template."""

    id: str = given(is_id)


class TemplatePage(_OnTemplate):
    """Show a template and what can be done with it."""

    verb = "template.page"


@dataclass(frozen=True, slots=True)
class TemplateFavourite(Action):
    """Mark a template as a favourite, or take the mark away."""

    verb: ClassVar[str] = "template.favourite"
    id: str = given(is_id)
    mark: str = given(one_of("on", "off"))


@dataclass(frozen=True, slots=True)
class TemplateNew(Action):
    """Begin a template: from nothing, or from an answer of mine."""

    verb: ClassVar[str] = "template.new"
    answer: str = optional(is_id)


class TemplateEdit(_OnTemplate):
    """Open a template for editing."""

    verb = "template.edit"


class TemplateCopy(_OnTemplate):
    """Put a copy among my own."""

    verb = "template.copy"


@dataclass(frozen=True, slots=True)
class TemplateEntries(Action):
    """A button that takes the editor's entries along."""

    id: str = optional(is_id)
    base: int | str = counted()
    circle: str = optional(one_of("here"))
    title: str = optional(is_entry)
    description: str = optional(is_entry)
    category: str = optional(is_id)
    tone: str = optional(is_id)
    instruction: str = optional(is_entry)
    audience: str = optional(is_entry)
    example: str = optional(is_entry)
    note: str = optional(is_entry)


class TemplateSave(TemplateEntries):
    """Keep what was entered: as a new template, or as the next version of ``id``."""

    verb = "template.save"


class TemplatePreview(TemplateEntries):
    """Show how the template would ask, and keep nothing yet."""

    verb = "template.preview"


class TemplateFields(_OnTemplate):
    """Open the fields of a template for editing."""

    verb = "template.fields"


@dataclass(frozen=True, slots=True)
class TemplateSaveFields(Action):
    """Keep what was entered about a template's fields."""

    verb: ClassVar[str] = "template.save_fields"
    id: str = given(is_id)
    base: int = given(is_count)
    values: Mapping[str, str] = field(default_factory=dict)

    def data(self) -> dict[str, object]:
        """Return what the button sends; the form's inputs add the values."""
        return {"v": VERSION, "id": self.id, "base": self.base}

    @classmethod
    def read(cls, sent: Mapping[str, object]) -> Action | None:
        """Return the action with the entries under their fields' names."""
        values, base = form_inputs(sent, "id", "base"), sent.get("base")
        if values is None or not is_id(sent.get("id")) or not is_count(base):
            return None
        return cls(str(sent["id"]), int(str(base)), values)


class TemplateVersions(_OnTemplate):
    """List the versions of a template."""

    verb = "template.versions"


@dataclass(frozen=True, slots=True)
class TemplateDiff(Action):
    """Compare a version with the one before it."""

    verb: ClassVar[str] = "template.diff"
    id: str = given(is_id)
    number: int = given(is_count)


@dataclass(frozen=True, slots=True)
class TemplateRestore(Action):
    """Make an earlier version the current one."""

    verb: ClassVar[str] = "template.restore"
    id: str = given(is_id)
    number: int = given(is_count)
    base: int = given(is_count)


class TemplateDelete(_OnTemplate):
    """Delete a template."""

    verb = "template.delete"


class TemplateUndo(_OnTemplate):
    """Bring back what was deleted just now."""

    verb = "template.undo"


@dataclass(frozen=True, slots=True)
class TemplateShare(Action):
    """Put a copy on a team's shelf; ``circle`` is its place in the person's own list."""

    verb: ClassVar[str] = "template.share"
    id: str = given(is_id)
    circle: str = optional(is_id)


class TemplatePropose(_OnTemplate):
    """Propose a template to the agency."""

    verb = "template.propose"


@dataclass(frozen=True, slots=True)
class ProposalSend(Action):
    """Send a proposal after its check was read: as a new template, or a version of the original."""

    verb: ClassVar[str] = "proposal.send"
    id: str = given(is_id)
    place: str = optional(one_of("version"))


@dataclass(frozen=True, slots=True)
class ProposalsWaiting(Action):
    """Show a reviewer what waits."""

    verb: ClassVar[str] = "proposal.waiting"


class ProposalOpen(_OnTemplate):
    """Show a proposal to a reviewer."""

    verb = "proposal.open"


@dataclass(frozen=True, slots=True)
class ProposalDecide(Action):
    """Release or refuse a proposal, with a reason."""

    verb: ClassVar[str] = "proposal.decide"
    id: str = given(is_id)
    decision: str = given(one_of("release", "refuse"))
    reason: str = optional(is_entry)


LIBRARY_ACTIONS: Final[tuple[type[Action], ...]] = (
    LibraryHome,
    LibraryOpen,
    LibraryChoose,
    ShelfOpen,
    TemplateOpen,
    TemplateExample,
    TemplateNext,
    TemplateRun,
    TemplatePage,
    TemplateFavourite,
    TemplateNew,
    TemplateEdit,
    TemplateCopy,
    TemplateSave,
    TemplatePreview,
    TemplateFields,
    TemplateSaveFields,
    TemplateVersions,
    TemplateDiff,
    TemplateRestore,
    TemplateDelete,
    TemplateUndo,
    TemplateShare,
    TemplatePropose,
    ProposalSend,
    ProposalsWaiting,
    ProposalOpen,
    ProposalDecide,
)
