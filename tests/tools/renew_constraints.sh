#!/usr/bin/env bash
# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# Pin everything to the newest versions that go together, for every supported Python: names and versions only.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
uv=.cache/tools/bin/uv
if [[ ! -x $uv ]]; then
  python3 -m venv .cache/tools
  .cache/tools/bin/python -m pip install -q uv
fi
# What builds the package is pinned too.
printf '%s\n' hatchling editables |
  "$uv" pip compile --quiet --upgrade --universal --python-version 3.11 --all-extras \
    --no-annotate --no-header --output-file constraints.txt pyproject.toml -
