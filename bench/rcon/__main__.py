# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Compare the commands a second of our RCON client with those of the client C(rcon) and of a bare socket.

The server is a process of its own that does nothing but answer, so that the client is what is measured. The clients
take turns (A B C A B C …); printed are the medians, and the ratio to C(rcon) round by round: of the time that passes,
which the kernel spends waking one process and the other for every client alike, and of the client's own processor time.
"""

from __future__ import annotations

import argparse
import socket
import statistics
import struct
import subprocess
import sys
import time
from collections.abc import Callable

from ansible_collections.gamedesk.support.plugins.module_utils._console.rcon import RconConsole
from rcon.source import Client

PASSWORD = "bench"  # noqa: S105 - of a server that lives for some seconds, on loopback
COMMAND = "lp user d394da40-0ab1-3e8c-8302-4aaebe14d88d parent add vip"
SERVER = """
import socket, struct, threading
def serve(connection):
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    while data := connection.recv(1460):
        request_id, kind = struct.unpack_from("<ii", data, 4)
        payload = b"" if kind == 3 else b"done"
        head = struct.pack("<iii", 10 + len(payload), request_id, 2 if kind == 3 else 0)
        connection.sendall(head + payload + bytes(2))
listener = socket.create_server(("127.0.0.1", 0))
print(listener.getsockname()[1], flush=True)
while True:
    threading.Thread(target=serve, args=listener.accept()[:1], daemon=True).start()
"""


Rates = tuple[float, float]


def rates(send: Callable[[], object], count: int) -> Rates:
    """Return the commands a second: of the time that passes, and of this process's processor time."""
    send()
    begun, busy = time.perf_counter(), time.process_time()
    for _unused in range(count):
        send()
    return count / (time.perf_counter() - begun), count / (time.process_time() - busy)


def ours(port: int, count: int) -> Rates:
    """Measure RconConsole."""

    def send() -> None:
        assert console.send(COMMAND).text == "done"

    with RconConsole("127.0.0.1", port, PASSWORD) as console:
        return rates(send, count)


def theirs(port: int, count: int) -> Rates:
    """Measure the client C(rcon)."""

    def send() -> None:
        assert client.run(COMMAND) == "done"

    with Client("127.0.0.1", port, passwd=PASSWORD) as client:
        return rates(send, count)


def bare(port: int, count: int) -> Rates:
    """Measure a socket that checks nothing."""

    def ask(kind: int, payload: bytes) -> None:
        connection.sendall(struct.pack("<iii", 10 + len(payload), 1, kind) + payload + bytes(2))
        connection.recv(4096)

    with socket.create_connection(("127.0.0.1", port)) as connection:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        ask(3, PASSWORD.encode())
        return rates(lambda: ask(2, COMMAND.encode()), count)


def main() -> None:
    """Run the comparison."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--commands", type=int, default=3000, help="in each round, of each client")
    arguments = parser.parse_args()
    clients: tuple[Callable[[int, int], Rates], ...] = (ours, theirs, bare)
    with subprocess.Popen([sys.executable, "-c", SERVER], stdout=subprocess.PIPE, text=True) as server:  # noqa: S603
        assert server.stdout is not None
        port = int(server.stdout.readline())
        rounds = [[client(port, arguments.commands) for client in clients] for _unused in range(arguments.rounds)]
        server.kill()
    for kind, what in enumerate(("a second", "a second of processor time")):
        for place, client in enumerate(clients):
            ratios = sorted(one[place][kind] / one[1][kind] for one in rounds)
            print(
                f"{client.__name__}: {statistics.median(one[place][kind] for one in rounds):.0f} commands {what}, "
                f"{statistics.median(ratios):.2f} times the client rcon "
                f"({ratios[0]:.2f} to {ratios[-1]:.2f}, {len(ratios)} rounds)"
            )


if __name__ == "__main__":
    main()
