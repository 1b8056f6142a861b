# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A search as log_search makes it, without Ansible: its arguments are a folder and the module's options as JSON.

It prints how many records were found and read, and the most memory that this process and a worker had, in MiB.
"""

from __future__ import annotations

import json
import resource
import sys
import time

from ansible_collections.gamedesk.support.plugins.module_utils._logs.criteria import Criteria
from ansible_collections.gamedesk.support.plugins.module_utils._logs.looking import Wanted
from ansible_collections.gamedesk.support.plugins.module_utils._logs.moments import parse_moment
from ansible_collections.gamedesk.support.plugins.module_utils._logs.regexes import expression
from ansible_collections.gamedesk.support.plugins.module_utils._logs.searching import Means, Search, search
from ansible_collections.gamedesk.support.plugins.module_utils._logs.telling import Teller
from ansible_collections.gamedesk.support.plugins.module_utils._logs.zones import UTC


def main() -> None:
    """Search, and print."""
    folder, options = sys.argv[1], json.loads(sys.argv[2])
    since, until = (parse_moment(options[name], UTC, time.time()) if name in options else None for name in ("since", "until"))
    criteria = Criteria(
        names=(options["player"],) if "player" in options else (),
        text=options.get("text"),
        expression=expression(options["regex"]) if "regex" in options else None,
        kinds=frozenset(options.get("kinds", ())),
        since=since,
        until=until,
    )
    what = Search([folder], UTC, Wanted(criteria, 1000), "", 1000)
    page = search(what, Means(Teller("key", unmask=False).told, options.get("workers", 2), time.monotonic() + 3600))
    memory = [resource.getrusage(who).ru_maxrss >> 10 for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    print(json.dumps({"found": len(page.matches), "truncated": page.truncated, "read": page.read, "mib": memory}))


if __name__ == "__main__":
    main()
