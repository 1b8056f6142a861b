# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The documentation of each module is YAML: one colon in a sentence, and ansible-doc has none of it."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
import yaml

PLUGINS = Path(__file__).parents[2] / "plugins"
FILES = sorted([*PLUGINS.glob("modules/*.py"), *PLUGINS.glob("doc_fragments/*.py")])
PARTS = {"DOCUMENTATION", "EXAMPLES", "RETURN"}


def parts(path: Path) -> dict[str, str]:
    """Return the texts of a module by their names, or those of the class in a fragment."""
    found = {}
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str):
            found |= {target.id: node.value.value for target in node.targets if isinstance(target, ast.Name)}
    return {name: text for name, text in found.items() if name.isupper() and "\n" in text}


@pytest.mark.parametrize("path", FILES, ids=[path.stem for path in FILES])
def test_it_is_yaml(path):
    found = parts(path)
    assert found.keys() & PARTS if path.parent.name == "doc_fragments" else found.keys() >= PARTS
    for text in found.values():
        assert yaml.safe_load(text)
