"""Character sets by the names and numbers that files give them.

Python loads most codecs from disk when they are first used. A child that has locked itself can't,
so readers of formats that name a character set call `preload` in their ``load``.
"""

from __future__ import annotations

import codecs
import contextlib
from typing import Final

from bot.documents.reading.plain import decoded

_NAMES: Final = (
    "ascii latin-1 utf-7 utf-8 utf-8-sig utf-16 utf-16-le utf-16-be utf-32 cp1252 cp1250 cp1251"
    " cp1253 cp1254 cp1255 cp1256 cp1257 cp1258 cp437 cp850 cp852 cp858 cp866 cp874 cp932 cp936"
    " cp949 cp950 iso8859-2 iso8859-3 iso8859-4 iso8859-5 iso8859-6 iso8859-7 iso8859-8 iso8859-9"
    " iso8859-10 iso8859-13 iso8859-14 iso8859-15 iso8859-16 koi8-r koi8-u mac-roman mac-latin2"
    " shift_jis euc_jp iso2022_jp gb2312 gbk gb18030 big5 euc_kr iso2022_kr hz"
)
_BY_PAGE: Final = {
    0: "cp1252",
    42: "cp1252",
    1200: "utf-16-le",
    1201: "utf-16-be",
    10000: "mac-roman",
    10029: "mac-latin2",
    20127: "ascii",
    20866: "koi8-r",
    21866: "koi8-u",
    50220: "iso2022_jp",
    50221: "iso2022_jp",
    51932: "euc_jp",
    51949: "euc_kr",
    52936: "hz",
    54936: "gb18030",
    65000: "utf-7",
    65001: "utf-8",
}
_ISO: Final = 28590
_ISO_PARTS: Final = 16


def preload() -> None:
    """Load the codecs that files ask for, while there is a disk."""
    for name in _NAMES.split():
        with contextlib.suppress(LookupError):
            codecs.lookup(name)


def of_page(number: int) -> str:
    """Return the codec of a Windows code page; cp1252 for one that we don't know."""
    if 0 < number - _ISO <= _ISO_PARTS:
        return f"iso8859-{number - _ISO}"
    name = _BY_PAGE.get(number, f"cp{number}")
    return name if _is_known(name) else "cp1252"


def text_of(data: bytes, charset: str) -> str:
    """Return bytes as text: as the charset says if that can be, else as they look."""
    # Latin-1 has control characters where the Windows page, which is nearly always meant, has
    # quotes, dashes and the euro sign.
    name = {"iso-8859-1": "cp1252", "latin-1": "cp1252", "us-ascii": ""}.get(
        charset.lower(), charset
    )
    if name and _is_known(name):
        with contextlib.suppress(UnicodeError, ValueError):
            return data.decode(name)
    text = decoded(data)
    return text if text is not None else data.decode("cp1252", "replace")


def _is_known(name: str) -> bool:
    try:
        b" ".decode(name)  # of nothing at all any name would do
    except UnicodeError:
        return True
    except (LookupError, ImportError, OSError, ValueError):
        return False
    return True
