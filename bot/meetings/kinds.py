"""The kinds of minutes: template files with structure, prompt and required fields.

Shipped ones lie in kinds/*.md, an agency's in a folder of its profile: a file of the same id
replaces ours, a broken one is left out with a warning that names it, never a reason not to start.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable, Mapping
from enum import StrEnum
from importlib import resources
from pathlib import Path
from typing import Annotated, Final

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from bot.core import front_matter
from bot.core.errors import ConfigurationError

DEFAULT: Final = "ergebnisprotokoll"
_MOST_BYTES: Final = 64_000
_HEADING: Final = re.compile(r"^# (Deutsch|English)\s*$", re.MULTILINE)
_LANGUAGES: Final = {"Deutsch": "de", "English": "en"}
_log = logging.getLogger(__name__)


class FieldName(StrEnum):
    """What a kind or a law can require of minutes."""

    DAY = "day"
    BEGIN = "begin"
    END = "end"
    PLACE = "place"
    NAMES = "names"
    AGENDA = "agenda"
    MOTIONS = "motions"
    DECISIONS = "decisions"
    VOTES = "votes"
    CHAIR = "chair"
    KEEPER = "keeper"


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Law(_Strict):
    """A legal basis and the fields it wants."""

    id: Annotated[str, Field(pattern=r"^[a-z0-9_]{1,40}$")]
    title: Annotated[str, Field(min_length=1, max_length=80)]
    required: tuple[FieldName, ...]


class Kind(_Strict):
    """A kind of minutes; ``parts``: public and closed parts become two documents."""

    id: Annotated[str, Field(pattern=r"^[a-z0-9_]{1,40}$")]
    version: Annotated[int, Field(ge=1)] = 1
    title: Mapping[str, str]
    audience: Mapping[str, str] = {}
    structure: tuple[str, ...] = ()
    required: tuple[FieldName, ...] = ()
    verbatim: bool = False
    parts: bool = False
    law: tuple[Law, ...] = ()
    bodies: Mapping[str, str] = {}

    def title_in(self, language: str) -> str:
        """Return its name; the German one where there is no other."""
        return self.title.get(language) or self.title["de"]

    def body_in(self, language: str) -> str:
        """Return what the model is told about it."""
        return self.bodies.get(language) or self.bodies["de"]

    def required_by(self, law_id: str = "") -> frozenset[FieldName]:
        """Return the fields that the kind and the named law want."""
        wanted = next((law.required for law in self.law if law.id == law_id), ())
        return frozenset((*self.required, *wanted))


class KindInvalid(ValueError):
    """A kind's file is malformed."""


class Kinds:
    """All kinds an agency offers, by id."""

    def __init__(self, kinds: Iterable[Kind]) -> None:
        self._by_id = {kind.id: kind for kind in kinds}

    @property
    def all(self) -> tuple[Kind, ...]:
        """The kinds, ours in the order in which they are offered, then the agency's own."""
        return tuple(self._by_id.values())

    def get(self, kind_id: str) -> Kind:
        """Return a kind; the results' where that id is unknown (an old card)."""
        return self._by_id.get(kind_id) or self._by_id[DEFAULT]


def load_kinds(folder: Path | None = None) -> Kinds:
    """Read the shipped kinds and an agency's folder.

    Raises ConfigurationError when a shipped file is broken or there is no such folder.
    """
    shipped = {kind.id: kind for kind in _shipped()}
    order = sorted(shipped, key=lambda one: (_ORDER.index(one) if one in _ORDER else 99, one))
    kinds = {one: shipped[one] for one in order}
    if folder is not None:
        if not folder.is_dir():
            raise ConfigurationError("minutes.folder", f"{folder.name!r} is no folder")
        kinds |= {kind.id: kind for path in sorted(folder.glob("*.md")) if (kind := _own(path))}
    return Kinds(kinds.values())


def parse(text: str) -> Kind:
    """Read one file; raises KindInvalid with the reason."""
    try:
        front, body = front_matter.split(text)
    except front_matter.FrontMatterInvalid as error:
        raise KindInvalid(str(error)) from error
    parts = _HEADING.split(body)
    bodies = {
        _LANGUAGES[name]: body.strip() for name, body in zip(parts[1::2], parts[2::2], strict=True)
    }
    if not bodies.get("de"):
        raise KindInvalid("it needs a part # Deutsch")
    try:
        kind = Kind.model_validate({**front, "bodies": bodies})
    except ValidationError as error:
        first = error.errors()[0]
        raise KindInvalid(f"{'.'.join(map(str, first['loc']))}: {first['msg']}") from error
    if not kind.title.get("de"):
        raise KindInvalid("title.de is missing")
    return kind


def _shipped() -> Iterable[Kind]:
    for file in resources.files("bot.meetings").joinpath("kinds").iterdir():
        if file.name.endswith(".md"):
            try:
                yield parse(file.read_text("utf-8"))
            except KindInvalid as error:
                raise ConfigurationError("minutes", f"kinds/{file.name}: {error}") from error


def _own(path: Path) -> Kind | None:
    reason = "too big"
    try:
        if path.stat().st_size <= _MOST_BYTES:
            return parse(path.read_text("utf-8"))
    except (KindInvalid, UnicodeDecodeError) as error:
        reason = str(error) if isinstance(error, KindInvalid) else "is not UTF-8"
    except OSError as error:
        reason = type(error).__name__
    _log.warning("Kind of minutes left out", extra={"kind_file": path.name, "reason": reason})
    return None


_ORDER: Final = (
    "ergebnisprotokoll",
    "beschlussprotokoll",
    "verlaufsprotokoll",
    "kurzvermerk",
    "gremiensitzung",
    "wortprotokoll",
)
