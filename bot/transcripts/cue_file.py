"""WebVTT and SubRip, and what else puts ``begin --> end`` above its text.

Programs bend both formats in every way, so one lenient reader takes all: whatever is no time, no
number, no mark-up and no comment is kept as text. Teams' metadata form (each cue a JSON object)
and its older Word files (the name as a cue's first line) are cues too.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from bot.transcripts.names import LONGEST_NAME, is_name, speakers_among
from bot.transcripts.passages import Passage
from bot.transcripts.times import TIME, seconds_of
from bot.transcripts.transcript import Kind

_TIMING: Final = re.compile(
    rf"^[ \t]{{0,20}}(\[)?({TIME})[ \t]{{0,20}}-{{1,2}}>[ \t]{{0,20}}({TIME})(?(1)\])(.*)$",
    re.MULTILINE,
)
_SETTING: Final = re.compile(r"(vertical|line|position|size|align|region|[XY][12]):")
_COMMENT: Final = re.compile(r"NOTE(?:[ \t]|$)|(?:STYLE|REGION)[ \t]*$")
_HEADER_LINE: Final = re.compile(r"[\w-]+\s*[:=]")
_UUID: Final = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{20,}\S*$", re.IGNORECASE)
_VOICE: Final = re.compile(r"<v(?:\.[^\s<>]{0,200})?(?:[ \t]+([^<>]{0,200}))?>|</v>")
_TAGS: Final = re.compile(
    r"</?(?:c|i|b|u|s|ruby|rt|lang|font)(?:[.\s][^<>]{0,200})?/?>|<[0-9:.]{1,20}>|\{\\an?[0-9]{1,2}\}",
    re.IGNORECASE,
)
_LABEL: Final = re.compile(rf"([^\W\d_][^:<>]{{0,{LONGEST_NAME - 1}}}?)\s?:\s+(\S.*)$", re.DOTALL)
_NEAR_TOP: Final = 400
_MOSTLY: Final = 0.9


@dataclass(slots=True)
class _Cue:
    begin_s: float | None = None
    end_s: float | None = None
    lines: list[str] = field(default_factory=list)


def has_cues(text: str) -> bool:
    """Tell whether a text has times with arrows, more than a note would mention by the way."""
    found = _TIMING.finditer(text)
    first = next(found, None)
    return first is not None and (first.start() < _NEAR_TOP or next(found, None) is not None)


def passages_of(text: str) -> tuple[Kind, list[Passage]]:
    """Return the cues' texts with speakers and times, one passage a voice, not yet merged."""
    is_vtt = text.lstrip().startswith("WEBVTT")
    reader = _Reader(is_vtt=is_vtt)
    for block in _blocks(text):
        reader.take(block)
    cues = [cue for cue in reader.cues if any(line.strip() for line in cue.lines)]
    if not is_vtt and not reader.has_numbers and _begin_with_names(cues):
        return Kind.TEAMS, [_named_by_first_line(cue) for cue in cues]
    passages = [passage for cue in cues for passage in _voices(cue)]
    if not any(passage.speaker for passage in passages):
        passages = _named_by_labels(passages)
    return Kind.SRT if not is_vtt and reader.has_numbers else Kind.VTT, passages


class _Reader:
    """Gathers cues from blocks of lines; a block usually is a cue, but need not be."""

    def __init__(self, *, is_vtt: bool) -> None:
        self._is_vtt = is_vtt
        self._number = 0
        self._at_top = is_vtt
        self.cues: list[_Cue] = []
        self.has_numbers = False

    def take(self, block: Sequence[str]) -> None:
        """Take the lines between two empty ones."""
        lines = self._without_comments(block)
        open_lines: list[str] = []  # of which the last may turn out to be the next cue's id
        is_first = True
        for line in lines:
            timing = _TIMING.match(line)
            if timing is None:
                open_lines.append(line)
                continue
            self._close(open_lines, is_first=is_first)
            open_lines, is_first = [], False
            rest = timing[4].strip()
            is_text = bool(timing[1]) or not all(map(_SETTING.match, rest.split()))
            times = seconds_of(timing[2]), seconds_of(timing[3])
            self.cues.append(_Cue(times[0], max(times), [rest] if is_text else []))
        self._keep(open_lines)

    def _without_comments(self, block: Sequence[str]) -> Sequence[str]:
        if not self._is_vtt:
            return block
        first_timing = next((i for i, line in enumerate(block) if _TIMING.match(line)), len(block))
        if _COMMENT.match(block[0]):
            return block[first_timing:]
        if self._at_top:
            self._at_top = False
            kept = [line for line in block[1:first_timing] if not _HEADER_LINE.match(line)]
            return [*kept, *block[first_timing:]]
        return block

    def _close(self, lines: list[str], *, is_first: bool) -> None:
        """Keep the lines before a time, but for an id or number."""
        if lines and self._is_id(lines[-1].strip(), starts_block=is_first and len(lines) == 1):
            lines = lines[:-1]
        if is_first and lines:  # not of the cue before: an empty line stands in between
            self.cues.append(_Cue(lines=lines))
        else:
            self._keep(lines)

    def _is_id(self, line: str, *, starts_block: bool) -> bool:
        if line.isdecimal() and len(line) < 10:  # noqa: PLR2004  more digits are no cue's number
            is_next = int(line) == self._number + 1
            if starts_block or is_next:
                self._number = int(line)
                self.has_numbers = True
                return True
            return False
        if starts_block and len(line.split()) == 1:
            return self._is_vtt or any(letter.isdigit() for letter in line)
        return bool(_UUID.match(line))

    def _keep(self, lines: list[str]) -> None:
        if not lines:
            return
        if not self.cues:
            self.cues.append(_Cue())
        self.cues[-1].lines += lines


def _blocks(text: str) -> Iterator[list[str]]:
    block: list[str] = []
    for line in text.split("\n"):
        if line.strip():
            block.append(line)
        elif block:
            yield block
            block = []
    if block:
        yield block


def _voices(cue: _Cue) -> Iterator[Passage]:
    """Split a cue where its voice changes; what stands outside of voices has no speaker."""
    whole = " ".join(cue.lines)
    if described := _described(whole, cue):
        yield described
        return
    parts = _VOICE.split(whole)
    names = ["", *parts[1::2]]
    for name, part in zip(names, parts[::2], strict=True):
        if text := _plain(part):
            yield Passage(text, _plain(name or ""), cue.begin_s, cue.end_s)


def _described(whole: str, cue: _Cue) -> Passage | None:
    """Return the passage of a cue that is a JSON object, as Teams' metadata form has them."""
    if not whole.lstrip().startswith("{") or '"spokenText"' not in whole:
        return None
    try:
        value = json.loads(whole)
    except (ValueError, RecursionError):
        return None
    text, speaker = value.get("spokenText"), value.get("speakerName") or ""
    if not isinstance(text, str) or not isinstance(speaker, str):
        return None
    return Passage(" ".join(text.split()), " ".join(speaker.split()), cue.begin_s, cue.end_s)


def _plain(text: str) -> str:
    return " ".join(html.unescape(_TAGS.sub("", text)).split())


def _begin_with_names(cues: Sequence[_Cue]) -> bool:
    timed = [cue for cue in cues if cue.begin_s is not None]
    named = [cue for cue in timed if len(cue.lines) > 1 and is_name(cue.lines[0].strip())]
    return len(named) > 1 and len(named) >= _MOSTLY * len(timed)


def _named_by_first_line(cue: _Cue) -> Passage:
    first = cue.lines[0].strip()
    if cue.begin_s is None or len(cue.lines) == 1 or not is_name(first):
        return Passage(_plain(" ".join(cue.lines)), "", cue.begin_s, cue.end_s)
    return Passage(_plain(" ".join(cue.lines[1:])), first, cue.begin_s, cue.end_s)


def _named_by_labels(passages: list[Passage]) -> list[Passage]:
    """Take names from „Anna: …“ where cues have no voices, as other programs than Teams do."""
    found = [_LABEL.match(passage.text) for passage in passages]
    labels = [match[1] for match in found if match]
    speakers = speakers_among(labels, [match[2] for match in found if match], len(passages))
    return [
        Passage(match[2], match[1], passage.begin_s, passage.end_s)
        if match and match[1] in speakers
        else passage
        for passage, match in zip(passages, found, strict=True)
    ]
