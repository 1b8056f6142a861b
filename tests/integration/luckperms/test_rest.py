# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The REST API as the way to read back: the same as over SQL, and what can be wrong with it."""

from __future__ import annotations

import dataclasses
import json
import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from ansible_collections.gamedesk.support.plugins.module_utils._errors import (
    ConfigurationError,
    StorageError,
    UnsettledStorageError,
)
from ansible_collections.gamedesk.support.plugins.module_utils._ranks.luckperms_rest import RestStorage, from_options
from hypothesis import given
from hypothesis import strategies as st
from tests.integration.databases import luckperms
from tests.integration.databases.servers import free_port, sqlite_database

from gamedesk.sandbox.server import SandboxServer

from .conftest import Network, outcome
from .rest_server import RestApi, serving

DRAXE = "d394da40-0ab1-3e8c-8302-4aaebe14d88d"
NEVER_JOINED = "069a79f4-44e9-4726-a5be-fca90e38aaf5"
KEY = "planted-rest-key-9"


@dataclasses.dataclass
class Rest:
    network: Network
    api: RestApi
    url: str

    def storage(self, **options: Any) -> RestStorage:
        given = {"url": self.url, "api_key": KEY, "ca": None, "timeout": 1.0, "allow_remote": False, **options}
        return from_options(given)


@pytest.fixture(scope="module")
def module_rest(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Rest]:
    folder: Path = tmp_path_factory.mktemp("rest")
    database = sqlite_database(folder / "elsewhere.db")
    luckperms.fill(database)
    opener = luckperms.opener(database)
    api = RestApi(opener, KEY)
    with (
        serving(api) as port,
        SandboxServer(folder / "server", tick_seconds=0.01, port=0, luckperms_database=opener) as server,
    ):
        url = f"http://127.0.0.1:{port}"
        yield Rest(Network(server, database, folder / "state", {"rest": {"url": url, "api_key": KEY}}), api, url)


@pytest.fixture
def rest(module_rest: Rest) -> Iterator[Rest]:
    yield module_rest
    module_rest.api.instead = lambda _path: None


@pytest.mark.parametrize("player", ["Draxe", NEVER_JOINED])
def test_grant_again_and_revoke(rest: Rest, player: str) -> None:
    network, uuid = rest.network, DRAXE if player == "Draxe" else player
    granted = network.run(player=player, rank="vip")
    assert outcome(granted) == ("succeeded", True, True)
    assert granted["results"][0]["how_verified"] == "LuckPerms REST API"
    assert network.stored(uuid) == [("group.vip", "global", 0)]
    before = network.actions()
    assert outcome(network.run(player=player, rank="vip")) == ("unchanged", False, True)
    assert network.actions() == before
    assert outcome(network.run(player=player, rank="vip", state="absent")) == ("succeeded", True, True)
    assert network.stored(uuid) == []
    assert outcome(network.run(player=player, rank="vip", state="absent")) == ("unchanged", False, True)


def test_temporary_in_a_context(rest: Rest) -> None:
    options = {"player": "Tyrion", "rank": "mvp", "context": {"server": "survival", "world": "nether"}}
    end = int(time.time()) + 86_400
    assert outcome(rest.network.run(**options, expires=str(end))) == ("succeeded", True, True)
    result = rest.network.run(**options, expires=str(end))
    assert outcome(result) == ("unchanged", False, True)
    (mvp,) = [one for one in result["after"]["ranks"] if one["rank"] == "mvp"]
    assert mvp["context"] == options["context"]
    assert outcome(rest.network.run(**options, state="absent")) == ("succeeded", True, True)


def test_check_mode_unknown_player_and_unknown_rank(rest: Rest) -> None:
    before = rest.network.actions()
    assert outcome(rest.network.run(player="MaxiCube", rank="vip", _ansible_check_mode=True))[0] == "succeeded"
    assert rest.network.run(player="Drake", rank="vip")["error"]["code"] == "not_found"
    assert rest.network.run(player="draxe", rank="vip")["error"]["candidates"] == [DRAXE]
    assert rest.network.run(player="Draxe", rank="vpi")["error"]["candidates"] == ["admin", "helper", "mvp", "vip"]
    assert rest.network.actions() == before


@pytest.mark.parametrize("hostile", ["../group", "a?b=c", "a#b", "a/b", "Draxe\r\nX: y", "%2e%2e", "@a"])
def test_hostile_names_are_not_asked_for(rest: Rest, hostile: str) -> None:
    asked = len(rest.api.asked)
    result = rest.network.run(player=hostile, rank="vip")
    assert result["error"]["code"] == "invalid_value"
    assert len(rest.api.asked) == asked


@given(name=st.text(min_size=1, max_size=30).filter(lambda text: text.isprintable() and text.strip(".")))
def test_any_text_stays_in_its_place_of_the_url(module_rest: Rest, name: str) -> None:
    storage = module_rest.storage()
    before = len(module_rest.api.asked)
    assert storage.track(name) is None or name in ("donor", "staff")
    # 'null' is what LuckPerms writes where it knows no name: whoever asks this storage does not ask for that.
    assert storage.uuids_of([name]) == {} or name.lower() in ("draxe", "maxicube", "viotak", "tyrion", "null")
    track, user = module_rest.api.asked[before:]
    assert track.startswith("/track/")
    assert track.count("/") == 2
    assert user.startswith("/user/lookup?username=")
    assert user.count("&") == 0


def test_the_connection_is_kept_and_made_anew(rest: Rest) -> None:
    storage = rest.storage()
    first = storage.groups()
    connection = storage._http._connection
    assert storage.groups() == first
    assert storage._http._connection is connection
    connection.sock.shutdown(socket.SHUT_RDWR)
    assert storage.groups() == first


@pytest.mark.parametrize(
    ("status", "content", "message"),
    [
        (302, "http://127.0.0.1:1/group", "redirect"),
        (500, "Server error", "HTTP status 500"),
        (200, "<html>", "does not answer as LuckPerms"),
        (200, {"groups": []}, "does not answer as LuckPerms"),
        (200, [1], "does not answer as LuckPerms"),
        (200, "[" * 100_000, "does not answer as LuckPerms"),
        (400, "\x1b[31m" + "x" * 10_000, "HTTP status 400"),
    ],
    ids=["redirect", "error", "html", "object", "numbers", "deep", "long"],
)
def test_answers_that_luckperms_would_not_give(rest: Rest, status: int, content: Any, message: str) -> None:
    rest.api.instead = lambda _path: (status, content)
    with pytest.raises(StorageError, match=message) as caught:
        rest.storage().groups()
    assert len(str(caught.value)) < 500
    assert str(caught.value).isprintable()
    assert KEY not in str(caught.value)


@pytest.mark.parametrize(
    "nodes",
    [
        {"a": 1},
        ["group.vip"],
        [{"value": True}],
        [{"key": "group.vip", "value": True}],
        [{"key": "group.vip", "value": True, "context": [{"key": "server"}]}],
        [{"key": "group.vip", "value": True, "context": [], "expiry": "soon"}],
        [{"key": "group.vip", "value": True, "context": [], "expiry": True}],
    ],
    ids=["object", "texts", "no key", "no context", "half a context", "text for a time", "bool for a time"],
)
def test_nodes_of_another_shape_are_an_error_and_not_no_ranks(rest: Rest, nodes: Any) -> None:
    rest.api.instead = lambda _path: (200, nodes)
    with pytest.raises(StorageError):
        rest.storage().memberships([DRAXE])


def test_a_server_that_has_nothing_is_an_error_and_not_no_ranks(rest: Rest) -> None:
    """Such as another web server, or LuckPerms' own with a wrong path: nobody would be in any group there."""
    rest.api.instead = lambda _path: (404, "Not found")
    with pytest.raises(StorageError, match="does not answer as LuckPerms"):
        rest.storage().memberships([DRAXE])


def test_nodes_that_do_not_count(rest: Rest) -> None:
    node = {"key": "group.vip", "value": True, "context": []}
    rest.api.instead = lambda _path: (
        200,
        [
            {**node, "value": False},
            {**node, "expiry": 1},
            {**node, "key": "essentials.fly"},
            {**node, "key": "GROUP.Mvp", "context": [{"key": "server", "value": "global"}]},
        ],
    )
    ((mvp,),) = rest.storage().memberships([DRAXE]).values()
    assert (mvp.rank, mvp.expires, mvp.context) == ("mvp", None, ())


@pytest.mark.parametrize(("key", "code"), [(None, "storage"), ("another-key-1", "storage"), ("a b", "configuration")])
def test_a_wrong_key(rest: Rest, key: str | None, code: str) -> None:
    ranks = {"provider": "luckperms", "read_back": {"rest": {"url": rest.url, "api_key": key}}}
    result = rest.network.run(player="Draxe", rank="vip", ranks=ranks)
    assert (result["status"], result["error"]["code"]) == ("failed", code)
    assert "api_key" in result["msg"]
    assert "another-key-1" not in json.dumps(result)


def test_nobody_listens(rest: Rest) -> None:
    with pytest.raises(StorageError, match="check that it runs"):
        rest.storage(url=f"http://127.0.0.1:{free_port()}").groups()


def test_a_server_that_is_starting_may_be_tried_again(rest: Rest) -> None:
    rest.api.instead = lambda _path: (503, "starting")
    with pytest.raises(UnsettledStorageError):
        rest.storage().groups()


@pytest.mark.parametrize("drips", [b"", b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n["], ids=["silent", "drips"])
def test_a_slow_server_is_given_up(rest: Rest, drips: bytes) -> None:
    stop = threading.Event()

    def serve() -> None:
        connection, _address = server.accept()
        with connection:
            connection.sendall(drips)
            while not stop.wait(0.1):
                if drips:
                    try:
                        connection.sendall(b" ")
                    except OSError:
                        return

    with socket.create_server(("127.0.0.1", 0)) as server:
        thread = threading.Thread(target=serve)
        thread.start()
        begun = time.monotonic()
        with pytest.raises(UnsettledStorageError, match="in time"):
            rest.storage(url=f"http://127.0.0.1:{server.getsockname()[1]}").groups()
        stop.set()
        thread.join()
    assert time.monotonic() - begun < 4


@pytest.mark.parametrize("start", [b"", b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n[", b"SSH-2.0-x\r\n"])
def test_a_server_that_closes(rest: Rest, start: bytes) -> None:
    def serve() -> None:
        connection, _address = server.accept()
        connection.recv(65536)
        connection.sendall(start)
        connection.close()

    with socket.create_server(("127.0.0.1", 0)) as server:
        thread = threading.Thread(target=serve)
        thread.start()
        with pytest.raises(StorageError):
            rest.storage(url=f"http://127.0.0.1:{server.getsockname()[1]}").groups()
        thread.join()


@pytest.mark.parametrize(
    "url",
    [
        "ftp://127.0.0.1",
        "127.0.0.1:8080",
        "http://",
        "http://user:planted@127.0.0.1",
        "http://127.0.0.1/?key=planted",
        "http://127.0.0.1/#planted",
        "http://127.0.0.1:99999",
        "http://127.0.0.1/a b",
        "http://127.0.0.1/a\r\nX: planted",
        "http://[::1",
    ],
)
def test_urls_that_are_refused(rest: Rest, url: str) -> None:
    with pytest.raises(ConfigurationError) as caught:
        rest.storage(url=url).groups()
    assert "planted" not in str(caught.value)


def test_http_to_another_machine_is_refused_before_the_key_leaves(rest: Rest, monkeypatch: pytest.MonkeyPatch) -> None:
    def connects(*_arguments: Any) -> None:
        raise AssertionError("it connected")

    monkeypatch.setattr(socket, "create_connection", connects)
    with pytest.raises(StorageError, match="use https"):
        rest.storage(url="http://192.0.2.1:8080").groups()


def test_a_path_before_the_api(rest: Rest) -> None:
    rest.api.instead = lambda path: (200, ["behind"]) if path == "/luckperms/v1/group" else None
    assert rest.storage(url=f"{rest.url}/luckperms/v1/").groups() == ["behind"]
