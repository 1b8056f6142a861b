# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module util is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone plugins/modules!
"""Ends a module whose result has long lists, without Ansible's own way through every value of them.

Ansible copies a result to mask it, and asks for the type of each value once more when it writes it as JSON. Of ten
thousand players, that takes half as long as to grant them a rank.
"""

from __future__ import annotations

import contextlib
import io
import json
import sys
import typing as t
import uuid

_LONG = 100


def end(finish: t.Callable[..., t.NoReturn], result: t.Mapping[str, t.Any]) -> t.NoReturn:
    """End the module with C(finish): an AnsibleModule's C(exit_json) or C(fail_json), which prints and exits.

    Long lists at the top of the result must be masked already, and hold nothing but what JSON has. In what C(finish)
    prints, a word stands in for each of them.
    """
    lists = {
        uuid.uuid4().hex: name for name, value in result.items() if isinstance(value, list) and len(value) >= _LONG
    }
    if lists:
        printed = io.StringIO()
        try:
            with contextlib.redirect_stdout(printed):
                finish(**{**result, **{name: word for word, name in lists.items()}})
        except SystemExit:
            text = _filled_in(printed.getvalue(), {word: result[name] for word, name in lists.items()})
            if text is not None:
                sys.stdout.write(text)
                raise
    finish(**result)  # nothing is long, or this Ansible ends modules in another way


def _filled_in(text: str, lists: t.Mapping[str, t.Any]) -> t.Optional[str]:
    """Return the JSON with each list in place of its word, or None where a word is not there exactly once."""
    for word, value in lists.items():
        before, *after = text.split('"%s"' % word)
        if len(after) != 1:
            return None
        text = before + json.dumps(value) + after[0]
    return text
