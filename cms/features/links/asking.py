"""Checking external links by HTTP, run by the nightly job."""

from __future__ import annotations

import contextlib
import http.client
import ipaddress
import queue
import socket
import ssl
import threading
import time
from collections.abc import Callable
from urllib.parse import quote, urljoin, urlsplit

from sqlalchemy import Select, or_, select

from cms.database.clock import read_clock
from cms.database.transaction import transaction
from cms.extensions import db
from cms.features.links.models import OutLink
from cms.jobs import enqueued_at


TIMEOUT = 10
REDIRECTS = 5
# One address of a host after the other: we are a guest there.
PAUSE = 1.0
# A site may be down for a night; what is broken on two is broken.
NIGHTS = 2
AGENT = "Sen link check"
# Addresses are often written with accents; what is quoted already stays so.
_KEPT = "%/:;=&?~+!$,'@()*[]"
Guard = Callable[[str], bool]
GLOBAL_UNICAST = ipaddress.ip_network("2000::/3")
NAT64 = ipaddress.ip_network("64:ff9b::/96")
# All that one address may take: names, redirects and slow answers together.
DEADLINE = 30.0


class Unreachable(Exception):
    """An address gave no answer that counts; the message says which in few words."""


def is_public(address: str) -> bool:
    """Tell whether an IP address is out on the Internet, not in our own network.

    An address that carries another one (mapped, 6to4, Teredo, NAT64) counts as
    that one: a router may unpack it.
    """
    found = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(found, ipaddress.IPv6Address):
        inner = found.ipv4_mapped or found.sixtofour
        if found in NAT64:
            inner = ipaddress.IPv4Address(found.packed[-4:])
        if found.teredo:
            inner = found.teredo[1]
        if inner is not None:
            return is_public(str(inner))
        if found.is_site_local or found not in GLOBAL_UNICAST:
            return False
    return found.is_global and not found.is_multicast and not found.is_reserved


def ask_outside(guard: Guard = is_public, pause: float = PAUSE) -> None:
    """Request every external address once and store the answers.

    Killed and run again it goes on with those that it has not asked yet.
    """
    left = or_(OutLink.checked_at.is_(None), OutLink.checked_at <= enqueued_at())
    _ask_each(select(OutLink.url).where(OutLink.url != "", left), guard, pause)


def ask_new(guard: Guard = is_public, pause: float = PAUSE) -> None:
    """Request the external addresses that were never checked."""
    fresh = select(OutLink.url).where(OutLink.url != "", OutLink.state == "unchecked")
    _ask_each(fresh, guard, pause)


def _ask_each(query: Select[str], guard: Guard, pause: float) -> None:
    query = query.distinct()
    urls = sorted(db.session.scalars(query))
    db.session.rollback()
    last = ""
    for url in urls:
        host = urlsplit(url).netloc
        if host == last:
            time.sleep(pause)
        last = host
        try:
            answer = str(ask(url, guard))
        except Unreachable as trouble:
            _write(url, str(trouble), ok=False)
        else:
            _write(url, answer, ok=True)


def _write(url: str, answer: str, *, ok: bool) -> None:
    with transaction() as session:
        now = read_clock(session)
        for row in session.scalars(select(OutLink).where(OutLink.url == url)):
            row.failures = 0 if ok else row.failures + 1
            row.answer, row.checked_at = answer[:200], now
            row.state = (
                "ok" if ok else ("broken" if row.failures >= NIGHTS else "doubtful")
            )


def ask(url: str, guard: Guard = is_public) -> int:
    """Return the status with which ``url`` answers, redirects followed.

    Only http and https, only to addresses that ``guard`` allows, checked for
    the very address that is connected to: a name cannot lead into our own
    network. Raises Unreachable for any other answer than a good one.
    """
    until = time.monotonic() + DEADLINE
    for _step in range(REDIRECTS + 1):
        status, location = _request("HEAD", url, guard, until)
        if status in (403, 405, 501):
            # Some servers refuse the question without a body, not the page.
            status, location = _request("GET", url, guard, until)
        if status in (301, 302, 303, 307, 308) and location:
            url = urljoin(url, location)
            continue
        if status in (401, 403, 429) or status < 400:
            return status  # it is there, if not for everybody
        raise Unreachable(str(status))
    raise Unreachable("too many redirects")


def _left(until: float) -> float:
    """Return the seconds that are left for one step; Unreachable when there are none."""
    left = until - time.monotonic()
    if left <= 0:
        raise Unreachable("no answer")
    return min(left, TIMEOUT)


def _request(method: str, url: str, guard: Guard, until: float) -> tuple[int, str]:
    parts = urlsplit(url)
    try:
        port = parts.port or (443 if parts.scheme == "https" else 80)
    except ValueError:
        raise Unreachable("no such address") from None
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise Unreachable("no such address")
    opened: list[socket.socket] = []
    # A server that sends one letter after the other keeps every timeout: it is cut off.
    cutter = threading.Timer(max(0.0, until - time.monotonic()), _cut, [opened])
    cutter.daemon = True
    cutter.start()
    try:
        connection = _connection(
            parts.scheme, parts.hostname, port, guard, until, opened
        )
        target = quote(parts.path or "/", safe=_KEPT)
        if parts.query:
            target += f"?{quote(parts.query, safe=_KEPT)}"
        headers = {"User-Agent": AGENT, "Accept": "*/*", "Connection": "close"}
        connection.request(method, target, headers=headers)
        response = connection.getresponse()
        _left(until)  # what was cut off is no answer, however it began
        return response.status, response.headers.get("Location", "")
    except (OSError, http.client.HTTPException, UnicodeError, ValueError) as error:
        raise Unreachable("no answer") from error
    finally:
        cutter.cancel()
        for sock in opened:
            sock.close()


def _cut(opened: list[socket.socket]) -> None:
    """End the connection that another thread is waiting for."""
    for sock in opened:
        with contextlib.suppress(OSError):
            sock.shutdown(socket.SHUT_RDWR)


def _look_up(host: str, port: int, until: float) -> list[str]:
    """Return the IP addresses of a host; a resolver that is slow is waited for no longer.

    It cannot be interrupted: its thread ends by itself when the system gives up.
    """
    answers: queue.SimpleQueue[list[str]] = queue.SimpleQueue()

    def look() -> None:
        found = []
        with contextlib.suppress(OSError, UnicodeError):
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        answers.put([str(one[4][0]) for one in found])

    threading.Thread(target=look, daemon=True).start()
    try:
        addresses = answers.get(timeout=_left(until))
    except queue.Empty:
        raise Unreachable("no answer") from None
    if not addresses:
        raise Unreachable("no such host")
    return addresses


def _connection(
    scheme: str,
    host: str,
    port: int,
    guard: Guard,
    until: float,
    opened: list[socket.socket],
) -> http.client.HTTPConnection:
    """Return a connection to the first allowed address of a host.

    Its socket joins ``opened``, whose owner closes it.
    """
    allowed = [one for one in _look_up(host, port, until) if guard(one)]
    if not allowed:
        raise Unreachable("not a public address")
    try:
        plain = socket.create_connection((allowed[0], port), timeout=_left(until))
    except OSError:
        raise Unreachable("no answer") from None
    connection = http.client.HTTPConnection(host, port, timeout=TIMEOUT)
    if scheme == "http":
        opened.append(plain)
        connection.sock = plain
        return connection
    secure = ssl.create_default_context().wrap_socket(
        plain, server_hostname=host, do_handshake_on_connect=False
    )
    opened.append(secure)
    try:
        secure.do_handshake()
    except OSError:
        raise Unreachable("no secure answer") from None
    connection.sock = secure
    return connection
