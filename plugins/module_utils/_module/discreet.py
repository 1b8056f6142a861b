# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module util is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone plugins/modules!
"""An AnsibleModule that keeps the values of its options to itself where Ansible's own would quote or mangle them."""

from __future__ import annotations

import typing as t
from collections.abc import Mapping

from ansible.module_utils.basic import AnsibleModule
from ansible_collections.gamedesk.support.plugins.module_utils._errors import ConfigurationError
from ansible_collections.gamedesk.support.plugins.module_utils._module.long_results import end
from ansible_collections.gamedesk.support.plugins.module_utils._module.results import finish_before_start
from ansible_collections.gamedesk.support.plugins.module_utils._module.wrong_options import wrong_options

_HIDDEN = "VALUE_SPECIFIED_IN_NO_LOG_PARAMETER"
_MASK = "********"
# A shorter secret is part of ordinary words: to mask it there would tell it, and hide what the result has to say.
_SHORTEST_MASKED = 8
_MANY = 20
# What others have written, or what repeats it; everything else in a result is made of the request and the state.
_FOREIGN_TEXT = frozenset({"reply", "message", "msg"})


class DiscreetModule(AnsibleModule):
    """AnsibleModule with two differences.

    Options that do not fit the argument spec end it with an error in our own words: Ansible's quotes the value, and it
    may be a secret in the wrong place. And the value of a C(no_log) option is hidden in the invocation, and masked in
    what the server answered; Ansible masks it everywhere, so that with the password V(vip) no result could say which
    rank was granted, and with V(succeeded) none that it was.
    """

    def __init__(self, argument_spec: t.Dict[str, t.Any], **arguments: t.Any) -> None:
        self._checked = False
        self._options_are_wrong = False
        super().__init__(argument_spec, **arguments)
        self._checked = True

    def exit_json(self, **result: t.Any) -> t.NoReturn:
        """End the module."""
        end(super().exit_json, self._discreet(result))

    def fail_json(self, msg: str, **result: t.Any) -> t.NoReturn:
        """End the module with an error."""
        if not self._checked and getattr(self, "validation_result", None) is not None:
            self._checked = self._options_are_wrong = True
            told = wrong_options(self.argument_spec, self.params, self.validation_result.errors)
            finish_before_start(self, ConfigurationError(told))
        end(super().fail_json, self._discreet({**result, "msg": msg}))

    def _discreet(self, result: t.Dict[str, t.Any]) -> t.Dict[str, t.Any]:
        secrets = _Secrets(value for value in self.no_log_values if len(value) >= _SHORTEST_MASKED)
        self.no_log_values = set()
        arguments = {} if self._options_are_wrong else _without_secrets(self.argument_spec, self.params)
        told = _masked(result, secrets) if secrets.there_are else result
        return {**told, "invocation": {"module_args": arguments}}


def _without_secrets(spec: t.Mapping[str, t.Any], params: t.Mapping[str, t.Any]) -> t.Dict[str, t.Any]:
    return {name: _without_secret(spec.get(name, {}), value) for name, value in params.items()}


def _without_secret(option: t.Mapping[str, t.Any], value: t.Any) -> t.Any:
    if value is None:
        return None
    if option.get("no_log"):
        return _HIDDEN
    if option.get("options") and isinstance(value, Mapping):
        return _without_secrets(option["options"], value)
    if option.get("options") and isinstance(value, list):
        return [_without_secret(option, item) for item in value]
    return value


class _Secrets:
    """What is to be masked: a password or two, or the addresses of ten thousand."""

    def __init__(self, secrets: t.Iterable[str]) -> None:
        self._all = set(secrets)
        self._of_length: t.Dict[int, t.Set[str]] = {}
        for secret in self._all:
            self._of_length.setdefault(len(secret), set()).add(secret)

    @property
    def there_are(self) -> bool:
        """Whether there is one."""
        return bool(self._all)

    def masked(self, text: str) -> str:
        """Return a text without them."""
        for secret in self._all if len(self._all) < _MANY else self._in(text):
            text = text.replace(secret, _MASK)
        return text

    def _in(self, text: str) -> t.Set[str]:
        """Return those that are in the text, by going through the text and not through all of them."""
        found: t.Set[str] = set()
        for length, secrets in self._of_length.items():
            found |= secrets.intersection(text[start : start + length] for start in range(len(text) - length + 1))
        return found


# Of thousands of players there are hundreds of thousands of values here: dict and list, not their abstract kinds.
def _masked(value: t.Any, secrets: _Secrets, *, foreign: bool = False) -> t.Any:
    if isinstance(value, dict):
        return {key: _masked(item, secrets, foreign=key in _FOREIGN_TEXT) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_masked(item, secrets) for item in value]
    if foreign and isinstance(value, str):
        return secrets.masked(value)
    return value
