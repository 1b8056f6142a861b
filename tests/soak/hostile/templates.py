# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Hostile requests on Ansible's own way: its loader for extra variables, its templates, our runbook's expressions."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ansible import context
from ansible.errors import AnsibleError
from ansible.module_utils.common.collections import ImmutableDict
from ansible.parsing.dataloader import DataLoader
from ansible.template import Templar
from ansible.utils.vars import load_extra_vars

from gamedesk.runner import collection
from gamedesk.runner.run import literal
from hostile.reading import ViolationError, demand
from hostile.values import Values

_BATCH = 100
_TEXTS = ("state", "expires", "duration", "renew", "verify", "action_id")
# The runbooks, with the text that tells what one is about.
_BOOKS = {"grant_rank": "rank", "ban_player": "reason"}


class Templates:
    """Takes requests through Ansible as ansible-playbook does, and compares what the module would get."""

    def __init__(self, random_: random.Random, values: Values, scratch: Path, canary: Path) -> None:
        self._random = random_
        self._values = values
        self._scratch = scratch
        self._loaded = 0
        self._canary = canary
        self._loader = DataLoader()
        self._batch: Iterator[tuple[Any, dict[str, Any]]] = iter(())
        self._books = {about: self._book(name) for name, about in _BOOKS.items()}

    def next(self) -> None:
        """Check one more request. Raises ViolationError."""
        found = next(self._batch, None)
        if found is None:
            requests = [self._request() for _unused in range(_BATCH)]
            self._batch = iter(zip(self.load([literal(request) for request in requests]), requests, strict=True))
            found = next(self._batch)
        self.check(*found)

    def _book(self, name: str) -> tuple[Any, Any]:
        """Return the templates of a runbook: for the hosts, and for the options of its module."""
        path = collection.folder() / "playbooks" / f"{name}.yml"
        (play,) = self._loader.load_from_file(str(path), trusted_as_template=True)
        (task,) = play["tasks"]
        return play["hosts"], task[f"gamedesk.support.{name}"]

    def load(self, requests: list[Any]) -> Any:
        """Return requests as ansible-playbook loads them from the file that ansible-runner writes."""
        self._loaded += 1  # the loader keeps what it has read, by name
        file = self._scratch / f"extravars-{self._loaded}"
        file.write_text(json.dumps({"requests": requests}))
        load_extra_vars.extra_vars = {}  # what it keeps of the last time
        context.CLIARGS = ImmutableDict(extra_vars=(f"@{file}",))
        try:
            return load_extra_vars(self._loader)["requests"]
        finally:
            file.unlink()

    def check(self, loaded: Any, request: dict[str, Any]) -> None:
        """Check what the templates of the runbook make of one request. Raises ViolationError."""
        about = next(name for name in self._books if name in request)
        hosts_template, options_template = self._books[about]
        hosts = [request[about], "survival"]
        templar = Templar(loader=self._loader, variables=self._variables(loaded, hosts))
        try:
            options = templar.template(options_template)
        except AnsibleError as error:
            raise ViolationError(f"taken for a template: {error!s:.300}") from error
        for name, value in request.items():
            demand(options[name] == value, f"{name} is {options[name]!r:.300}, not {value!r:.300}")
        demand(templar.template(hosts_template) == hosts, "the hosts are others")
        demand(not self._canary.exists(), f"a template was run: {request!r:.300}")

    def _variables(self, loaded: Any, hosts: list[str]) -> dict[str, Any]:
        (marked,) = (
            self.load([literal(hosts)])
            if self._random.random() < 0.02
            else ([loaded["rank"] if "rank" in loaded else loaded["reason"], "survival"],)
        )
        return {
            "gamedesk_ranks": {"provider": "vanilla"},
            "gamedesk_bans": {"provider": "vanilla"},
            "gamedesk_request": loaded,
            "gamedesk_hosts": marked,
            "omit": "-",
        }

    def _request(self) -> dict[str, Any]:
        request: dict[str, Any] = {"player": [self._text() for _unused in range(self._random.choice((1, 1, 3)))]}
        about = self._random.choice(list(self._books))
        request |= {name: self._text() for name in (about, *_TEXTS) if name == about or self._random.random() < 0.4}
        if about == "rank" and self._random.random() < 0.5:
            request["context"] = {key: self._text() for key in ("server", "world") if self._random.random() < 0.7}
        return request

    def _text(self) -> str:
        return self._values.text(long=0.002, surrogates=False)
