# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A proxy between an RCON client and its server that does harm to chosen packets.

It frames both directions by its own code (domain, section 6) and counts over all its connections, so that every packet
has a name: C(login 1), C(answer 1) (to that login), C(command 1), C(reply 1), and C(reply 1.2) for its second piece;
C(connect 1) is the connection itself. A fault is a function of one packet's Passage, set for a name; it happens once.
"""

from __future__ import annotations

import contextlib
import socket
import struct
import threading
from collections import Counter
from collections.abc import Callable, Iterator, Mapping

_LOGIN = 3
_HEADER = struct.Struct("<iii")
_PATIENCE = 5.0
_FULL_PIECE = 4096  # domain, section 6: the longest piece of a vanilla reply, and a sign that another may follow


def packet(request_id: int, kind: int, payload: bytes = b"") -> bytes:
    return _HEADER.pack(10 + len(payload), request_id, kind) + payload + b"\0\0"


def receive(connection: socket.socket) -> bytes:
    """Return the next packet as it came, or nothing at the end."""
    with contextlib.suppress(OSError):
        size = connection.recv(4, socket.MSG_WAITALL)
        if len(size) == 4:
            return size + connection.recv(struct.unpack("<i", size)[0], socket.MSG_WAITALL)
    return b""


class Wire:
    """One connection through the proxy: its two sockets, and what has passed on them."""

    def __init__(self, client: socket.socket, server: socket.socket) -> None:
        self.client = client
        self.server = server
        for end in (client, server):
            end.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.client_left = threading.Event()
        self.released = threading.Event()  # what was to be held back to the end may go
        self.request = ("", b"")  # name and payload of the last one
        self.replies: list[bytes] = []
        # What a fault has kept back, for just before and just after the next answer.
        self.before_next = b""
        self.after_next = b""
        self._count = 0
        self._changed = threading.Condition()

    @property
    def answered(self) -> int:
        """How many packets have come from the server."""
        return self._count

    def note_answer(self) -> None:
        with self._changed:
            self._count += 1
            self._changed.notify_all()

    def wait_for_answers(self, count: int) -> None:
        with self._changed:
            self._changed.wait_for(lambda: self._count >= count, _PATIENCE)


class Passage:
    """One packet on its way, and what a fault may do with it."""

    def __init__(self, wire: Wire, receiver: socket.socket, data: bytes) -> None:
        self.wire = wire
        self.data = data
        self._receiver = receiver

    @property
    def to_server(self) -> bool:
        return self._receiver is self.wire.server

    def forward(self, data: bytes) -> None:
        with contextlib.suppress(OSError):
            self._receiver.sendall(data)

    # Both end the other side first: nothing may pass there in the meantime.

    def end(self, last: bytes) -> None:
        """End the connection on both sides, where this packet goes with its last bytes and the end in one segment."""
        self._shut(self.wire.client if self.to_server else self.wire.server)
        with contextlib.suppress(OSError):
            if last:
                self._receiver.sendall(last, socket.MSG_MORE)
        self._shut(self._receiver)

    def reset(self, last: bytes) -> None:
        """Reset the client's side; the server's ends in order. The last bytes go where this packet goes."""
        if self.to_server:
            self._reset_client()
            self.forward(last)
            self._shut(self.wire.server)
        else:
            self._shut(self.wire.server)
            self.forward(last)
            self._reset_client()

    def _reset_client(self) -> None:
        client = self.wire.client
        with contextlib.suppress(OSError):
            client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            client.shutdown(socket.SHUT_RD)  # whoever reads from it would keep it open
            client.close()

    @staticmethod
    def _shut(one: socket.socket) -> None:
        with contextlib.suppress(OSError):
            one.shutdown(socket.SHUT_WR)

    def wait_until_the_client_leaves(self) -> None:
        if self.to_server:  # the thread that is here is the one that would see it
            receive(self.wire.client)
        else:
            self.wire.client_left.wait(_PATIENCE)


Fault = Callable[[Passage], None]


class FaultProxy:
    """Listens on loopback and passes packets on, each through the fault that is set for its name."""

    def __init__(
        self, target: int, faults: Mapping[str, Fault] | None = None, *, label: bool = False, long: bool = False
    ) -> None:
        """C(label) makes every reply's text tell the command that it belongs to, C(long) cuts it in two pieces.

        LuckPerms answers with nothing, and one empty reply could not be told from another.
        """
        self._target = target
        self._faults = dict(faults or {})
        self._label = label or long
        self._long = long
        self._numbers: Counter[str] = Counter()
        self._lock = threading.Lock()
        self._wires: list[Wire] = []
        self._threads: list[threading.Thread] = []
        self.fired: list[str] = []
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self._start(self._serve)

    def set_fault(self, name: str, fault: Fault) -> None:
        with self._lock:
            self._faults[name] = fault

    def clear(self) -> None:
        """Do no more harm."""
        with self._lock:
            self._faults.clear()

    def next_name(self, kind: str) -> str:
        """Return the name that the next packet of this kind will have."""
        return f"{kind} {self._numbers[kind] + 1}"

    def refuse(self) -> None:
        """Take no more connections: whoever tries is refused."""
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()

    def close(self) -> None:
        """End all connections, and return when the server has worked off what it was sent."""
        self.refuse()
        for wire in self._wires:
            wire.released.set()
            with contextlib.suppress(OSError):
                wire.client.shutdown(socket.SHUT_RD)
        for thread in self._threads:
            thread.join(2 * _PATIENCE)
            assert not thread.is_alive(), "the proxy hangs"
        for wire in self._wires:
            wire.client.close()
            wire.server.close()

    def _start(self, work: Callable[..., None], *args: object) -> None:
        thread = threading.Thread(target=work, args=args, daemon=True)
        self._threads.append(thread)
        thread.start()

    def _serve(self) -> None:
        while True:
            try:
                client, _address = self._listener.accept()
            except OSError:
                return
            with contextlib.suppress(OSError):
                wire = Wire(client, socket.create_connection(("127.0.0.1", self._target)))
                self._wires.append(wire)
                self._start(self._requests, wire)
                self._start(self._answers, wire)

    def _name(self, kind: str) -> str:
        with self._lock:
            self._numbers[kind] += 1
            return f"{kind} {self._numbers[kind]}"

    def _pass(self, name: str, passage: Passage) -> None:
        with self._lock:
            fault = self._faults.pop(name, None)
        if fault is None:
            passage.forward(passage.data)
        else:
            self.fired.append(name)
            fault(passage)

    def _requests(self, wire: Wire) -> None:
        """Pass on what the client sends, until it leaves."""
        self._pass(self._name("connect"), Passage(wire, wire.client, b""))
        while data := receive(wire.client):
            name = self._name("login" if _HEADER.unpack_from(data)[2] == _LOGIN else "command")
            wire.request = (name, data[12:-2])
            self._pass(name, Passage(wire, wire.server, data))
        wire.client_left.set()
        with contextlib.suppress(OSError):
            wire.server.shutdown(socket.SHUT_WR)

    def _answers(self, wire: Wire) -> None:
        """Pass on what the server sends, until it has ended."""
        pieces: Counter[str] = Counter()
        while data := receive(wire.server):
            request, text = wire.request
            name = request.replace("login", "answer").replace("command", "reply")
            for one in self._labelled(data, text) if name.startswith("reply") else [data]:
                pieces[name] += 1
                piece = name if pieces[name] == 1 else f"{name}.{pieces[name]}"
                passage = Passage(wire, wire.client, one)
                first, last = wire.before_next, wire.after_next
                wire.before_next = wire.after_next = b""
                passage.forward(first)
                self._pass(piece, passage)
                passage.forward(last)
                wire.replies.append(one)
            wire.note_answer()
        with contextlib.suppress(OSError):
            wire.client.shutdown(socket.SHUT_WR)

    def _labelled(self, data: bytes, command: bytes) -> Iterator[bytes]:
        """Yield the pieces of a reply that tells which command it belongs to."""
        if not self._label:
            yield data
            return
        _length, request_id, kind = _HEADER.unpack_from(data)
        text = b"<%s>" % command
        if self._long:
            yield packet(request_id, kind, (text * _FULL_PIECE)[:_FULL_PIECE])
        yield packet(request_id, kind, text)


@contextlib.contextmanager
def fault_proxy(
    target: int, faults: Mapping[str, Fault] | None = None, *, label: bool = False, long: bool = False
) -> Iterator[FaultProxy]:
    """A running proxy before the port C(target), closed at the end."""
    proxy = FaultProxy(target, faults, label=label, long=long)
    try:
        yield proxy
    finally:
        proxy.close()
