"""Agency profiles: what is read, what is refused and by which name, whose tenant is whose."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.agency.profile import Agencies, Agency, load_agencies, parse
from bot.core.errors import ConfigurationError
from bot.core.ids import TenantId

LEAST = 'id = "amt"\nname = "Amt"\ntenants = ["t-1"]\n'


def test_the_shipped_example_serves_a_local_run_and_nothing_else() -> None:
    agencies = load_agencies(None, allow_any_tenant=True)
    agency = agencies.of(TenantId("anybody"))
    assert agency is not None
    assert not agency.require_acceptance
    with pytest.raises(ConfigurationError, match="any tenant"):
        load_agencies(None, allow_any_tenant=False)


def test_the_least_profile_has_sound_defaults() -> None:
    agency = parse(LEAST, "amt.toml")
    assert agency.languages == ("de", "en")
    assert agency.retention_s == 30 * 86_400
    assert agency.limits.file_mb == 25
    assert agency.key == "amt"


@pytest.mark.parametrize(
    ("more", "named"),
    [
        ("colour = 1", "colour"),
        ("[brand]\ncolor = 1", "brand.color"),
        ('[brand]\naccent = "red"', "brand.accent"),
        ('[brand]\nprivacy_url = "http://x.example"', "brand.privacy_url"),
        ("[limits]\nfile_mb = 26", "limits.file_mb"),
        ("[limits]\npages = 0", "limits.pages"),
        ("[limits]\nprompts_per_day = -1", "limits.prompts_per_day"),
        ("retention_days = 0", "retention_days"),
        ("retention_days = 366", "retention_days"),
        ('languages = ["fr"]', "languages"),
        ("languages = []", "languages"),
        ('[minutes]\noffer = "sometimes"', "minutes.offer"),
        ('[minutes]\ntemplate = "../protokoll.docx"', "minutes.template"),
        ('[minutes]\ntemplate = "protokoll.doc"', "minutes.template"),
        ('[minutes]\nkind = "Beschlussprotokoll"', "minutes.kind"),
        ("[notice]\nedition = 0", "notice.edition"),
        ('[texts.fr]\n"answer.stopped" = "x"', "texts"),
        ('[texts.de]\n"no.such.key" = "x"', "texts"),
        ('[texts.de]\n"answer.stopped" = "{name}"', "texts"),
        ('[texts.de]\n"answer.stopped" = "{"', "texts"),
        ('[texts.de]\n"answer.left_out.other" = "{n.__class__}"', "texts"),
        ("x = [", "amt.toml"),
        ("\x00", "amt.toml"),
    ],
)
def test_what_is_unknown_or_wrong_is_refused_by_file_and_key(more: str, named: str) -> None:
    with pytest.raises(ConfigurationError) as caught:
        parse(LEAST + more, "amt.toml")
    assert caught.value.setting == "AGENCY_PROFILES"
    assert "amt.toml" in str(caught.value)
    assert named in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("more", "preset", "word"),
    [
        ("", "ergebnisprotokoll", ""),
        ('template = "beschlussprotokoll"', "beschlussprotokoll", ""),
        ('template = "Protokoll Rat.dotx"', "", "Protokoll Rat.dotx"),
        ('template = "rat.docx"\nkind = "gremiensitzung"', "gremiensitzung", "rat.docx"),
        ('kind = "kurzvermerk"', "kurzvermerk", ""),
    ],
)
def test_the_template_of_minutes_is_a_word_file_or_a_kind(
    more: str, preset: str, word: str
) -> None:
    minutes = parse(f"{LEAST}[minutes]\n{more}", "amt.toml").minutes
    assert (minutes.preset, minutes.word_template) == (preset, word)


@pytest.mark.parametrize("missing", ["id", "name", "tenants"])
def test_what_every_agency_has_must_be_there(missing: str) -> None:
    lines = [line for line in LEAST.splitlines() if not line.startswith(missing)]
    with pytest.raises(ConfigurationError, match=missing):
        parse("\n".join(lines), "amt.toml")


def test_an_agencys_own_sentences_are_read() -> None:
    agency = parse(LEAST + '[texts.de]\n"answer.stopped" = "Angehalten."', "amt.toml")
    assert agency.texts == {"de": {"answer.stopped": "Angehalten."}}


def test_a_locale_finds_a_language_the_agency_has() -> None:
    agency = parse(LEAST + 'languages = ["de"]', "amt.toml")
    assert [agency.language_for(locale) for locale in ("de-DE", "en-GB", "", "x")] == ["de"] * 4
    both = parse(LEAST, "amt.toml")
    assert [both.language_for(locale) for locale in ("EN-us", "fr", "")] == ["en", "de", "de"]


def _agency(name: str, *tenants: str) -> Agency:
    return Agency(id=name, name=name, tenants=tenants)


def test_a_tenant_is_found_in_any_case_and_belongs_to_one_agency() -> None:
    agencies = Agencies([_agency("a", "T-1"), _agency("b", "t-2")], allow_any_tenant=False)
    found = [agencies.of(TenantId(tenant)) for tenant in ("t-1", "T-2", "t-3", "", "*")]
    assert [agency.id if agency else None for agency in found] == ["a", "b", None, None, None]
    with pytest.raises(ConfigurationError, match="claim the tenant"):
        Agencies([_agency("a", "t-1"), _agency("b", "T-1")], allow_any_tenant=False)


def test_a_folder_holds_one_profile_a_file(tmp_path: Path) -> None:
    (tmp_path / "a.toml").write_text(LEAST, "utf-8")
    (tmp_path / "b.toml").write_text(LEAST.replace("amt", "haus").replace("t-1", "t-2"), "utf-8")
    (tmp_path / "notes.txt").write_text("nothing", "utf-8")
    agencies = load_agencies(tmp_path, allow_any_tenant=False)
    assert [agency.id for agency in agencies.all] == ["amt", "haus"]


def test_a_folder_without_profiles_or_with_rubbish_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="no folder with"):
        load_agencies(tmp_path, allow_any_tenant=False)
    (tmp_path / "a.toml").write_bytes(b"\xff\xfe")
    with pytest.raises(ConfigurationError, match=r"a\.toml"):
        load_agencies(tmp_path, allow_any_tenant=False)
    (tmp_path / "a.toml").unlink()
    (tmp_path / "a.toml").mkdir()
    with pytest.raises(ConfigurationError, match=r"a\.toml"):
        load_agencies(tmp_path, allow_any_tenant=False)
