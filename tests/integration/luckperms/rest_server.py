# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""LuckPerms' REST API over the storage of a sandbox, as luckperms-openapi.yml and the controllers have it.

Every answer is what that LuckPerms would read now: nothing is kept in memory.
"""

from __future__ import annotations

import contextlib
import http.server
import json
import sys
import threading
import urllib.parse
import uuid
from collections.abc import Callable, Iterator
from typing import Any

from gamedesk.sandbox.luckperms.storage import Connection, Storage

Answer = tuple[int, Any]


class RestApi:
    """What is answered. C(instead) is given the path, and may answer in its place."""

    def __init__(self, connect: Callable[[], Connection], key: str) -> None:
        self._connect = connect
        self.key = key
        self.asked: list[str] = []
        self.instead: Callable[[str], Answer | None] = lambda _path: None

    def answer(self, target: str, authorization: str | None) -> Answer:
        self.asked.append(target)
        if authorization is None:
            return 401, "No API key"
        if authorization != f"Bearer {self.key}":
            return 401, "Unauthorized"
        parts = urllib.parse.urlsplit(target)
        other = self.instead(parts.path)
        if other is not None:
            return other
        words = [urllib.parse.unquote(word) for word in parts.path.strip("/").split("/")]
        query = dict(urllib.parse.parse_qsl(parts.query))
        with contextlib.closing(self._connect()) as connection:
            return self._route(connection, words, query)

    def _route(self, connection: Connection, words: list[str], query: dict[str, str]) -> Answer:
        storage = Storage(connection)
        if words == ["user", "lookup"]:
            return self._lookup(connection, storage, query)
        if words[0] == "user" and words[2:] == ["nodes"]:
            user = storage.load_user(uuid.UUID(words[1]))
            return 200, [
                {
                    "key": node.permission,
                    "type": "permission" if node.group is None else "inheritance",
                    "value": node.value,
                    "context": [{"key": key, "value": value} for key, value in node.contexts],
                    **({"expiry": node.expiry} if node.expiry else {}),
                }
                for node in user.data.nodes
            ]
        if words == ["group"]:
            return 200, list(storage.groups())
        tracks = storage.tracks()
        if words == ["track"]:
            return 200, list(tracks)
        if words[0] == "track" and words[1] in tracks:
            return 200, {"name": words[1], "groups": tracks[words[1]]}
        return 404, "Track doesn't exist" if words[0] == "track" else "Not found"

    @staticmethod
    def _lookup(connection: Connection, storage: Storage, query: dict[str, str]) -> Answer:
        if "username" in query:
            found = storage.player_uuid(query["username"])
            answer = {"username": query["username"], "uniqueId": str(found)}
            return (200, answer) if found else (404, "")
        rows = connection.execute(
            "SELECT username FROM luckperms_players WHERE uuid = ?", (query["uniqueId"],)
        ).fetchall()
        return (200, {"username": rows[0][0], "uniqueId": query["uniqueId"]}) if rows else (404, "")


class _Server(http.server.ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client may go before it has its answer."""
        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(request, client_address)


@contextlib.contextmanager
def serving(api: RestApi) -> Iterator[int]:
    """Answer on a free port of 127.0.0.1, over connections that stay open."""

    class Handler(http.server.BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        wbufsize = -1  # an answer goes out in one piece

        def do_GET(self) -> None:
            status, content = api.answer(self.path, self.headers.get("Authorization"))
            body = content.encode() if isinstance(content, str) else json.dumps(content).encode()
            self.send_response(status)
            if 300 <= status < 400:
                self.send_header("Location", content)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_arguments: object) -> None:
            """Say nothing."""

    server = _Server(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    try:
        yield server.server_address[1]
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
