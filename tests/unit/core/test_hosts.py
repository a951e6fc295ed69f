"""Lists of hosts: what is on them, and everything that only looks as if it were."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st
from yarl import URL

from bot.core.hosts import HostList, is_loopback

HOSTS = HostList(
    ["smba.trafficmanager.net", "own.example:8443", "*.sharepoint.com", "127.0.0.1:9000"]
)
ALLOWED = {"smba.trafficmanager.net", "own.example", "127.0.0.1"}


@pytest.mark.parametrize(
    "url",
    [
        "https://smba.trafficmanager.net",
        "https://smba.trafficmanager.net/emea/",
        "https://SMBA.TrafficManager.NET/emea/",
        "https://smba.trafficmanager.net:443/emea/",
        "https://own.example:8443/x?y=z",
        "https://amt.sharepoint.com/x",
        "https://a.b.sharepoint.com/x",
        "http://127.0.0.1:9000/x",
        "https://127.0.0.1:9000/x",
    ],
)
def test_what_is_listed_is_allowed(url: str) -> None:
    assert HOSTS.allows(url)


@pytest.mark.parametrize(
    "url",
    [
        "",
        "x",
        "//smba.trafficmanager.net/",
        "smba.trafficmanager.net",
        "file://smba.trafficmanager.net/etc/passwd",
        "gopher://smba.trafficmanager.net/",
        "http://smba.trafficmanager.net/",
        "http://smba.trafficmanager.net:443/",
        "https://smba.trafficmanager.net:80/",
        "https://smba.trafficmanager.net:8443/",
        "https://smba.trafficmanager.net:x/",
        "https://smba.trafficmanager.net:99999/",
        "https://smba.trafficmanager.net./",
        "https://smba.trafficmanager.net@evil.example/",
        "https://user:word@smba.trafficmanager.net/",
        "https://evil.trafficmanager.net/",
        "https://x.smba.trafficmanager.net/",
        "https://smba.trafficmanager.net.evil.example/",
        "https://smbа.trafficmanager.net/",
        "https://smba。trafficmanager.net/",
        "https://smba.trafficmanager.net\\@evil.example/",
        "https://evil.example\\@smba.trafficmanager.net/",
        "https://evil.example#@smba.trafficmanager.net/",
        "https://evil.example?@smba.trafficmanager.net/",
        "https://smba.trafficmanager.net\t.evil.example/",
        "https://smba.trafficmanager.net\n/",
        " https://smba.trafficmanager.net/",
        "https:/smba.trafficmanager.net/",
        "https:smba.trafficmanager.net/",
        "https://own.example/",
        "https://own.example:443/",
        "https://sharepoint.com/",
        "https://evilsharepoint.com/",
        "https://.sharepoint.com/",
        "https://a..sharepoint.com/",
        "https://amt.sharepoint.com:8443/",
        "http://127.0.0.1/",
        "http://127.0.0.1:9001/",
        "http://localhost:9000/",
        "http://127.1:9000/",
        "http://2130706433:9000/",
        "http://0x7f000001:9000/",
        "http://0177.0.0.1:9000/",
        "http://[::1]:9000/",
        "http://[::ffff:127.0.0.1]:9000/",
        "http://[::1",
        "http://169.254.169.254/",
    ],
)
def test_what_only_looks_listed_is_not_allowed(url: str) -> None:
    assert not HOSTS.allows(url)
    assert not HOSTS.allows(url)  # nor when it is remembered


@pytest.mark.parametrize(
    "entry",
    ["", "*", "*.", "https://x.example", "x.example/", "x.*", "a b", "u@x", "x:", "x:y", "ä.de"],
)
def test_an_entry_that_is_no_host_is_refused_by_name(entry: str) -> None:
    with pytest.raises(ValueError, match="neither host"):
        HostList([entry])


def test_a_local_run_reaches_this_machine_on_every_port() -> None:
    hosts = HostList([], any_loopback=True)
    for url in (
        "http://127.0.0.1:1/",
        "http://localhost:5/x",
        "http://[::1]:7/",
        "https://127.9.9.9",
    ):
        assert hosts.allows(url)
    for url in (
        "http://10.0.0.1/",
        "http://localhost.evil.example/",
        "http://127.0.0.1.evil.example/",
    ):
        assert not hosts.allows(url)


def test_a_model_may_be_on_any_port_of_its_host() -> None:
    hosts = HostList(["model.example", "*.azure.example"], any_port=True)
    assert hosts.allows("https://model.example:8000/v1")
    assert hosts.allows("https://a.azure.example:8000/v1")
    assert not hosts.allows("http://model.example:8000/v1")


def test_an_ipv6_loopback_may_be_listed() -> None:
    hosts = HostList(["[::1]:9000"])
    assert hosts.allows("http://[::1]:9000/x")
    assert not hosts.allows("http://[::1]:9001/x")


def test_loopback_is_known_in_its_plain_spellings_only() -> None:
    assert all(map(is_loopback, ("localhost", "127.0.0.1", "127.255.0.1", "::1", "[::1]")))
    others = ("", "0.0.0.0", "::", "127.1", "localhost.", "LOCALHOST", "10.0.0.1", "x")  # noqa: S104  # not loopback
    assert not any(map(is_loopback, others))


_PIECES = st.sampled_from(
    [
        *("https://", "http://", "//", "/", "\\", "@", ":", "#", "?", ".", "%40", "%2f", "\t", " "),
        *("smba.trafficmanager.net", "own.example", "evil.example", "127.0.0.1", "sharepoint.com"),
        *("443", "8443", "9000", "user", "[", "]", "::1", "。", "а", "*"),
    ]
)
_ADDRESSES = st.lists(_PIECES, max_size=8).map("".join) | st.text(max_size=60).map(
    lambda text: f"https://smba.trafficmanager.net{text}"
)


@given(_ADDRESSES)
def test_two_readers_of_an_allowed_address_see_the_same_listed_host(url: str) -> None:
    """What we check and what the client connects to must never differ."""
    if not HOSTS.allows(url):
        return
    ours, clients = urlsplit(url), URL(url, encoded=True)
    assert ours.hostname == clients.host
    assert clients.user is None
    assert clients.scheme == ours.scheme
    host = clients.host or ""
    assert host in ALLOWED or host.endswith(".sharepoint.com")
    assert clients.port in {443, 8443, 9000}
