"""All settings, read once from the environment; the only module that reads it.

Secrets may also come as ``NAME_FILE``, the path of a file. A local run (``UNSAFE_SKIP_AUTH=1``)
listens on loopback only and may go without Redis, key and model; everywhere else what is missing
is a ConfigurationError: one sentence that names the setting and holds no secret.
"""

from __future__ import annotations

import base64
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from bot.core.errors import ConfigurationError
from bot.core.hosts import HostList, is_loopback

_SERVICE_HOSTS: Final = (
    "smba.trafficmanager.net",
    "smba.infra.gcc.teams.microsoft.com",
    "smba.infra.gov.teams.microsoft.us",
)
_MODEL_HOSTS: Final = (
    "*.openai.azure.com",
    "*.services.ai.azure.com",
    "*.cognitiveservices.azure.com",
)
_PLAYGROUND: Final = ("localhost:56150", "127.0.0.1:56150")
_KEY_BYTES: Final = 32
_LONGEST_NUMBER: Final = 6  # digits; int() itself refuses absurdly long ones with a traceback
_MAX_PORT: Final = 65_535
_MAX_WORKERS: Final = 64
_PARALLEL: Final = 8
_MAX_PARALLEL: Final = 64


@dataclass(frozen=True, slots=True)
class Secret:
    """A value that never shows itself in a log or a traceback."""

    value: str = field(repr=False)

    def __bool__(self) -> bool:
        return bool(self.value)


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamsSettings:
    """The bot's registration, and to whom it listens and talks."""

    app_id: str
    app_tenant_id: str
    app_password: Secret
    openid_metadata_url: str
    token_issuer: str
    login_url: str
    service_hosts: HostList
    file_hosts: HostList


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelSettings:
    """The language model; an empty ``base_url`` means none is configured.

    ``parallel``: how many parts of one long text it is asked about at once.
    """

    base_url: str
    api_key: Secret
    deployments: tuple[str, ...]
    is_azure: bool
    hosts: HostList
    parallel: int = _PARALLEL


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Everything that is configured from outside."""

    host: str
    port: int
    workers: int
    local_run: bool
    log_level: str
    log_format: str
    redis_url: Secret
    data_keys: tuple[bytes, ...] = field(repr=False)
    agency_profiles: Path | None
    graph_url: str
    teams: TeamsSettings
    model: ModelSettings


@dataclass(frozen=True, slots=True)
class Setting:
    """One row of the table in the documentation: name, meaning, default."""

    name: str
    meaning: str
    default: str
    secret: bool = False


TABLE: Final[tuple[Setting, ...]] = (
    Setting("HOST", "Where to listen", "`0.0.0.0`; `127.0.0.1` in a local run"),
    Setting("PORT", "The port to listen on", "`3978`"),
    Setting("TEAMS_APP_ID", "The bot's app registration", "required"),
    Setting("TEAMS_APP_TENANT_ID", "The tenant of that registration", "required"),
    Setting(
        "TEAMS_APP_PASSWORD",
        "Its secret; without one: managed or workload identity",
        "–",
        secret=True,
    ),
    Setting(
        "UNSAFE_SKIP_AUTH",
        "`1`: accept unsigned activities; local runs only, on loopback only",
        "off",
    ),
    Setting(
        "TEAMS_OPENID_METADATA_URL",
        "Where Teams publishes its signing keys",
        "`https://login.botframework.com/v1/.well-known/openidconfiguration`",
    ),
    Setting("TEAMS_TOKEN_ISSUER", "Issuer of Teams' tokens", "`https://api.botframework.com`"),
    Setting(
        "TEAMS_LOGIN_URL", "Where the bot's tokens come from", "`https://login.microsoftonline.com`"
    ),
    Setting(
        "TEAMS_ALLOWED_SERVICE_HOSTS",
        "Exact `host` or `host:port` to which replies and the bot's token may go",
        ", ".join(f"`{host}`" for host in _SERVICE_HOSTS) + "; a local run adds the Playground's",
    ),
    Setting(
        "TEAMS_ALLOWED_FILE_HOSTS",
        "Exact `host` or `host:port`, or `*.domain`, from which attachments are downloaded",
        "`*.sharepoint.com`; a local run adds loopback",
    ),
    Setting("AZURE_OPENAI_ENDPOINT", "GPT-4.1 in the agency's Azure region", "–"),
    Setting("AZURE_OPENAI_DEPLOYMENT", "Deployments, comma-separated, tried in order", "`gpt-4.1`"),
    Setting("AZURE_OPENAI_API_KEY", "Its key; without one: azure-identity", "–", secret=True),
    Setting("OPENAI_BASE_URL", "Any OpenAI-compatible server instead", "–"),
    Setting("OPENAI_API_KEY", "Its key, if it wants one", "–", secret=True),
    Setting("OPENAI_MODEL", "Its models, comma-separated, tried in order", "–"),
    Setting(
        "MODEL_PARALLEL",
        "How many parts of one long text (a file, a meeting) the model reads at once",
        f"`{_PARALLEL}`",
    ),
    Setting(
        "MODEL_ALLOWED_HOSTS",
        "Exact hosts, or `*.domain`, a model may have",
        ", ".join(f"`{host}`" for host in _MODEL_HOSTS) + "; a local run adds loopback",
    ),
    Setting(
        "REDIS_URL",
        "`redis://`, `rediss://`, `redis+sentinel://h1,h2/name` or `redis+cluster://h1,h2`",
        "required; an embedded Valkey in a local run",
        secret=True,
    ),
    Setting(
        "DATA_KEY",
        "Base64 of 32 bytes, encrypts people's texts; several, comma-separated, newest first",
        "required; made in `.local/` in a local run",
        secret=True,
    ),
    Setting("AGENCY_PROFILES", "Folder of agency profiles (TOML)", "the shipped example"),
    Setting("GRAPH_URL", "Microsoft Graph", "`https://graph.microsoft.com`"),
    Setting("WORKERS", "Processes that share the port", "`1`"),
    Setting("LOG_LEVEL", "`DEBUG`, `INFO`, `WARNING` or `ERROR`", "`INFO`"),
    Setting("LOG_FORMAT", "`json` or `text`", "`json`"),
)


def read_settings(environ: Mapping[str, str] | None = None) -> Settings:
    """Read and check all settings (from the process's environment unless given).

    Raises ConfigurationError for the first that is missing or wrong.
    """
    return _Reader(os.environ if environ is None else environ).settings()


class _Reader:
    """Reads one environment; each method one topic."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        self._environ = environ
        self._local = self._choice("UNSAFE_SKIP_AUTH", ("", "0", "1")) == "1"

    def settings(self) -> Settings:
        host = self._text("HOST") or ("127.0.0.1" if self._local else "0.0.0.0")  # noqa: S104  # a container listens on all its interfaces
        if self._local and not is_loopback(host):
            raise ConfigurationError(
                "UNSAFE_SKIP_AUTH", "is for local runs: HOST must then be a loopback address"
            )
        port = self._number("PORT", 3978, 0, _MAX_PORT)
        redis_url = self._redis_url()
        return Settings(
            host=host,
            port=port,
            workers=self._workers(port, redis_url),
            local_run=self._local,
            log_level=self._choice("LOG_LEVEL", ("INFO", "DEBUG", "WARNING", "ERROR")),
            log_format=self._choice("LOG_FORMAT", ("json", "text")),
            redis_url=redis_url,
            data_keys=self._data_keys(),
            agency_profiles=self._folder("AGENCY_PROFILES"),
            graph_url=self._url("GRAPH_URL", "https://graph.microsoft.com"),
            teams=self._teams(),
            model=self._model(),
        )

    def _workers(self, port: int, redis_url: Secret) -> int:
        workers = self._number("WORKERS", 1, 1, _MAX_WORKERS)
        if workers > 1 and not redis_url:
            raise ConfigurationError("WORKERS", "may be more than 1 only with a REDIS_URL to share")
        if workers > 1 and port == 0:
            raise ConfigurationError("WORKERS", "may be more than 1 only with a PORT to share")
        return workers

    def _teams(self) -> TeamsSettings:
        playground = _PLAYGROUND if self._local else ()
        return TeamsSettings(
            app_id=self._text("TEAMS_APP_ID", required=not self._local),
            app_tenant_id=self._text("TEAMS_APP_TENANT_ID", required=not self._local),
            app_password=self._secret("TEAMS_APP_PASSWORD"),
            openid_metadata_url=self._url(
                "TEAMS_OPENID_METADATA_URL",
                "https://login.botframework.com/v1/.well-known/openidconfiguration",
            ),
            token_issuer=self._text("TEAMS_TOKEN_ISSUER") or "https://api.botframework.com",
            login_url=self._url("TEAMS_LOGIN_URL", "https://login.microsoftonline.com"),
            service_hosts=self._hosts(
                "TEAMS_ALLOWED_SERVICE_HOSTS", (*_SERVICE_HOSTS, *playground), domains=False
            ),
            file_hosts=self._hosts("TEAMS_ALLOWED_FILE_HOSTS", ("*.sharepoint.com",)),
        )

    def _model(self) -> ModelSettings:
        hosts = self._hosts("MODEL_ALLOWED_HOSTS", _MODEL_HOSTS, any_port=True)
        azure = self._url("AZURE_OPENAI_ENDPOINT", "")
        other = self._url("OPENAI_BASE_URL", "")
        if azure and other:
            raise ConfigurationError(
                "OPENAI_BASE_URL", "is set beside AZURE_OPENAI_ENDPOINT: choose one of them"
            )
        if not (azure or other or self._local):
            raise ConfigurationError(
                "AZURE_OPENAI_ENDPOINT", "is missing, and OPENAI_BASE_URL too: no model to ask"
            )
        prefix = "OPENAI" if other else "AZURE_OPENAI"
        if (azure or other) and not hosts.allows(azure or other):
            raise ConfigurationError(
                "MODEL_ALLOWED_HOSTS", "does not list the host of the model's address"
            )
        names = self._text("OPENAI_MODEL" if other else "AZURE_OPENAI_DEPLOYMENT")
        if other and not names:
            raise ConfigurationError("OPENAI_MODEL", "is missing: which model shall answer?")
        return ModelSettings(
            base_url=f"{azure.rstrip('/')}/openai/v1" if azure else other.rstrip("/"),
            api_key=self._secret(f"{prefix}_API_KEY"),
            deployments=_split(names) or ("gpt-4.1",),
            is_azure=bool(azure),
            hosts=hosts,
            parallel=self._number("MODEL_PARALLEL", _PARALLEL, 1, _MAX_PARALLEL),
        )

    def _redis_url(self) -> Secret:
        url = self._secret("REDIS_URL")
        if not url and not self._local:
            raise ConfigurationError("REDIS_URL", "is missing: conversations need a Redis")
        schemes = ("redis", "rediss", "redis+sentinel", "redis+cluster", "unix")
        try:
            scheme = urlsplit(url.value).scheme
        except ValueError:
            raise ConfigurationError("REDIS_URL", "is no address") from None
        if url and scheme not in schemes:
            begins = ", ".join(f"{name}://" for name in schemes)
            raise ConfigurationError("REDIS_URL", f"must begin with one of {begins}")
        return url

    def _data_keys(self) -> tuple[bytes, ...]:
        texts = _split(self._secret("DATA_KEY").value)
        if not texts and not self._local:
            raise ConfigurationError("DATA_KEY", "is missing: base64 of 32 random bytes")
        try:
            keys = tuple(base64.b64decode(text, validate=True) for text in texts)
        except ValueError:  # binascii.Error is one; characters beyond ASCII raise a plain one
            raise ConfigurationError("DATA_KEY", "is not base64") from None
        if any(len(key) != _KEY_BYTES for key in keys):
            raise ConfigurationError("DATA_KEY", "must be base64 of exactly 32 bytes each")
        return keys

    def _text(self, name: str, *, required: bool = False) -> str:
        text = self._environ.get(name, "").strip()
        if required and not text:
            raise ConfigurationError(name, "is missing")
        return text

    def _secret(self, name: str) -> Secret:
        path = self._text(f"{name}_FILE")
        if not path:
            return Secret(self._text(name))
        try:
            return Secret(Path(path).read_text("utf-8").strip())
        except (OSError, UnicodeDecodeError):
            raise ConfigurationError(f"{name}_FILE", "names no readable file") from None

    def _number(self, name: str, default: int, lowest: int, highest: int) -> int:
        text = self._text(name)
        if not text:
            return default
        is_number = text.isdecimal() and len(text) <= _LONGEST_NUMBER
        if not is_number or not lowest <= int(text) <= highest:
            raise ConfigurationError(name, f"must be a number from {lowest} to {highest}")
        return int(text)

    def _choice(self, name: str, allowed: tuple[str, ...]) -> str:
        given = self._text(name) or allowed[0]
        for choice in allowed:
            if given.lower() == choice.lower():
                return choice
        raise ConfigurationError(name, f"must be one of {', '.join(a for a in allowed if a)}")

    def _folder(self, name: str) -> Path | None:
        text = self._text(name)
        try:
            is_folder = not text or Path(text).is_dir()
        except OSError:  # a name no file system takes, or a folder on the way that is closed to us
            is_folder = False
        if not is_folder:
            raise ConfigurationError(name, "is no folder")
        return Path(text) if text else None

    def _url(self, name: str, default: str) -> str:
        text = self._text(name) or default
        if not text:
            return ""
        try:
            parts = urlsplit(text)
            host, _ = parts.hostname or "", parts.port
            listed = HostList([parts.netloc.rpartition("@")[2]])  # sessions are made with such
        except ValueError:
            raise ConfigurationError(name, "is no address") from None
        secure = parts.scheme == "https" or (parts.scheme == "http" and is_loopback(host))
        odd = listed.has_domains or parts.username is not None or not text.isprintable()
        if odd or not secure:
            raise ConfigurationError(name, "must be an https address (http only on loopback)")
        return text

    def _hosts(
        self, name: str, default: tuple[str, ...], *, domains: bool = True, any_port: bool = False
    ) -> HostList:
        given = _split(self._text(name))
        try:
            hosts = HostList(
                given or default, any_loopback=domains and self._local, any_port=any_port
            )
        except ValueError as error:
            raise ConfigurationError(name, str(error)) from None
        if not domains and hosts.has_domains:
            raise ConfigurationError(name, "takes exact hosts only, no *.domain")
        return hosts


def _split(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(",") if part.strip())
