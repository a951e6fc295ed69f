"""Reads any form of transcript. It raises for nothing: what has no form is notes.

Letters that no font shows are left out here, because pasted text comes this way unmended and a
cue may write them as entities. Everything else is kept: each word is in exactly one utterance.
"""

from __future__ import annotations

import re
from typing import Final

from bot.transcripts import cue_file, line_text
from bot.transcripts.passages import cut, merged
from bot.transcripts.transcript import Kind, Transcript, Utterance

_NEWLINE: Final = re.compile("\r\n?|[\u2028\u2029\v\f\x85]")
_HEADER: Final = re.compile(r"\A\s*WEBVTT\b.*")
_UNSEEN: Final = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x9f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb"
    "\ufffe\uffff\ud800-\udfff\U000e0000-\U000e007f]"
)


def parse(text: str) -> Transcript:
    """Return what was said, in the file's order; takes time in proportion to the text."""
    clean = _UNSEEN.sub("", _NEWLINE.sub("\n", text))
    if cue_file.has_cues(clean):
        kind, passages = cue_file.passages_of(clean)
        passages = list(merged(passages))
    else:
        kind, passages = line_text.passages_of(_HEADER.sub("", clean))
    utterances: list[Utterance] = []
    for passage in cut(passages):
        said, speaker = _seen(passage.text), _seen(passage.speaker)
        if said:
            utterances.append(
                Utterance(len(utterances) + 1, speaker, passage.begin_s, passage.end_s, said)
            )
    return Transcript(kind if utterances else Kind.NOTES, tuple(utterances))


def _seen(text: str) -> str:
    return " ".join(_UNSEEN.sub("", text).split())
