# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module util is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone plugins/modules!
"""Which options do not fit an argument spec, told without a value: a secret may have been typed into the wrong one."""

from __future__ import annotations

import difflib
import typing as t
from collections.abc import Mapping

from ansible.module_utils.common.parameters import DEFAULT_TYPE_VALIDATORS
from ansible.module_utils.errors import ElementError, MutuallyExclusiveError, RequiredIfError, RequiredOneOfError

_KINDS = {
    "bool": "true or false",
    "dict": "a dictionary of options",
    "float": "a number",
    "int": "a whole number",
    "list": "a list",
    "path": "a path",
    "str": "text",
}


def wrong_options(
    spec: t.Mapping[str, t.Any], params: t.Mapping[str, t.Any], errors: t.Iterable[Exception] = ()
) -> str:
    """Return one or more sentences about all options that are wrong.

    C(spec) is in the form of Ansible's argument spec, C(params) what its check has left of what was given, C(errors)
    what it has found. Neither values nor the names of unknown options are repeated: for YAML, C({password hunter2}) is
    the name of an option.
    """
    found = [*_problems(spec, params, ""), *_problems_of_several(spec, errors)]
    if not found:
        found = ["The options do not fit together; ansible-doc says what each of them takes."]
    return (
        " ".join(found) + " Correct that where the inventory or the playbook sets it; "
        "values are left out here, since one may be a secret."
    )


def _problems_of_several(spec: t.Mapping[str, t.Any], errors: t.Iterable[Exception]) -> t.Iterator[str]:
    """Tell of what cannot be seen in one option, or not any more: wrong elements were taken out of their list."""
    for error in errors:
        if isinstance(error, (MutuallyExclusiveError, RequiredIfError, RequiredOneOfError)):
            told = str(error)  # it is made of the names and choices in the spec
            yield "%s%s." % (told[:1].upper(), told[1:])
        elif isinstance(error, ElementError):
            place = str(error).partition(" is of ")[0]
            lists = [name for name in spec if "option '%s'" % name in place]
            yield "The list %s has an element of the wrong kind." % " or ".join(lists or ["of an option"])


def _problems(spec: t.Mapping[str, t.Any], params: t.Mapping[str, t.Any], prefix: str) -> t.Iterator[str]:
    names = {name: key for key, option in spec.items() for name in (key, *(option.get("aliases") or ()))}
    unknown = [str(name) for name in params if name not in names]
    if unknown:
        yield _unknown(unknown, sorted(spec), prefix)
    given = {names[name]: value for name, value in params.items() if name in names and value is not None}
    for name, option in spec.items():
        if name in given:
            yield from _wrong_value(prefix + name, option, given[name])
        elif option.get("required"):
            yield "The option %s is missing." % (prefix + name)


def _unknown(unknown: t.Sequence[str], known: t.Sequence[str], prefix: str) -> str:
    near = [match for name in unknown for match in difflib.get_close_matches(name, known, 1, 0.7)]
    hint = " (did you mean %s?)" % ", ".join(prefix + name for name in dict.fromkeys(near)) if near else ""
    where = "The option %s" % prefix.rstrip(".") if prefix else "The module"
    return "%s was given one that it does not know%s; it knows: %s." % (where, hint, ", ".join(known))


def _wrong_value(path: str, option: t.Mapping[str, t.Any], value: t.Any) -> t.Iterator[str]:
    kind = option.get("type", "str")
    try:
        value = DEFAULT_TYPE_VALIDATORS[kind](value)
    except (TypeError, ValueError):
        yield "The option %s must be %s." % (path, _KINDS.get(kind, kind))
        return
    choices = option.get("choices")
    chosen = value if isinstance(value, list) else [value]
    if choices is not None and any(item not in choices for item in chosen):
        yield "The option %s must be one of: %s." % (path, ", ".join(map(str, choices)))
    if option.get("options"):
        for item in chosen:
            if isinstance(item, Mapping):
                yield from _problems(option["options"], item, path + ".")
