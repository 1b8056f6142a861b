# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this doc fragment is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone plugins/modules!
"""The options of every module that does something on a server for somebody."""

from __future__ import annotations


class ModuleDocFragment:
    DOCUMENTATION = r"""
options:
  server:
    description:
      - The game server, as it lies on the host that the module runs on.
    type: dict
    suboptions:
      path:
        description:
          - The folder of the server, which holds C(server.properties), C(usercache.json) and its other lists.
        type: path
  stop_on_error:
    description:
      - With several players, an error of one of them (a name that is not known, say) does not keep the others from
        being worked on. With V(true), nothing more is sent once there is an error, and those for whom something would
        have been sent end with the error code V(not_attempted).
      - What is under way is seen through. After an outcome that nobody knows, nothing more is sent in any case.
    type: bool
    default: false
  verify:
    description:
      - V(required) sends nothing unless the outcome can be read back.
      - V(best_effort) sends all the same where it cannot. The result then has RV(status=unverified), and is always
        changed. Where the outcome can be read back, it is.
    type: str
    choices: [required, best_effort]
    default: required
  timeout:
    description:
      - Seconds that the module has. It waits for a busy server that long, and sends nothing later.
    type: float
    default: 60
  verify_timeout:
    description:
      - Seconds to wait for the wanted state to appear after the command was sent. With many players they count anew
        when the effect of an earlier command is seen.
      - The same time is given to a storage that is locked or half-written.
    type: float
    default: 10
  action_id:
    description:
      - A ULID that names this action over all attempts at it.
      - With it, the host remembers what was there before the first attempt that sent something. A later attempt that
        finds the wanted state reports what the action as a whole has changed.
    type: str
  attempt:
    description:
      - The number of this attempt at O(action_id). An attempt with a lower number than the highest that came to this
        host is refused.
    type: int
    default: 1
  state_dir:
    description:
      - The folder on the host for locks and for the notes about actions. It must belong to the user that the module
        runs as; it is made if it is not there. It must be private (mode V(0700)), and an empty one is made so.
      - Actions on one server wait for each other as long as they use the same folder.
      - The default is C(/var/lib/gamedesk) for root, and C(gamedesk) below E(XDG_STATE_HOME) or C(~/.local/state) for
        others; a user without a home has none.
      - Notes are removed 30 days after the last attempt.
    type: path
  bedrock_prefix:
    description:
      - The prefix that Floodgate puts before the names of Bedrock players, such as V(.).
      - Names with a prefix are only accepted if this is set.
    type: str
"""
