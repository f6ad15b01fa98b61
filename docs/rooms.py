"""Draw the rooms of the library into docs/architecture.md, from the code: python docs/rooms.py."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import grimp
from wrapped import wrapped

PROJECT = Path(__file__).resolve().parents[1]
PAGE = PROJECT / "docs" / "architecture.md"
MARKED = re.compile(r"(<!-- rooms: [^\n]* -->\n).*?(<!-- end of rooms -->)", re.DOTALL)


def rooms() -> dict[str, tuple[str, set[str]]]:
    """Return for each room what it holds, by its docstring, and the rooms that it imports, the top one first."""
    graph = grimp.build_graph("foi_stats")
    names = {child.rpartition(".")[2]: child for child in graph.find_children("foi_stats")}
    names.pop("__main__", None)
    for module in names.values():
        graph.squash_module(module)
    imports = {
        name: {
            other
            for other, imported in names.items()
            if other != name and graph.direct_import_exists(importer=module, imported=imported)
        }
        for name, module in names.items()
    }
    order: list[str] = []
    while len(order) < len(names):  # a room stands above all that it imports
        left = set(names) - set(order)
        order.append(min(room for room in left if not any(room in imports[other] for other in left)))
    return {room: (_what(room), imports[room]) for room in order}


def picture() -> str:
    """Return the rooms as a Mermaid chart, without the arrows that others imply, and a table of what each holds."""
    found = rooms()
    reached: dict[str, set[str]] = {}
    for room in reversed(found):
        imported = found[room][1]
        reached[room] = imported.union(*(reached[other] for other in imported))
    arrows = [
        f"    {room} --> {other}"
        for room, (_, imported) in found.items()
        for other in sorted(imported)
        if not any(other in reached[between] for between in imported)
    ]
    table = [f"| `{room}` | {what} |" for room, (what, _) in found.items()]
    chart = "\n".join(["```mermaid", "flowchart TD", *arrows, "```"])
    return wrapped("\n".join([chart, "", "| room | what it holds |", "|---|---|", *table])) + "\n"


def drawn(page: str) -> str:
    """Return the page with its picture of the rooms drawn anew."""
    return MARKED.sub(lambda match: match[1] + "\n" + picture() + match[2], page)


def _what(room: str) -> str:
    path = PROJECT / "foi_stats" / room / "__init__.py"
    path = path if path.exists() else path.parent.with_suffix(".py")
    docstring = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""
    return " ".join(docstring.split("\n\n")[0].split()).replace("``", "`")


if __name__ == "__main__":
    PAGE.write_text(drawn(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
