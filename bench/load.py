"""A small load generator: its own process, bare sockets, kept connections."""

from __future__ import annotations

import json
import selectors
import socket
import sys
import time


class Connection:
    """One connection that sends the same request again as soon as it is answered."""

    def __init__(self, port: int, request: bytes) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.request, self.missing, self.head = request, 0, b""

    def send(self) -> None:
        self.sent = time.perf_counter()
        self.socket.sendall(self.request)

    def receive(self) -> bool:
        """Read what is there; tell whether the answer is complete."""
        data = self.socket.recv(262_144)
        if not data:
            raise SystemExit("the server closed a connection")
        if self.missing:
            self.missing -= len(data)
            return not self.missing
        self.head += data
        head, found, body = self.head.partition(b"\r\n\r\n")
        if not found:
            return False
        if not head.startswith(b"HTTP/1.1 200"):
            raise SystemExit(head.decode())
        length = head.lower().partition(b"content-length:")[2].partition(b"\r")[0]
        self.missing, self.head = int(length) - len(body), b""
        return not self.missing


def run(
    port: int, path: str, connections: int, seconds: float, cookie: str = ""
) -> dict[str, float]:
    """Load one address; return answers a second, median and p99 in milliseconds."""
    head = f"Host: 127.0.0.1:{port}\r\n" + (f"Cookie: {cookie}\r\n" if cookie else "")
    request = f"GET {path} HTTP/1.1\r\n{head}\r\n".encode()
    opened = [Connection(port, request) for _ in range(connections)]
    times: list[float] = []
    with selectors.DefaultSelector() as ready:
        for one in opened:
            ready.register(one.socket, selectors.EVENT_READ, one)
            one.send()
        began = time.perf_counter()
        while (now := time.perf_counter()) - began < seconds or not times:
            for key, _events in ready.select(1):
                one = key.data
                if one.receive():
                    times.append(time.perf_counter() - one.sent)
                    one.send()
    for one in opened:
        one.socket.close()
    times.sort()
    return {
        "count": len(times),
        "rate": len(times) / (now - began),
        "median": 1000 * times[len(times) // 2],
        "p99": 1000 * times[int(len(times) * 0.99)],
    }


if __name__ == "__main__":
    port, path, connections, seconds, *cookie = sys.argv[1:]
    found = run(int(port), path, int(connections), float(seconds), *cookie)
    print(json.dumps(found))
