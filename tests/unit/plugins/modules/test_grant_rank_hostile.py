# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The whole module with hostile options, against a real socket that keeps every byte that comes."""

from __future__ import annotations

import contextlib
import json
import re
import socket
import struct
import threading

import pytest
from ansible.module_utils.testing import patch_module_args
from ansible_collections.gamedesk.support.plugins.module_utils._console import tcp
from ansible_collections.gamedesk.support.plugins.modules import grant_rank
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

DRAXE = "d394da40-0ab1-3e8c-8302-4aaebe14d88d"
HEADER = struct.Struct("<iii")
ADD = b"lp user " + DRAXE.encode() + b" parent add vip"  # domain, 3.1
ACTS_ON_A_TERMINAL = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
TEXT = st.one_of(
    st.text(max_size=40),
    st.text("{}%$@*/\\-'\"\n\r\0\x1b\x9b\u202e", max_size=20),
    st.sampled_from(
        ["{{ lookup('pipe', 'id') }}", "a" * 100_000, "vip\nop Eve", "../../x", "~", "!!python/object:x {}"]
    ),
)
EVERY_CASE = settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)


class Recorder:
    """An RCON server that takes any password; a packet is what one read brings, as vanilla has it (domain, 6)."""

    def __init__(self, luckperms_file) -> None:
        self.file = luckperms_file
        self.packets: list[tuple[int, bytes]] = []
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        self.thread = threading.Thread(target=self.serve, daemon=True)
        self.thread.start()

    def serve(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                connection, _peer = self.listener.accept()
                with connection, contextlib.suppress(OSError):
                    while data := connection.recv(1460):
                        length, request, kind = HEADER.unpack_from(data)
                        assert length == len(data) - 4, data
                        self.packets.append((kind, data[12:-2]))
                        if data[12:-2] == ADD:
                            self.file.node(DRAXE, "group.vip")
                        connection.sendall(HEADER.pack(10, request, 2 if kind == 3 else 0) + b"\0\0")

    def close(self) -> None:
        with contextlib.suppress(OSError):
            self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()
        self.thread.join(5)


@pytest.fixture
def recorder(luckperms_file):
    recorder = Recorder(luckperms_file)
    yield recorder
    recorder.close()


@pytest.fixture
def run(recorder, luckperms_file, tmp_path, capsys, monkeypatch):
    """Run the module with changed options; return its result. No name server is asked for what a stranger typed."""
    real = socket.getaddrinfo
    monkeypatch.setattr(
        tcp.socket, "getaddrinfo", lambda host, port, **more: real(host, port, flags=socket.AI_NUMERICHOST, **more)
    )

    def run(console=None, sql=None, **options) -> dict:
        recorder.packets.clear()
        luckperms_file.execute("DELETE FROM {user_permissions}")
        args = {
            "player": "Draxe",
            "rank": "vip",
            "console": {"port": recorder.port, "password": "secret", "timeout": 5, **(console or {})},
            "ranks": {"provider": "luckperms", "read_back": {"sql": {"path": str(luckperms_file.path), **(sql or {})}}},
            "state_dir": str(tmp_path / "state"),
            "verify_timeout": 0.05,
            **options,
        }
        capsys.readouterr()
        with patch_module_args(args), pytest.raises(SystemExit):
            grant_rank.main()
        said = capsys.readouterr()
        assert said.err == ""
        result = json.loads(said.out)
        assert "exception" not in result, result
        assert len(result.get("msg", "")) < 1200
        assert not ACTS_ON_A_TERMINAL.search(result.get("msg", "")), result["msg"]
        assert [payload for kind, payload in recorder.packets if kind == 2] in ([], [ADD])
        return result

    return run


@EVERY_CASE
@given(TEXT)
@example("pass word\n\x1b[31m")
@example("x" * 1446)
@example("x" * 1447)
def test_a_password_goes_over_the_wire_as_it_is_or_not_at_all(run, recorder, password):
    result = run(console={"password": password})
    raw = password.encode()
    if not raw or b"\0" in raw or len(raw) > 1446:  # domain, 6
        assert (result["error"]["code"], recorder.packets) == ("invalid_value", [])
    else:
        assert recorder.packets == [(3, raw), (2, ADD)]


OPTIONS = {
    "host": lambda text: {"console": {"host": text}},
    "table_prefix": lambda text: {"sql": {"table_prefix": text}},
    "sql_path": lambda text: {"sql": {"path": text}},
    "server_path": lambda text: {"console": {"port": None, "password": None}, "server": {"path": text}},
    "vanilla": lambda text: {"rank": "operator", "ranks": {"provider": "vanilla"}, "server": {"path": text}},
    "action_id": lambda text: {"action_id": text},
    "bedrock_prefix": lambda text: {"bedrock_prefix": text, "player": text + "Steve"},
    "world": lambda text: {"context": {"world": text + "\n"}},
    "duration": lambda text: {"duration": text + "x"},
}


@pytest.mark.parametrize("option", OPTIONS)
@EVERY_CASE
@given(TEXT)
def test_a_hostile_option_is_refused_in_a_sentence_and_nothing_is_sent(run, recorder, tmp_path, option, text):
    result = run(**OPTIONS[option](text))
    if option in {"host", "table_prefix"} and result["status"] == "succeeded":  # an address of this machine, say
        return
    codes = {"invalid_value", "configuration", "storage", "not_found", "console_refused"}
    assert result["error"]["code"] in codes
    assert recorder.packets == []


@EVERY_CASE
@given(st.text(max_size=40))
@example("nul\0")
@example("a" * 5000)
def test_a_hostile_state_folder_is_used_or_refused(run, recorder, tmp_path, text):
    result = run(state_dir=f"{tmp_path}/states/{text.replace('/', '').replace('$', '')}.d")
    if "error" in result:
        assert result["error"]["code"] == "configuration"
        assert recorder.packets == []
    else:
        assert result["status"] == "succeeded"
