# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Compare the commands a second of our RCON client with those of the client C(rcon) and of a bare socket.

The server is a process of its own that does nothing but answer, so that the client is what is measured. The clients
take turns (A B C A B C …); printed are the medians, and the ratio to C(rcon) round by round: of the time that passes,
and of the client's own processor time. On two processors most of the time that passes is what the kernel needs to wake
one that sleeps, twice for each command and for every client alike, and a half of what it needs when the machine is
busy; so client and server also share one, where none has to be woken. Last, each client has several connections with a
thread for each, as the modules use theirs.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import socket
import statistics
import struct
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

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

Send = Callable[[], object]
Connect = Callable[[int], contextlib.AbstractContextManager[Send]]
Rates = tuple[float, float]


def rates(connect: Connect, port: int, count: int, connections: int) -> Rates:
    """Return the commands a second: of the time that passes, and of this process's processor time."""
    with contextlib.ExitStack() as stack, ThreadPoolExecutor(connections) as threads:
        sends = [stack.enter_context(connect(port)) for _unused in range(connections)]
        for send in sends:
            send()
        begun, busy = time.perf_counter(), time.process_time()
        list(threads.map(lambda send: repeat(send, count // connections), sends))
        return count / (time.perf_counter() - begun), count / (time.process_time() - busy)


def repeat(send: Send, count: int) -> None:
    """Send the command so many times."""
    for _unused in range(count):
        send()


@contextlib.contextmanager
def ours(port: int) -> Iterator[Send]:
    """Connect with RconConsole."""

    def send() -> None:
        assert console.send(COMMAND).text == "done"

    with RconConsole("127.0.0.1", port, PASSWORD) as console:
        yield send


@contextlib.contextmanager
def theirs(port: int) -> Iterator[Send]:
    """Connect with the client C(rcon)."""

    def send() -> None:
        assert client.run(COMMAND) == "done"

    with Client("127.0.0.1", port, passwd=PASSWORD) as client:
        yield send


@contextlib.contextmanager
def bare(port: int) -> Iterator[Send]:
    """Connect with a socket that checks nothing."""

    def ask(kind: int, payload: bytes) -> None:
        connection.sendall(struct.pack("<iii", 10 + len(payload), 1, kind) + payload + bytes(2))
        connection.recv(4096)

    with socket.create_connection(("127.0.0.1", port)) as connection:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        ask(3, PASSWORD.encode())
        yield lambda: ask(2, COMMAND.encode())


def compare(port: int, connections: int, rounds: int, count: int) -> None:
    """Let the clients take turns, and print what came of it."""
    clients: tuple[Connect, ...] = (ours, theirs, bare)
    measured = [[rates(client, port, count, connections) for client in clients] for _unused in range(rounds)]
    for kind, what in enumerate(("a second", "a second of processor time")):
        for place, client in enumerate(clients):
            ratios = sorted(one[place][kind] / one[1][kind] for one in measured)
            print(
                f"  {client.__name__}: {statistics.median(one[place][kind] for one in measured):.0f} commands {what}, "
                f"{statistics.median(ratios):.2f} times the client rcon "
                f"({ratios[0]:.2f} to {ratios[-1]:.2f}, {len(ratios)} rounds)"
            )


def main() -> None:
    """Run the comparison."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--commands", type=int, default=3000, help="in each round, of each client")
    parser.add_argument("--connections", type=int, default=8)
    arguments = parser.parse_args()
    with subprocess.Popen([sys.executable, "-c", SERVER], stdout=subprocess.PIPE, text=True) as server:  # noqa: S603
        assert server.stdout is not None
        port = int(server.stdout.readline())
        print("one connection:")
        compare(port, 1, arguments.rounds, arguments.commands)
        print(f"{arguments.connections} connections:")
        compare(port, arguments.connections, arguments.rounds, arguments.commands)
        if hasattr(os, "sched_setaffinity"):
            one = {min(os.sched_getaffinity(0))}
            os.sched_setaffinity(0, one)
            os.sched_setaffinity(server.pid, one)
            print("one connection, client and server on one processor:")
            compare(port, 1, arguments.rounds, arguments.commands)
        server.kill()


if __name__ == "__main__":
    main()
