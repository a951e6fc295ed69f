"""The app package: what Teams would refuse never leaves."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable
from importlib import resources
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from bot.admin import package
from bot.admin.manifest_check import problems
from bot.admin.node import web_is_installed
from bot.agency.profile import Agency, parse
from bot.core.commands import command_in
from bot.library.loader import shipped_templates

BOT_ID = "5d0f6a52-6f0e-4c5b-9c1e-2d7f0a4b8c02"


def example(**changes: object) -> Agency:
    shipped = resources.files("bot.agency").joinpath("profiles/example.toml").read_text("utf-8")
    agency = parse(shipped, "example.toml")
    return Agency.model_validate({**agency.model_dump(), **changes})


def make(agency: Agency, **options: str) -> dict[str, bytes]:
    return package.make_files(agency, None, bot_id=BOT_ID, **options)


def manifest_of(files: dict[str, bytes]) -> dict[str, Any]:
    manifest: dict[str, Any] = json.loads(files["manifest.json"])
    return manifest


def test_the_shipped_profile_makes_a_package_that_our_rules_accept() -> None:
    files = make(example())
    assert sorted(files) == ["color.png", "en.json", "manifest.json", "outline.png"]
    assert not problems(files)


@pytest.mark.parametrize("languages", [["de"], ["en"], ["de", "en"], ["en", "de"]])
def test_microsofts_schema_accepts_every_choice_of_languages(languages: list[str]) -> None:
    files = make(example(languages=languages))
    localisation = manifest_of(files)["localizationInfo"]
    assert localisation["defaultLanguageTag"] == languages[0]
    if not web_is_installed():
        pytest.skip("the Node packages are not installed")
    assert package.schema_problems(files) == ""


def test_an_english_agency_gets_english_strings_in_the_manifest_itself() -> None:
    files = make(example(languages=["en", "de"]))
    commands = manifest_of(files)["bots"][0]["commandLists"][0]["commands"]
    assert [one["title"] for one in commands][4:6] == ["help", "library"]
    german = json.loads(files["de.json"])
    assert german["bots[0].commandLists[0].commands[4].title"] == "hilfe"


def test_the_agencys_starters_take_the_place_of_ours_in_both_languages() -> None:
    chosen = [one for one in shipped_templates() if one.language == "de"][:6]
    files = make(example(library={"starters": [one.id for one in chosen]}))
    commands = manifest_of(files)["bots"][0]["commandLists"][0]["commands"]
    assert [one["title"] for one in commands[:6]] == [one.title for one in chosen]
    assert all(one["type"] == "prompt" for one in commands[:6])
    assert len(commands) == 12
    assert commands[6]["title"] == "hilfe"
    assert not problems(files)


def asked_for(files: dict[str, bytes]) -> list[str]:
    """Return the resource-specific permissions, all of them for the app itself."""
    listed = manifest_of(files).get("authorization", {}).get("permissions", {})
    found = listed.get("resourceSpecific", [])
    assert all(one["type"] == "Application" for one in found)
    return [one["name"] for one in found]


def test_chats_and_teams_are_asked_only_for_what_the_agency_has_use_for() -> None:
    meetings = ["OnlineMeeting.ReadBasic.Chat", "ChannelMeeting.ReadBasic.Group"]
    transcripts = ["OnlineMeetingTranscript.Read.Chat", "ChannelMeetingTranscript.Read.Group"]
    owners = ["TeamMember.Read.Group"]
    without, silent = {"from_teams": False}, {"from_teams": False, "offer": "off"}
    assert asked_for(make(example())) == [*meetings, *transcripts, *owners]
    assert asked_for(make(example(library={"owners": False}))) == [*meetings, *transcripts]
    assert asked_for(make(example(minutes=without))) == [*meetings, *owners]
    assert asked_for(make(example(minutes=silent))) == owners


def test_the_description_says_what_permissions_are_used_for_in_both_languages() -> None:
    files = make(example())
    told = manifest_of(files)["description"]["full"]
    assert "Ein Transkript lese ich nur, wenn" in told
    assert "I read a transcript only when" in json.loads(files["en.json"])["description.full"]
    about = manifest_of(files)["webApplicationInfo"]
    assert about == {"id": BOT_ID, "resource": f"api://botid-{BOT_ID}"}


def test_an_app_that_asks_for_nothing_mentions_no_permission() -> None:
    files = make(example(library={"owners": False}, minutes={"from_teams": False, "offer": "off"}))
    manifest = manifest_of(files)
    assert not manifest.keys() & {"authorization", "webApplicationInfo"}
    assert "Erlaubnis" not in manifest["description"]["full"]
    assert not problems(files)


def test_agencies_that_share_a_bot_get_apps_of_their_own() -> None:
    one, other = manifest_of(make(example())), manifest_of(make(example(id="other")))
    assert one["id"] != other["id"]
    assert one["bots"][0]["botId"] == other["bots"][0]["botId"] == BOT_ID


def test_the_zip_is_the_same_for_the_same_input(tmp_path: Path) -> None:
    for name in ("a.zip", "b.zip"):
        package.write_zip(make(example()), tmp_path / name)
    assert (tmp_path / "a.zip").read_bytes() == (tmp_path / "b.zip").read_bytes()
    with zipfile.ZipFile(tmp_path / "a.zip") as archive:
        assert "manifest.json" in archive.namelist()


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"name": "KI-Assistenz der Verbandsgemeinde Lindenfeld"}, "--short-name"),
        ({"brand": {"terms_url": "https://a.example/t"}}, "privacy_url"),
        ({"brand": {"privacy_url": "https://a.example/p"}}, "terms_url"),
    ],
)
def test_a_profile_that_lacks_something_is_refused_with_its_name(
    changes: dict[str, object], said: str
) -> None:
    with pytest.raises(package.CannotPackage, match=said):
        make(example(**changes))


def test_a_long_name_passes_with_a_short_one_beside_it() -> None:
    name = "KI-Assistenz der Verbandsgemeinde Lindenfeld"
    manifest = manifest_of(make(example(name=name), short_name="KI-Assistenz"))
    assert manifest["name"] == {"short": "KI-Assistenz", "full": name}


def test_an_app_id_that_is_no_guid_is_refused() -> None:
    with pytest.raises(package.CannotPackage, match="GUID"):
        package.make_files(example(), None, bot_id="my-bot")


def _changed(change: Callable[[dict[str, Any]], object]) -> dict[str, bytes]:
    files = make(example())
    manifest = manifest_of(files)
    change(manifest)
    return {**files, "manifest.json": json.dumps(manifest).encode()}


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda m: m.update(id="x"), "id is no GUID"),
        (lambda m: m.update(accentColor="blue"), "accentColor"),
        (lambda m: m["developer"].update(privacyUrl="http://a.example"), "privacyUrl"),
        (lambda m: m["name"].update(short="x" * 31), "name.short has 31"),
        (lambda m: m["description"].update(full=" "), "description.full is empty"),
        (lambda m: _commands(m).extend(_commands(m)[:1]), "title twice"),
        (lambda m: _commands(m).pop(), "has bots"),
        (lambda m: _commands(m)[0].update(title="/hilfe"), "slash"),
        (lambda m: _commands(m)[0].update(prompt="x" * 4001), "longer than 4000"),
        (lambda m: m.pop("webApplicationInfo"), "webApplicationInfo"),
        (lambda m: _permissions(m).extend(_permissions(m)[:1]), "asked for twice"),
        (lambda m: _permissions(m).append({"name": "Files.Read.All"}), "no resource-specific"),
        (lambda m: _permissions(m).extend(_permissions(m) * 3), "Teams takes 16"),
        (lambda m: m["icons"].update(outline="color.png"), "192 x 192"),
        (lambda m: m["icons"].update(color="none.png"), "missing"),
        (lambda m: m["localizationInfo"]["additionalLanguages"][0].update(file="fr.json"), "fr"),
    ],
)
def test_what_teams_would_refuse_is_named(
    change: Callable[[dict[str, Any]], object], said: str
) -> None:
    assert any(said in problem for problem in problems(_changed(change)))


def _permissions(manifest: dict[str, Any]) -> list[dict[str, Any]]:
    permissions: list[dict[str, Any]] = manifest["authorization"]["permissions"]["resourceSpecific"]
    return permissions


def _commands(manifest: dict[str, Any]) -> list[dict[str, Any]]:
    commands: list[dict[str, Any]] = manifest["bots"][0]["commandLists"][0]["commands"]
    return commands


def test_every_command_in_the_manifest_is_one_that_the_bot_knows() -> None:
    files = make(example())
    english = json.loads(files["en.json"])
    for number, commands in enumerate(manifest_of(files)["bots"][0]["commandLists"]):
        for place, entry in enumerate(commands["commands"]):
            if entry.get("type") == "prompt":
                continue
            path = f"bots[0].commandLists[{number}].commands[{place}].title"
            assert command_in(entry["title"]), entry["title"]
            assert command_in(entry["title"]) == command_in(english[path])


def test_the_outline_icon_is_white_on_transparent() -> None:
    image = Image.open(io.BytesIO(make(example())["outline.png"]))
    assert image.mode == "RGBA"
    seen = {image.getpixel((x, y)) for x in range(32) for y in range(32)}
    assert {pixel[:3] for pixel in seen if isinstance(pixel, tuple)} == {(255, 255, 255)}
    assert {0, 255} <= {pixel[3] for pixel in seen if isinstance(pixel, tuple)}
