# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module util is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone plugins/modules!
"""What a transport tells about itself, so that it can be chosen by name."""

from __future__ import annotations

import typing as t

from ansible_collections.gamedesk.support.plugins.module_utils._console.protocol import Console

Spec = t.Mapping[str, t.Any]


class Transport(t.NamedTuple):
    """One way to a console.

    C(open) takes the console's options, the server's folder and the deadline; C(endpoint) takes the first two.
    C(connections) returns how many may be open at once.
    C(options) are the transport's own options in the form of an Ansible argument spec.
    """

    open: t.Callable[[Spec, t.Optional[str], t.Optional[float]], Console]
    endpoint: t.Callable[[Spec, t.Optional[str]], str]
    connections: t.Callable[[Spec], int]
    options: t.Mapping[str, t.Mapping[str, t.Any]]
