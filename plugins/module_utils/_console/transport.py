# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module util is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone plugins/modules!
"""What a transport tells about itself, so that it can be chosen by name."""

from __future__ import annotations

import typing as t

from ansible_collections.gamedesk.support.plugins.module_utils._console.protocol import Console
from ansible_collections.gamedesk.support.plugins.module_utils._findings import Finding

Spec = t.Mapping[str, t.Any]


class Transport(t.NamedTuple):
    """One way to a console.

    C(open) takes the console's options, the server's folder and the deadline; C(endpoint) takes the first two.
    C(connections) returns how many may be open at once.
    C(answers) takes the console's options and returns whether what was sent is answered to whoever sent it, and to
    nobody else: what a log shows is no such answer.
    C(options) are the transport's own options in the form of an Ansible argument spec.
    C(examine) takes the console's options and the server's folder, sends nothing and changes nothing, and yields what
    is right and wrong with what they name; it raises SupportError where it cannot go on. That the console answers is
    tried for every transport, and needs nothing here.
    C(advice) says, by the code of an error of the console, what to set in the inventory or on the server.
    """

    open: t.Callable[[Spec, t.Optional[str], t.Optional[float]], Console]
    endpoint: t.Callable[[Spec, t.Optional[str]], str]
    connections: t.Callable[[Spec], int]
    options: t.Mapping[str, t.Mapping[str, t.Any]]
    answers: t.Callable[[Spec], bool] = lambda _spec: False
    examine: t.Callable[[Spec, t.Optional[str]], t.Iterable[Finding]] = lambda _spec, _server_path: ()
    advice: t.Mapping[str, str] = {}
