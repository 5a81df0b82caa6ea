"""Calls with a deadline, in a helper thread that is abandoned when it hangs.

The caller lends its context and its session to the helper and touches neither
while it waits. A call that is late is interrupted; one that cannot be (it
sleeps, or waits for a lock) is abandoned: its thread may stay, but has no
session any more and ends with its next step in Python.
"""

from __future__ import annotations

import ctypes
import logging
import os
import sys
import threading
import time
import traceback
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from contextvars import Context, copy_context
from dataclasses import dataclass, field
from queue import SimpleQueue
from typing import Any, NoReturn, Protocol, TypeVar

from cms.extensions import BoundedCall, bounded_call, db


log = logging.getLogger(__name__)

T = TypeVar("T")

# How long an interrupted call may take to end before it is abandoned.
GRACE_SECONDS = 0.1
_ATTEMPTS = 5
# How soon the caller sees that a deadline was moved.
_GLANCE_SECONDS = 0.05


class CallRecorder(Protocol):
    """Keeps which calls are being made; see :mod:`cms.plugins.watchdog`."""

    def calling(self, label: tuple[str, str]) -> AbstractContextManager[None]:
        """Have a call recorded while the block runs."""
        ...


# Set once for a process that is watched.
calls: CallRecorder | None = None


class Overdue(TimeoutError):
    """A call did not return within its time.

    ``stack`` says in lines where it was then; ``hangs`` tells whether its
    thread still runs.
    """

    def __init__(self, seconds: float, stack: list[str], call: _Call) -> None:
        super().__init__(f"did not return within {seconds:g} s")
        self.stack = stack
        self.call = call

    @property
    def hangs(self) -> bool:
        """Whether the thread of the call is still busy with it."""
        helper = self.call.helper
        return not self.call.ended and helper is not None and helper.is_alive()


class Interrupted(SystemExit):
    """Ends a call that is late, wherever it is; no ``except Exception`` catches it."""


@dataclass(eq=False)
class _Call(BoundedCall):
    """One call: what to run and where, and how it ended."""

    function: Callable[[], Any] = field(kw_only=True)
    context: Context = field(kw_only=True)
    deadline: float = field(kw_only=True)
    label: tuple[str, str] = field(kw_only=True)
    done: threading.Lock = field(default_factory=threading.Lock)
    helper: threading.Thread | None = None
    ended: bool = False
    value: Any = None
    error: BaseException | None = None

    def run(self) -> None:
        """Run the call in the helper's thread and wake the waiting caller."""
        self.helper = threading.current_thread()
        try:
            with calls.calling(self.label) if calls is not None else nullcontext():
                self.value = self.context.run(self._run)
        except BaseException as error:  # noqa: BLE001 - raised again by the caller
            self.error = error
        finally:
            self.ended = True
            self.done.release()

    def _run(self) -> Any:
        bounded_call.set(self)
        if self.abandoned:  # before it began
            return None
        try:
            return self.function()
        finally:
            if self.abandoned:
                db.session.remove()


def call_within(
    seconds: float, function: Callable[[], T], label: tuple[str, str] = ("", "")
) -> T:
    """Return what ``function`` returns within ``seconds``, or raise what it raises.

    Raises Overdue when it takes longer. ``label`` names the plugin and its hook.
    Needs an application context.
    """
    outer = bounded_call.get()
    call = _Call(
        outer=outer,
        function=function,
        context=copy_context(),
        deadline=time.monotonic() + seconds,
        label=label,
    )
    call.done.acquire()
    # Who called us is not to blame for the time that this takes.
    allowance = seconds + 2 * GRACE_SECONDS
    started = time.monotonic()
    if isinstance(outer, _Call):
        outer.deadline += allowance
    try:
        _helper().calls.put(call)
        if not _wait(call):
            _give_up(call, seconds)
        if call.error is not None:
            raise call.error
        value: T = call.value
        return value
    finally:
        if isinstance(outer, _Call):
            outer.deadline += time.monotonic() - started - allowance


def expire_call() -> None:
    """Let the call that runs here be late from now on, whatever its time was.

    A test of what hangs need not wait, and can leave everybody else much time.
    """
    call = bounded_call.get()
    if isinstance(call, _Call):
        call.deadline = time.monotonic()


def _wait(call: _Call) -> bool:
    """Wait until the call has ended or its deadline, which may move, is over."""
    try:
        while (left := call.deadline - time.monotonic()) > 0:
            if call.done.acquire(timeout=min(left, _GLANCE_SECONDS)):
                return True
        return call.done.acquire(blocking=False)
    except BaseException:  # Ctrl-C while waiting
        call.left = True
        raise


def _give_up(call: _Call, seconds: float) -> NoReturn:
    """Interrupt a call that is late, or leave it behind; raise Overdue."""
    stack = _stack_of(call)
    call.late = True
    _interrupt_query(call.connection)
    if call.done.acquire(timeout=GRACE_SECONDS / _ATTEMPTS):
        raise Overdue(seconds, stack, call)
    for _attempt in range(_ATTEMPTS):
        _raise_in(call)
        if call.done.acquire(timeout=GRACE_SECONDS / _ATTEMPTS):
            break
    else:
        call.left = True
    raise Overdue(seconds, stack, call)


def _stack_of(call: _Call) -> list[str]:
    """Return where a call is now, in lines, the innermost last."""
    identity = call.helper.ident if call.helper is not None else None
    frame = sys._current_frames().get(identity or 0)
    return traceback.format_stack(frame) if frame is not None else []


def _interrupt_query(connection: Any) -> None:
    """Stop the statement that a DBAPI connection is busy with, if it is."""
    try:
        if hasattr(connection, "interrupt"):  # sqlite3
            connection.interrupt()
        elif hasattr(connection, "cancel_safe") and _is_busy(connection):
            connection.cancel_safe(timeout=GRACE_SECONDS * 10)
    except Exception:
        log.exception("a query that takes too long could not be stopped")


def _is_busy(connection: Any) -> bool:
    """Tell whether a connection of psycopg waits for the answer to a statement."""
    return bool(connection.info.transaction_status.name == "ACTIVE")


def _raise_in(call: _Call) -> None:
    """Raise Interrupted in the thread of a call with its next step in Python."""
    helper = call.helper
    if helper is not None and helper.is_alive() and not call.ended:
        ctypes.pythonapi.PyThreadState_SetAsyncExc(
            ctypes.c_ulong(helper.ident or 0), ctypes.py_object(Interrupted)
        )


class _Helper(threading.Thread):
    """A thread that makes one call after the other, until one is late."""

    def __init__(self) -> None:
        super().__init__(name="hook", daemon=True)
        self.calls: SimpleQueue[_Call] = SimpleQueue()
        self.start()

    def run(self) -> None:
        """Call until a call is late: an interrupt may still be on its way then."""
        while True:
            call = self.calls.get()
            call.run()
            if time.monotonic() >= call.deadline:
                return
            del call
            _idle.append(self)


_idle: list[_Helper] = []


def _helper() -> _Helper:
    """Return a helper that is free, or a new one."""
    try:
        return _idle.pop()
    except IndexError:
        return _Helper()


# A forked child has none of the threads.
os.register_at_fork(after_in_child=_idle.clear)
