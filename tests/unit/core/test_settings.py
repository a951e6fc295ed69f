"""Every setting, missing and wrong: one sentence that names it and holds no secret."""

from __future__ import annotations

import base64
from pathlib import Path

import pytest

from bot.core.errors import ConfigurationError
from bot.core.settings import TABLE, Settings, read_settings

MARK = "Zwiebelfisch"
KEY = base64.b64encode(b"k" * 32).decode()
OTHER_KEY = base64.b64encode(b"o" * 32).decode()
SOUND = {
    "TEAMS_APP_ID": "5b0a6f5e-55b1-4c5e-9d9f-2f7b6c6b8a11",
    "TEAMS_APP_TENANT_ID": "7c1d5a0e-7f3e-4f0b-9a57-0c2f6f3a1b10",
    "TEAMS_APP_PASSWORD": f"{MARK}-app",
    "AZURE_OPENAI_ENDPOINT": "https://amt.openai.azure.com",
    "AZURE_OPENAI_API_KEY": f"{MARK}-model",
    "REDIS_URL": f"rediss://user:{MARK}@redis.example:6380/0",
    "DATA_KEY": KEY,
}
LOCAL = {"UNSAFE_SKIP_AUTH": "1"}


def read(**changes: str) -> Settings:
    return read_settings({**SOUND, **changes})


def local(**changes: str) -> Settings:
    return read_settings({**LOCAL, **changes})


WRONG: list[tuple[dict[str, str], str]] = [
    # what must be there
    ({"TEAMS_APP_ID": ""}, "TEAMS_APP_ID"),
    ({"TEAMS_APP_ID": "  "}, "TEAMS_APP_ID"),
    ({"TEAMS_APP_TENANT_ID": ""}, "TEAMS_APP_TENANT_ID"),
    ({"AZURE_OPENAI_ENDPOINT": ""}, "AZURE_OPENAI_ENDPOINT"),
    ({"REDIS_URL": ""}, "REDIS_URL"),
    ({"DATA_KEY": ""}, "DATA_KEY"),
    ({"DATA_KEY": " , "}, "DATA_KEY"),
    # numbers and choices
    ({"PORT": "http"}, "PORT"),
    ({"PORT": "-1"}, "PORT"),
    ({"PORT": "65536"}, "PORT"),
    ({"PORT": "9" * 5000}, "PORT"),
    ({"PORT": "3978.0"}, "PORT"),
    ({"PORT": "²"}, "PORT"),
    ({"WORKERS": "0"}, "WORKERS"),
    ({"WORKERS": "65"}, "WORKERS"),
    ({"WORKERS": "many"}, "WORKERS"),
    ({"WORKERS": "2", "PORT": "0"}, "WORKERS"),
    ({"WORKERS": "2", **LOCAL, "REDIS_URL": ""}, "WORKERS"),
    ({"LOG_LEVEL": "LOUD"}, "LOG_LEVEL"),
    ({"LOG_FORMAT": "xml"}, "LOG_FORMAT"),
    ({"UNSAFE_SKIP_AUTH": "yes"}, "UNSAFE_SKIP_AUTH"),
    ({"UNSAFE_SKIP_AUTH": "1", "HOST": "0.0.0.0"}, "UNSAFE_SKIP_AUTH"),  # noqa: S104  # refused
    ({"UNSAFE_SKIP_AUTH": "1", "HOST": "::"}, "UNSAFE_SKIP_AUTH"),
    ({"UNSAFE_SKIP_AUTH": "1", "HOST": "bot.example"}, "UNSAFE_SKIP_AUTH"),
    ({"UNSAFE_SKIP_AUTH": "1", "HOST": "127.0.0.1.example"}, "UNSAFE_SKIP_AUTH"),
    # addresses
    *(
        ({name: address}, name)
        for name in (
            "TEAMS_OPENID_METADATA_URL",
            "TEAMS_LOGIN_URL",
            "GRAPH_URL",
            "AZURE_OPENAI_ENDPOINT",
        )
        for address in (
            "http://amt.openai.azure.com",
            "amt.openai.azure.com",
            "ftp://amt.openai.azure.com",
            "https://",
            "https:///pfad",
            "https://[::1",
            "https://amt.openai.azure.com:port",
            "https://amt.openai.azure.com:99999",
            "https://name:wort@amt.openai.azure.com",
            "https://löwe.example",
            "https://amt.openai.azure.com/\nx",
            "https://*.openai.azure.com",
        )
    ),
    # hosts
    *(
        ({name: hosts}, name)
        for name in (
            "TEAMS_ALLOWED_SERVICE_HOSTS",
            "TEAMS_ALLOWED_FILE_HOSTS",
            "MODEL_ALLOWED_HOSTS",
        )
        for hosts in ("https://x.example", "x.example/", "*", "a b", "user@x.example", "x:", "ä.de")
    ),
    ({"TEAMS_ALLOWED_SERVICE_HOSTS": "*.trafficmanager.net"}, "TEAMS_ALLOWED_SERVICE_HOSTS"),
    # the model
    ({"AZURE_OPENAI_ENDPOINT": "https://model.example"}, "MODEL_ALLOWED_HOSTS"),
    ({"AZURE_OPENAI_ENDPOINT": "https://openai.azure.com"}, "MODEL_ALLOWED_HOSTS"),
    ({"AZURE_OPENAI_ENDPOINT": "http://127.0.0.1:9000"}, "MODEL_ALLOWED_HOSTS"),
    ({"MODEL_ALLOWED_HOSTS": "other.example"}, "MODEL_ALLOWED_HOSTS"),
    ({"OPENAI_BASE_URL": "https://x.openai.azure.com", "OPENAI_MODEL": "m"}, "OPENAI_BASE_URL"),
    (
        {"AZURE_OPENAI_ENDPOINT": "", "OPENAI_BASE_URL": "https://x.openai.azure.com"},
        "OPENAI_MODEL",
    ),
    # Redis and keys
    ({"REDIS_URL": f"https://user:{MARK}@redis.example"}, "REDIS_URL"),
    ({"REDIS_URL": f"{MARK}"}, "REDIS_URL"),
    ({"REDIS_URL": f"redis://[{MARK}"}, "REDIS_URL"),
    ({"DATA_KEY": MARK}, "DATA_KEY"),
    ({"DATA_KEY": f"{MARK}ö"}, "DATA_KEY"),
    ({"DATA_KEY": base64.b64encode(b"k" * 16).decode()}, "DATA_KEY"),
    ({"DATA_KEY": f"{KEY},{MARK}"}, "DATA_KEY"),
    # files
    ({"DATA_KEY_FILE": f"/nowhere/{MARK}"}, "DATA_KEY_FILE"),
    ({"REDIS_URL_FILE": "/"}, "REDIS_URL_FILE"),
    ({"TEAMS_APP_PASSWORD_FILE": "/nowhere"}, "TEAMS_APP_PASSWORD_FILE"),
    ({"AZURE_OPENAI_API_KEY_FILE": "/nowhere"}, "AZURE_OPENAI_API_KEY_FILE"),
    ({"AGENCY_PROFILES": "/nowhere"}, "AGENCY_PROFILES"),
    ({"AGENCY_PROFILES": "x" * 5000}, "AGENCY_PROFILES"),
]


@pytest.mark.parametrize(("changes", "names"), WRONG)
def test_what_is_missing_or_wrong_is_named_in_one_sentence_without_secrets(
    changes: dict[str, str], names: str
) -> None:
    with pytest.raises(ConfigurationError) as caught:
        read(**changes)
    sentence = str(caught.value)
    assert caught.value.setting == names
    assert sentence.startswith(f"{names}: ")
    assert "\n" not in sentence
    assert MARK not in sentence
    assert caught.value.__suppress_context__ or caught.value.__context__ is None


def test_what_is_sound_is_read_with_the_documented_defaults() -> None:
    settings = read()
    assert (settings.host, settings.port, settings.workers) == ("0.0.0.0", 3978, 1)  # noqa: S104  # the default
    assert (settings.log_level, settings.log_format) == ("INFO", "json")
    assert not settings.local_run
    assert settings.model.base_url == "https://amt.openai.azure.com/openai/v1"
    assert settings.model.deployments == ("gpt-4.1",)
    assert settings.model.is_azure
    assert settings.data_keys == (b"k" * 32,)
    assert settings.teams.token_issuer == "https://api.botframework.com"
    assert settings.teams.service_hosts.allows("https://smba.trafficmanager.net/emea/")
    assert not settings.teams.service_hosts.allows("http://127.0.0.1:56150/")
    assert settings.teams.file_hosts.allows("https://amt.sharepoint.com/x")
    assert not settings.teams.file_hosts.allows("http://127.0.0.1/x")


def test_a_local_run_needs_nothing_and_stays_on_this_machine() -> None:
    settings = local()
    assert settings.local_run
    assert settings.host == "127.0.0.1"
    assert settings.model.base_url == ""
    assert settings.data_keys == ()
    assert not settings.redis_url
    assert settings.teams.service_hosts.allows("http://localhost:56150/")
    assert not settings.teams.service_hosts.allows("http://localhost:56151/")
    assert settings.teams.file_hosts.allows("http://127.0.0.1:9000/x")
    for host in ("127.0.0.1", "localhost", "::1", "127.9.9.9"):
        assert local(HOST=host).host == host


def test_a_local_model_is_reached_over_plain_http() -> None:
    settings = local(OPENAI_BASE_URL="http://localhost:11434/v1/", OPENAI_MODEL="a, b,")
    assert settings.model.base_url == "http://localhost:11434/v1"
    assert settings.model.deployments == ("a", "b")
    assert not settings.model.is_azure


def test_several_keys_are_read_newest_first() -> None:
    assert read(DATA_KEY=f"{OTHER_KEY}, {KEY}").data_keys == (b"o" * 32, b"k" * 32)


def test_a_secret_comes_from_its_file_before_its_value(tmp_path: Path) -> None:
    path = tmp_path / "secret"
    path.write_text("aus der Datei\n", "utf-8")
    settings = read(TEAMS_APP_PASSWORD_FILE=str(path))
    assert settings.teams.app_password.value == "aus der Datei"


def test_a_file_that_is_no_text_is_no_secret(tmp_path: Path) -> None:
    path = tmp_path / "secret"
    path.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(ConfigurationError, match="TEAMS_APP_PASSWORD_FILE"):
        read(TEAMS_APP_PASSWORD_FILE=str(path))


def test_choices_may_be_written_in_any_case() -> None:
    settings = read(LOG_LEVEL="debug", LOG_FORMAT="TEXT", UNSAFE_SKIP_AUTH="0")
    assert (settings.log_level, settings.log_format, settings.local_run) == ("DEBUG", "text", False)


@pytest.mark.parametrize(
    "url", ["redis://h", "rediss://h", "unix:///s", "redis+sentinel://a,b/m", "redis+cluster://a,b"]
)
def test_every_kind_of_redis_is_known(url: str) -> None:
    assert read(REDIS_URL=url).redis_url.value == url


def test_no_secret_shows_in_what_is_printed_of_the_settings() -> None:
    shown = repr(read())
    assert MARK not in shown
    assert repr(b"k" * 32) not in shown


def test_the_table_of_the_documentation_names_each_setting_once() -> None:
    names = [setting.name for setting in TABLE]
    assert len(names) == len(set(names))
    assert {setting.name for setting in TABLE if setting.secret} == {
        "TEAMS_APP_PASSWORD",
        "AZURE_OPENAI_API_KEY",
        "OPENAI_API_KEY",
        "REDIS_URL",
        "DATA_KEY",
    }
    assert {name.removesuffix("_FILE") for changes, _ in WRONG for name in changes} <= set(names)
