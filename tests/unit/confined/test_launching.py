"""Starting children through the launcher: what they get, how they end, and when it dies itself."""

from __future__ import annotations

import asyncio
import os
import resource
import signal
import sys
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path

import pytest

from bot.confined.isolation import child
from bot.confined.launching import Launcher

_PYTHON = (sys.executable, "-I", "-S", "-c")
_ECHO = "import sys; sys.stdout.buffer.write(sys.stdin.buffer.read()[::-1]); sys.exit(3)"


@pytest.fixture
def launcher() -> Iterator[Launcher]:
    """Give a launcher that is gone afterwards."""
    with closing(Launcher()) as made:
        yield made


async def _said(launcher: Launcher, code: str, data: bytes = b"") -> tuple[bytes, int]:
    async with child(launcher, [*_PYTHON, code], data) as running:
        return await running.output(10_000_000), await running.exit_code()


def _pid(launcher: Launcher) -> int:
    assert launcher.pid is not None
    return launcher.pid


def _children_of(pid: int) -> str:
    """Return the process ids of its children, where the system tells."""
    told = Path(f"/proc/{pid}/task/{pid}/children")
    return told.read_text() if told.exists() else ""


async def _has_ended(pipe: int) -> bool:
    """Tell whether a pipe ends, which it does with the last of those that write to it."""
    for _ in range(500):
        with suppress(BlockingIOError):
            return os.read(pipe, 1) == b""
        await asyncio.sleep(0.01)
    return False


async def test_a_child_is_fed_heard_and_says_how_it_ended(launcher: Launcher) -> None:
    data = bytes(range(256)) * 4_000
    assert await _said(launcher, _ECHO, data) == (data[::-1], 3)


async def test_many_children_of_one_launcher_do_not_mix(launcher: Launcher) -> None:
    names = [str(n).encode() * 1_000 for n in range(10, 16)]
    found = await asyncio.gather(*(_said(launcher, _ECHO, name) for name in names))
    assert found == [(name[::-1], 3) for name in names]


async def test_a_child_inherits_nothing_and_has_a_session_of_its_own(launcher: Launcher) -> None:
    code = (
        "import os; print(os.environ.keys() - {'LC_CTYPE'}, os.getcwd(), os.getsid(0) =="
        " os.getpid(), os.getpriority(os.PRIO_PROCESS, 0) > 0, sorted(os.listdir('/dev/fd')))"
    )
    with open(os.devnull) as leak:  # noqa: ASYNC230, PTH123  a device
        os.set_inheritable(leak.fileno(), True)  # noqa: FBT003  it takes no names
        said, _ = await _said(launcher, code)
    # The fourth is what lists them.
    assert said.decode().strip() == "set() / True True ['0', '1', '2', '3']"


async def test_variables_are_only_those_given(launcher: Launcher) -> None:
    code = "import os; print(os.environ['GREETING'], len(os.environ.keys() - {'LC_CTYPE'}))"
    async with child(launcher, [*_PYTHON, code], b"", {"GREETING": "a=b ü"}) as running:
        assert (await running.output(100)).decode("utf-8") == "a=b ü 1\n"


async def test_a_signal_is_a_negative_exit_code(launcher: Launcher) -> None:
    _, code = await _said(launcher, "import os; os.kill(os.getpid(), 9)")
    assert code == -signal.SIGKILL


async def test_a_program_that_is_not_there_ends_at_once(launcher: Launcher) -> None:
    async with child(launcher, ["/nowhere/at/all"], b"x") as running:
        assert (await running.output(10), await running.exit_code()) == (b"", 127)


async def test_what_a_child_used_is_counted_once_its_launcher_is_gone() -> None:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    with closing(Launcher()) as launcher:
        await _said(launcher, "import time\nwhile time.process_time() < 0.1: pass")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime >= 0.1


async def test_without_its_launcher_a_child_goes_on_and_the_next_has_a_new_one(
    launcher: Launcher,
) -> None:
    async with child(launcher, [*_PYTHON, _ECHO], b"") as running:
        first = _pid(launcher)
        os.kill(first, signal.SIGKILL)
        assert await running.output(10) == b""
        assert await running.exit_code() == -signal.SIGKILL  # nobody knows
    assert await _said(launcher, _ECHO, b"ab") == (b"ba", 3)
    assert _pid(launcher) != first


async def test_a_launcher_that_does_not_answer_is_replaced_and_others_go_on(
    launcher: Launcher,
) -> None:
    async with child(launcher, [*_PYTHON, _ECHO], b"") as running:
        first = _pid(launcher)
        launcher.restart(asked=-1)  # another's, long gone
        assert _pid(launcher) == first
        launcher.restart(asked=first)
        assert launcher.pid is None
        assert await running.output(10) == b""


async def test_a_launcher_that_ends_at_once_is_an_error() -> None:
    with closing(Launcher(["/bin/false"])) as launcher, pytest.raises(OSError, match="no child"):
        await _said(launcher, "pass")


async def test_children_end_with_the_bot(launcher: Launcher, tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    end = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    code = f"import time; held = open({str(pipe)!r}, 'w'); print(1, flush=True); time.sleep(600)"
    async with child(launcher, [*_PYTHON, code], b"") as running:
        async for _ in running.lines():
            break
        launcher.close()  # all that the launcher sees when the bot is gone
        assert await _has_ended(end)
    os.close(end)
    assert launcher.pid is None


async def test_a_call_cancelled_while_its_child_starts_leaves_none(launcher: Launcher) -> None:
    call = asyncio.create_task(_said(launcher, "import time; time.sleep(600)"))
    await asyncio.sleep(0)
    call.cancel()
    with pytest.raises(asyncio.CancelledError):
        await call
    assert await _said(launcher, _ECHO) == (b"", 3)
    for _ in range(100):
        if not _children_of(_pid(launcher)):
            break
        await asyncio.sleep(0.01)
    assert not _children_of(_pid(launcher))
