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
compile() {
  "$uv" pip compile --quiet --upgrade --universal --no-annotate --no-header "$@"
}
# What builds the package is pinned too.
printf '%s\n' hatchling editables |
  compile --python-version 3.11 --all-extras --output-file constraints.txt pyproject.toml -
# It wants older versions of what the others use.
compile --python-version 3.11 --output-file tests/tools/galaxy_importer.txt - <<<galaxy-importer
# The newest patch of each release of ansible-core; a new release is added there by hand.
grep -oP '^[\d.]+ \K\d+\.\d+' tests/tools/platforms.txt | sort -u | while read -r release; do
  pin=$(compile --python-version 3.13 --no-deps - <<<"ansible-core~=$release.0")
  sed -i "s/ ${release/./\\.}\.[0-9.]*$/ ${pin#ansible-core==}/" tests/tools/platforms.txt
done
