"""An agency's profile: name, tenants, brand, rules. One TOML file each, no unknown keys.

The shipped example documents every key and serves a local run as it is. A tenant belongs to one
agency at most; ``"*"`` (any tenant) is for local runs only.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from datetime import date
from importlib import resources
from pathlib import Path
from string import Formatter
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from bot.core.errors import ConfigurationError
from bot.core.ids import AgencyId, TenantId
from bot.core.texts import LANGUAGES, load

_ANY_TENANT = "*"
_SETTING = "AGENCY_PROFILES"
_WORD = r"[\w .-]+\.(docx|dotx)"
_KIND_OR_WORD = rf"^([a-z0-9_]{{0,40}}|{_WORD})$"
_HEX_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Brand(_Section):
    """How the assistant looks and whom people ask."""

    accent: str = "#7074D2"
    logo: str = ""
    contact: str = ""
    privacy_url: str = ""
    terms_url: str = ""

    @field_validator("accent")
    @classmethod
    def _is_a_colour(cls, value: str) -> str:
        if not _HEX_COLOUR.fullmatch(value):
            raise ValueError("must look like #7074D2")
        return value

    @field_validator("privacy_url", "terms_url")
    @classmethod
    def _is_https(cls, value: str) -> str:
        if value and not value.startswith("https://"):
            raise ValueError("must begin with https://")
        return value


class Notice(_Section):
    """The privacy and AI notice: which edition is in force, and since when."""

    edition: Annotated[int, Field(ge=1)] = 1
    since: date = date(2026, 1, 1)


class LibraryRules(_Section):
    """Which templates this agency offers."""

    folder: str = ""
    hidden: tuple[str, ...] = ()
    blocks: str = ""
    gender_form: Literal["neutral", "both", "colon", "star"] = "neutral"
    starters: Annotated[tuple[str, ...], Field(max_length=12)] = ()
    reviewers: tuple[str, ...] = ()
    owners: bool = True


class Limits(_Section):
    """How much one person may use."""

    prompts_per_day: Annotated[int, Field(ge=0)] = 200
    file_mb: Annotated[int, Field(ge=1, le=25)] = 25
    pages: Annotated[int, Field(ge=1, le=1500)] = 1500
    files: Annotated[int, Field(ge=1, le=10)] = 10
    ocr_pages: Annotated[int, Field(ge=0, le=300)] = 30


class SummaryRules(_Section):
    """How summaries of files are checked."""

    second_look: bool = False


class MinutesRules(_Section):
    """How minutes of meetings are offered and look.

    ``template`` names the kind that is preset, or a Word file; then ``kind`` presets one.
    """

    offer: Literal["on", "off", "organiser"] = "organiser"
    consent: bool = True
    template: Annotated[str, Field(pattern=_KIND_OR_WORD)] = "ergebnisprotokoll"
    kind: Annotated[str, Field(pattern=r"^[a-z0-9_]{0,40}$")] = ""
    law: str = ""
    folder: str = ""
    discard: bool = True
    from_teams: bool = True

    @property
    def preset(self) -> str:
        """The id of the kind that is preset; empty: ours."""
        return self.kind or ("" if self.word_template else self.template)

    @property
    def word_template(self) -> str:
        """The Word file for minutes; empty: that for all documents."""
        return self.template if self.template.endswith((".docx", ".dotx")) else ""


class ExportRules(_Section):
    """How files look that people take with them."""

    word_template: Annotated[str, Field(pattern=rf"^({_WORD})?$")] = ""


class ResearchRules(_Section):
    """Which SharePoint sites are searched."""

    sites: tuple[str, ...] = ()


class Agency(_Section):
    """One agency. ``languages[0]`` is its default language."""

    id: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,62}$")]
    name: Annotated[str, Field(min_length=1, max_length=60)]
    tenants: Annotated[tuple[str, ...], Field(min_length=1)]
    languages: Annotated[tuple[Literal["de", "en"], ...], Field(min_length=1)] = ("de", "en")
    retention_days: Annotated[int, Field(ge=1, le=365)] = 30
    require_acceptance: bool = False
    notice: Notice = Notice()
    brand: Brand = Brand()
    library: LibraryRules = LibraryRules()
    limits: Limits = Limits()
    summaries: SummaryRules = SummaryRules()
    minutes: MinutesRules = MinutesRules()
    export: ExportRules = ExportRules()
    research: ResearchRules = ResearchRules()
    texts: dict[str, dict[str, str]] = Field(default_factory=dict)

    @field_validator("texts")
    @classmethod
    def _fit_their_places(cls, value: dict[str, dict[str, str]]) -> dict[str, dict[str, str]]:
        for language, sentences in value.items():
            if language not in LANGUAGES:
                raise ValueError(f"there is no language {language!r}")
            shipped = load(language)
            for key, sentence in sentences.items():
                if key not in shipped:
                    raise ValueError(f"no sentence of ours has the key {key!r}")
                if not _places(sentence) <= _places(shipped[key]):
                    raise ValueError(f"{key!r} names a place that the shipped sentence has not")
        return value

    @property
    def key(self) -> AgencyId:
        """The agency's id as a typed identifier."""
        return AgencyId(self.id)

    @property
    def retention_s(self) -> int:
        """How long texts are kept, in seconds."""
        return self.retention_days * 86_400

    def language_for(self, locale: str) -> str:
        """Return the language of ours that fits a locale such as ``de-DE``."""
        wanted = locale.split("-", 1)[0].lower()
        return wanted if wanted in self.languages else self.languages[0]


class Agencies:
    """All agencies this bot serves, found by tenant."""

    def __init__(self, agencies: Iterable[Agency], *, allow_any_tenant: bool) -> None:
        self.all = tuple(agencies)
        self._by_tenant: dict[str, Agency] = {}
        for agency in self.all:
            for tenant in agency.tenants:
                self._enter(tenant.lower(), agency, allow_any_tenant=allow_any_tenant)

    def _enter(self, tenant: str, agency: Agency, *, allow_any_tenant: bool) -> None:
        if tenant == _ANY_TENANT and not allow_any_tenant:
            raise ConfigurationError(
                _SETTING, f'profile {agency.id!r} serves any tenant ("*"): only in a local run'
            )
        if tenant in self._by_tenant:
            raise ConfigurationError(_SETTING, f"two profiles claim the tenant of {agency.id!r}")
        self._by_tenant[tenant] = agency

    def of(self, tenant: TenantId) -> Agency | None:
        """Return the agency of a tenant, or None: then nothing of the message is processed."""
        return self._by_tenant.get(tenant.lower()) or self._by_tenant.get(_ANY_TENANT)


def load_agencies(folder: Path | None, *, allow_any_tenant: bool) -> Agencies:
    """Read all profiles of a folder, or the shipped example.

    Raises ConfigurationError naming the file and the key that is wrong.
    """
    if folder is None:
        shipped = resources.files("bot.agency").joinpath("profiles/example.toml")
        agencies = [parse(shipped.read_text("utf-8"), "example.toml")]
    else:
        files = sorted(folder.glob("*.toml")) if folder.is_dir() else []
        if not files:
            raise ConfigurationError(_SETTING, "names no folder with *.toml profiles")
        agencies = [parse(_text(file), file.name) for file in files]
    return Agencies(agencies, allow_any_tenant=allow_any_tenant)


def _text(file: Path) -> str:
    try:
        return file.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigurationError(_SETTING, f"{file.name} is no readable UTF-8 file") from error


def _places(sentence: str) -> set[str]:
    """Return the names in braces; raises ValueError for braces that don't close."""
    return {name for _, name, _, _ in Formatter().parse(sentence) if name is not None}


def parse(toml: str, file_name: str) -> Agency:
    """Read one profile; ``file_name`` is for the error only."""
    try:
        return Agency.model_validate(tomllib.loads(toml))
    except tomllib.TOMLDecodeError as error:
        raise ConfigurationError(_SETTING, f"{file_name}: {error}") from error
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise ConfigurationError(_SETTING, f"{file_name}: {where}: {first['msg']}") from error
