# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Write cli/gamedesk/tickets/schema_checks.py anew: the published schema of tickets, compiled by fastjsonschema.

Compiling it at each start would be two hundredths of an action. Run this after every change of ticket.schema.json, with
the .venv that tests/run makes:

    .venv/bin/python tests/tools/renew_schema_checks.py
"""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import fastjsonschema

from gamedesk.tickets import schema

CHECKS = Path(__file__).parents[2] / "cli/gamedesk/tickets/schema_checks.py"
HEAD = '''\
# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The published schema of tickets, compiled. Written by tests/tools/renew_schema_checks.py, never by hand."""

# ruff: noqa
# mypy: ignore-errors
from __future__ import annotations

import re

from gamedesk.tickets.violation import Violation

'''
_ERROR = "JsonSchemaValueException"
_PREFIX = "validate___definitions_"
# What the compiler allows for, and neither JSON nor YAML gives: numbers of this type, and its mode with several errors.
_NEVER = {"Decimal", "JsonSchemaValuesException"}


class _Ours(ast.NodeTransformer):
    """Let errors be ours, without the piece of the schema that fastjsonschema puts into each, which nobody reads."""

    def visit_Name(self, node: ast.Name) -> ast.AST:
        return ast.Name("Violation", node.ctx) if node.id == _ERROR else node

    def visit_Tuple(self, node: ast.Tuple) -> ast.AST:
        node.elts = [item for item in node.elts if not (isinstance(item, ast.Name) and item.id in _NEVER)]
        return self.generic_visit(node)

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        node.name = _short(node.name)
        # The formats that nobody gives us are an empty dict by default, which all calls would share.
        node.args.defaults = [ast.Constant(None) for _unused in node.args.defaults]
        return self.generic_visit(node)

    def visit_Call(self, node: ast.Call) -> ast.AST:
        if isinstance(node.func, ast.Name) and node.func.id == _ERROR:
            node.keywords = [keyword for keyword in node.keywords if keyword.arg == "name"]
        elif isinstance(node.func, ast.Name):
            node.func.id = _short(node.func.id)
        return self.generic_visit(node)


def _short(name: str) -> str:
    return name.replace(_PREFIX, "check_")


def source() -> str:
    """Return the file's text, before ruff has laid it out."""
    compiled = ast.parse(fastjsonschema.compile_to_code(schema.published()))
    wanted = [
        statement
        for statement in compiled.body
        # A file is checked in parts, header and events, each where its line is known.
        if not (isinstance(statement, ast.FunctionDef) and statement.name == "validate")
        and not isinstance(statement, ast.Import | ast.ImportFrom)
        and not (isinstance(statement, ast.Assign) and ast.unparse(statement.targets[0]) == "VERSION")
    ]
    tree = _Ours().visit(ast.Module(wanted, []))
    return HEAD + ast.unparse(ast.fix_missing_locations(tree)) + "\n"


if __name__ == "__main__":
    CHECKS.write_text(source(), encoding="utf-8")
    subprocess.run([Path(sys.executable).with_name("ruff"), "format", "--quiet", CHECKS], check=True)
