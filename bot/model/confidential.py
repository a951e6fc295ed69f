"""Keeps our own instructions to ourselves, whatever the model was talked into writing.

A ChatModel around another one. Each system message gets a mark that no other process knows; the
mark, and every run of words of the instructions, is taken out of what the model writes before
anybody sees or keeps it. What it can't see is a translation or a paraphrase of them.
"""

from __future__ import annotations

import base64
import binascii
import codecs
import logging
import re
import secrets
from collections.abc import AsyncGenerator, Iterator, Sequence
from contextlib import aclosing
from dataclasses import replace
from functools import lru_cache
from itertools import pairwise
from typing import Final, Protocol

from bot.core.errors import AssistantError
from bot.core.ports import Completion, Message, ModelRequest, Piece

_log = logging.getLogger("security")

LEFT_OUT: Final = "[…]"
"""Stands where our instructions stood."""
_RUN: Final = 10  # words in a row that nobody writes by chance
_ALL_FOLLOW: Final = b"\x01" * (_RUN - 1)
_FEW: Final = 8  # words; to look at each of these is quicker than to look at all
_TELLING: Final = 4  # the same, within something encoded
_ENCODED: Final = 24  # letters; shorter words hide nothing worth it
_MARK_LETTERS: Final = "BCDFGHJKLMNPQRSTVWXZ23456789"  # spells no word
_MARK_LENGTH: Final = 16
_UNSEEN: Final = "\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff"
# Letters and what is unseen between them; in one set, both together take three times as long.
_LETTERS: Final = rf"\w+(?:[{_UNSEEN}][\w{_UNSEEN}]*)?|[{_UNSEEN}][\w{_UNSEEN}]*"
_WORD: Final = re.compile(_LETTERS)
_WORD_AND_GAP: Final = re.compile(rf"({_LETTERS})([^\w{_UNSEEN}]*)")
_UNSEEN_RUN: Final = re.compile(rf"[{_UNSEEN}]+")
_SPACE: Final = re.compile(r"\s+")
_MATERIAL: Final = re.compile(r"<material>.*?</material>", re.DOTALL)


class StreamingModel(Protocol):
    """The model behind the guard: a ChatModel whose stream can be closed."""

    @property
    def is_demo(self) -> bool:
        """Whether this is no AI."""
        ...

    @property
    def context_tokens(self) -> int:
        """How many tokens there is room for."""
        ...

    def stream(self, request: ModelRequest) -> AsyncGenerator[Piece]:
        """Yield the answer as it comes."""
        ...

    async def complete(self, request: ModelRequest) -> Completion:
        """Return the whole answer."""
        ...


class ConfidentialModel:
    """A ChatModel that never says what it was told to be; make one per process."""

    def __init__(self, model: StreamingModel, mark: str = "") -> None:
        """Guard a model; ``mark`` is made up unless given."""
        self._model = model
        self._mark = _Mark(
            mark or "".join(secrets.choice(_MARK_LETTERS) for _ in range(_MARK_LENGTH))
        )

    @property
    def is_demo(self) -> bool:
        """Whether this is no AI but the demo."""
        return self._model.is_demo

    @property
    def context_tokens(self) -> int:
        """How many tokens question, past and answer may have together."""
        return self._model.context_tokens

    async def stream(self, request: ModelRequest) -> AsyncGenerator[Piece]:
        """Yield the answer as it comes; closing the iterator cancels the call."""
        kept = self._kept(request)
        async with aclosing(self._model.stream(self._marked(request))) as pieces:
            try:
                async for piece in pieces:
                    text = kept.add(piece.text) + (kept.end() if piece.finish else "")
                    if text or piece.finish or piece.usage:
                        yield Piece(text, piece.finish, piece.usage)
            except AssistantError:
                if rest := kept.end():
                    yield Piece(rest)
                raise
        if rest := kept.end():
            yield Piece(rest)

    async def complete(self, request: ModelRequest) -> Completion:
        """Return the whole answer."""
        completion = await self._model.complete(self._marked(request))
        kept = self._kept(request)
        return replace(completion, text=kept.add(completion.text) + kept.end())

    def _kept(self, request: ModelRequest) -> _Kept:
        return _Kept(_Secret(request.messages, self._mark))

    def _marked(self, request: ModelRequest) -> ModelRequest:
        """Put the mark under the instructions: no words, so that it asks nothing of the model."""
        messages = [
            replace(one, content=f"{one.content}\n\n({self._mark.written})")
            if one.role == "system"
            else one
            for one in request.messages
        ]
        return replace(request, messages=messages)


class _Mark:
    """What no other process knows, in every spelling."""

    def __init__(self, written: str) -> None:
        self.written = written
        self.folded = written.casefold()
        self.disguises = tuple(dict.fromkeys(_disguises(written)))
        self.shortest = min(map(len, self.disguises))
        ends = range(len(self.folded) + 1)
        self.parts = frozenset(self.folded[start:end] for end in ends for start in range(end + 1))


class _Own:
    """The words of the instructions, and which of them are neighbours."""

    def __init__(self, text: str) -> None:
        self.spaced = _spaced(_words(text))
        words = self.spaced[1:-1].split(" ")
        self.words = frozenset(words)
        self.pairs = frozenset(pairwise(words))


# The same instructions all day: taking them apart costs as much as guarding an answer does.
_own = lru_cache(maxsize=64)(_Own)


class _Secret:
    """What must not be written: the mark in every spelling, and runs of the instructions."""

    def __init__(self, messages: Sequence[Message], mark: _Mark) -> None:
        # Fenced material in our instructions (the conversation so far) is the person's own.
        own = [_MATERIAL.sub(" ", one.content) for one in messages if one.role == "system"]
        self._own = _own("\n".join(own))
        self._messages = messages
        self._given: str | None = None
        self._mark = mark

    def harmless(self, written: Sequence[str], held: Sequence[str]) -> int:
        """Return how many of these words, the first ones, surely end no secret; 0 if in doubt.

        Looks at all of them at once; word by word it takes several times as long.
        """
        if len(written) < _FEW or not "".join(written).isalnum():
            return 0
        words = " ".join(written).casefold().split(" ")
        if max(map(len, words)) >= self._mark.shortest and any(map(self.is_in, written, words)):
            return 0
        row = [*held, *words]
        spelling = bytes(map(self._mark.parts.__contains__, row))
        follow = bytes(map(self._own.pairs.__contains__, pairwise(row)))
        if b"\x01\x01" in spelling or _ALL_FOLLOW in follow:
            return 0
        # What follows one another up to the end may go on, and is for the next look.
        return max(0, follow.rfind(0) + 1 - len(held))

    def has(self, run: str) -> bool:
        """Tell whether these words, spaced, follow one another in the instructions."""
        return run in self._own.spaced

    def may_begin(self, word: str) -> bool:
        """Tell whether a run of our words or the mark, spelt out, may begin with this word."""
        return word in self._own.words or self._mark.folded.startswith(word)

    def may_follow(self, before: str, word: str) -> bool:
        """Tell whether one may hold these two next to each other."""
        return (before, word) in self._own.pairs or before + word in self._mark.folded

    def tells(self, words: Sequence[str]) -> bool:
        """Tell whether so many words of the instructions are no chance and nobody's own."""
        return len(words) >= _RUN and not self._is_given(words)

    def may_spell(self, letters: str) -> bool:
        """Tell whether the mark may be being spelt out in parts."""
        return self._mark.folded.startswith(letters)

    def is_spelt(self, letters: str) -> bool:
        """Tell whether it was."""
        return letters == self._mark.folded

    def is_in(self, word: str, folded: str) -> bool:
        """Tell whether one word holds the mark, or hides it or the instructions by encoding."""
        if len(folded) < self._mark.shortest:
            return False
        if any(disguise in folded for disguise in self._mark.disguises):
            return True
        return len(word) >= _ENCODED and any(map(self._is_told, _decoded(word)))

    def _is_told(self, text: str) -> bool:
        words = _words(text)
        runs = (words[at : at + _TELLING] for at in range(len(words) - _TELLING + 1))
        return any(self.has(_spaced(run)) for run in runs)

    def _is_given(self, words: Sequence[str]) -> bool:
        if self._given is None:
            others = [one.content for one in self._messages if one.role != "system"]
            self._given = _spaced(_words("\n".join(others)))
        return _spaced(words) in self._given


class _Kept:
    """A growing text without the secret; what may become part of it waits for the next word."""

    def __init__(self, secret: _Secret) -> None:
        self._secret = secret
        self._begun = ""  # the last word may go on
        self._words: list[str] = []  # what is held
        self._texts: list[str] = []  # each word held, as written, with the text up to the next one
        self._is_told = False  # the log has it

    def add(self, text: str) -> str:
        """Return what of the text may be shown now."""
        text = self._begun + text
        words = _WORD.findall(text)
        if not words:
            self._begun = text
            return ""
        end = text.rindex(words[-1])
        at, shown = text.index(words[0]), ""
        if harmless := self._secret.harmless(words[:-1], self._words):
            at, shown = end, self._let_go()
            for word in words[-2 : harmless - 1 : -1]:
                at = text.rindex(word, 0, at)
        self._begun = text[end:]
        looked_at = [self._next(*one) for one in _WORD_AND_GAP.findall(text[at:end])]
        return "".join((shown, text[:at], *looked_at))

    def end(self) -> str:
        """Return the rest."""
        begun, self._begun = self._begun, ""
        word = _WORD.match(begun)
        shown = self._next(word[0], begun[word.end() :]) if word else begun
        return shown + self._let_go()

    def _next(self, written: str, gap: str) -> str:
        """Take one word in; return what can't become part of the secret any more."""
        text = written + gap
        word = written if written.isalnum() else _bare(written)
        folded = word.casefold()
        if self._secret.is_in(word, folded):
            return self._let_go() + self._left_out(text)
        if self._words and self._secret.may_follow(self._words[-1], folded):
            return self._hold_on(folded, text)
        shown = self._let_go() if self._words else ""
        if not self._secret.may_begin(folded):
            return shown + text
        self._words.append(folded)
        self._texts.append(text)
        return shown

    def _hold_on(self, word: str, text: str) -> str:
        """Hold one word more, and let go of those that the secret doesn't hold together."""
        shown = ""
        if not self._may_go_on([*self._words, word]) and self._secret.tells(self._words):
            shown = self._let_go()
        self._words.append(word)
        self._texts.append(text)
        while self._words and not self._may_go_on(self._words):
            del self._words[0]
            shown += self._texts.pop(0)
        return shown + (self._let_go() if self._secret.is_spelt("".join(self._words)) else "")

    def _may_go_on(self, words: Sequence[str]) -> bool:
        return self._secret.has(_spaced(words)) or self._secret.may_spell("".join(words))

    def _let_go(self) -> str:
        """Return what was held, or what stands in its place."""
        texts, words = self._texts, self._words
        self._texts, self._words = [], []
        if self._secret.tells(words) or self._secret.is_spelt("".join(words)):
            return self._left_out(texts[-1])
        return "".join(texts)

    def _left_out(self, text: str) -> str:
        """Return what stands in place of a word, with the white space behind it."""
        if not self._is_told:
            _log.warning("own instructions left out of an answer")
        self._is_told = True
        space = _SPACE.search(text)
        return LEFT_OUT + (space[0] if space else "")


def _words(text: str) -> list[str]:
    words = [word if word.isalnum() else _bare(word) for word in _WORD.findall(text)]
    return " ".join(words).casefold().split(" ") if words else []


def _bare(word: str) -> str:
    """Return a word without what nobody sees and without Markdown's underscores."""
    return _UNSEEN_RUN.sub("", word).strip("_")


def _spaced(words: Sequence[str]) -> str:
    return f" {' '.join(words)} "


def _disguises(mark: str) -> Iterator[str]:
    """Yield the mark as it is, backwards, shifted by 13, in hexadecimal and in base64."""
    yield from (one.casefold() for one in (mark, mark[::-1], codecs.encode(mark, "rot13")))
    raw = mark.encode()
    yield raw.hex()
    for shift in range(3):  # where it begins within three bytes decides how it reads
        encoded = base64.b64encode(bytes(shift) + raw + bytes(-(shift + len(raw)) % 3)).decode()
        yield encoded[4 if shift else 0 : -4].casefold()


def _decoded(word: str) -> Iterator[str]:
    """Yield what a word may mean if it is base64, from wherever that began."""
    if word.isascii():
        for start in range(4):
            part = word[start:]
            try:
                yield base64.b64decode(part[: len(part) // 4 * 4]).decode("utf-8", "replace")
            except binascii.Error:
                break
