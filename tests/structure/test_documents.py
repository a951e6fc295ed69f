"""What is written beside the code agrees with it: settings, errors, examples, addresses."""

from __future__ import annotations

import re
import tomllib
from typing import Final

import pytest
import yaml

from bot.admin.manifest_check import problems
from bot.admin.package import make_files
from bot.admin.settings_reference import env_example, markdown
from bot.agency.profile import Agencies, parse
from bot.core import errors
from bot.state.keys import GROUP, SIGNALS
from tests.structure.source import ROOT, tracked_texts

SETTINGS_AT: Final = ROOT / "docs" / "operations.md"
ERRORS_AT: Final = ROOT / "docs" / "errors.md"
# Written in two parts, so that this file is not found by its own rule.
FOREIGN: Final = (
    r"/(?:root|home/[a-z]+|Users/[A-Za-z]+|work/[a-z]+)/" + r"[\w.-]",
    r"pypi" + r"\.org",
    r"pythonhosted" + r"\.org",
    r"registry" + r"\.npmjs",
)
OUTSIDE: Final = re.compile(r"https?://([a-z0-9-]+(?:\.[a-z0-9-]+)*\.[a-z]{2,})(?![\w.@-])")
RESERVED: Final = re.compile(
    r"(?:.*\.)?(?:localhost|example|test|invalid|example\.(?:com|org|net|de))\.?"
    r"|evil[a-z.]+"  # attackers' names; the tests see that nothing is sent there
    r"|127(?:\.\d+){1,3}|\[::1\]|192\.0\.2\.\d+|198\.51\.100\.\d+|203\.0\.113\.\d+"
)


def test_the_table_of_settings_is_the_one_the_code_has() -> None:
    assert SETTINGS_AT.is_file()
    assert markdown().strip() in SETTINGS_AT.read_text("utf-8")


def test_the_example_of_an_environment_is_the_one_the_code_has() -> None:
    committed = (ROOT / ".env.example").read_text("utf-8")
    assert committed.rstrip() == env_example().rstrip()


def test_each_error_has_a_row_in_the_table_of_errors() -> None:
    table = ERRORS_AT.read_text("utf-8")
    names = [name for name, one in vars(errors).items() if isinstance(one, type)]
    named = [name for name in names if issubclass(getattr(errors, name), Exception)]
    assert not [name for name in named if f"`{name}`" not in table]
    rows = re.findall(r"^\| `(\w+)`", table, re.MULTILINE)
    assert not [name for name in rows if name not in named]


def test_the_manifest_and_the_project_have_one_version() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    assert f'"version": "{project["version"]}"' in (ROOT / "manifest/manifest.json").read_text()
    kustomization = (ROOT / "deploy/kubernetes/kustomization.yaml").read_text()
    assert f"newTag: {project['version']}" in kustomization


def test_no_file_names_a_machine_or_a_package_registry() -> None:
    foreign = re.compile("|".join(FOREIGN))
    found = {name: foreign.findall(text)[:3] for name, text in tracked_texts()}
    assert not {name: matches for name, matches in found.items() if matches}


def test_tests_and_tools_know_no_address_that_leads_outside() -> None:
    """Names of Microsoft's services appear as data: what is compared, never what is called."""
    microsofts = re.compile(
        r"(?:.*\.)?(?:microsoft\.com|microsoftonline\.com|botframework\.com|microsoft\.us"
        r"|trafficmanager\.net|sharepoint\.com|azure\.com|windows\.net|office\.net|skype\.com)"
        r"|(?:.*\.)?(?:schema\.org|json-schema\.org|adaptivecards\.io|w3\.org|openxmlformats\.org)"
        r"|purl\.org"
    )
    outside = set()
    for name, text in tracked_texts():
        if not name.startswith("tests/") or name.endswith("package-lock.json"):
            continue
        for host in OUTSIDE.findall(text):
            if not (RESERVED.fullmatch(host) or microsofts.fullmatch(host)):
                outside.add((name, host))
    assert not outside


def test_the_profile_of_the_deployment_is_a_profile() -> None:
    text = (ROOT / "deploy/kubernetes/agency.toml").read_text("utf-8")
    agency = parse(text, "agency.toml")
    assert Agencies([agency], allow_any_tenant=False).all
    bot_id = "5d0f6a52-6f0e-4c5b-9c1e-2d7f0a4b8c02"
    assert not problems(make_files(agency, None, bot_id=bot_id))


@pytest.mark.parametrize("name", ["bot.yaml", "network.yaml", "scaling.yaml", "kustomization.yaml"])
def test_the_manifests_of_the_cluster_are_whole(name: str) -> None:
    documents = list(yaml.safe_load_all((ROOT / "deploy/kubernetes" / name).read_text("utf-8")))
    assert all({"apiVersion", "kind"} <= document.keys() for document in documents)


def test_the_cluster_gives_the_bot_time_and_no_rights() -> None:
    documents = yaml.safe_load_all((ROOT / "deploy/kubernetes/bot.yaml").read_text("utf-8"))
    pod = next(one for one in documents if one["kind"] == "Deployment")["spec"]["template"]["spec"]
    assert pod["terminationGracePeriodSeconds"] > 120
    assert pod["securityContext"]["runAsNonRoot"]
    (container,) = pod["containers"]
    assert container["securityContext"]["readOnlyRootFilesystem"]
    assert container["securityContext"]["capabilities"] == {"drop": ["ALL"]}
    assert container["livenessProbe"]["httpGet"]["path"] == "/healthz"
    assert container["readinessProbe"]["httpGet"]["path"] == "/readyz"


def test_the_cluster_scales_by_the_stream_that_the_code_writes() -> None:
    documents = yaml.safe_load_all((ROOT / "deploy/kubernetes/scaling.yaml").read_text("utf-8"))
    trigger = next(documents)["spec"]["triggers"][0]["metadata"]
    assert (trigger["stream"], trigger["consumerGroup"]) == (SIGNALS, GROUP)


def test_the_deployment_names_only_settings_that_exist() -> None:
    known = set(re.findall(r"^#([A-Z_]+)=", env_example(), re.MULTILINE))
    given = (ROOT / "deploy/kubernetes/settings.env").read_text("utf-8")
    names = set(re.findall(r"^([A-Z_]+)=", given, re.MULTILINE))
    bot = (ROOT / "deploy/kubernetes/bot.yaml").read_text("utf-8")
    names |= set(re.findall(r"name: ([A-Z][A-Z_]+),", bot))
    bicep = (ROOT / "deploy/azure/main.bicep").read_text("utf-8")
    names |= set(re.findall(r"name: '([A-Z][A-Z_]+)'", bicep)) - {"AZURE_CLIENT_ID"}
    assert not names - known
