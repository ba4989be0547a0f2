"""Which facts a template uses: the dotted paths that it and the layouts behind it look up."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jinja2 import nodes
from jinja2.meta import find_referenced_templates

if TYPE_CHECKING:
    from collections.abc import Iterator

    from broadcaster.rendering.fact_environment import FactEnvironment


def used_facts(environment: FactEnvironment, name: str) -> frozenset[str]:
    """Return the facts that the template `name` and every template it extends or imports look up, as `case.number`."""
    tree = environment.parse(environment.source(name), name)
    behind = (used_facts(environment, other) for other in find_referenced_templates(tree) if other)
    return frozenset(_paths(tree)).union(*behind)


def fixed_text(environment: FactEnvironment, name: str) -> str:
    """Return what the template says whatever the facts, its pieces joined by 、."""
    tree = environment.parse(environment.source(name), name)
    literals = (node.value for node in tree.find_all(nodes.Const) if isinstance(node.value, str))
    return "、".join((*(node.data for node in tree.find_all(nodes.TemplateData)), *literals))


def _paths(tree: nodes.Template) -> Iterator[str]:
    own_names = {node.name for node in tree.find_all(nodes.Name) if node.ctx != "load"} | set(_imported(tree)) | {"self", "caller"}
    inner = {id(node.node) for node in tree.find_all(nodes.Getattr)}
    for node in tree.find_all((nodes.Getattr, nodes.Name)):
        path = _path(node)
        if id(node) not in inner and path and path.partition(".")[0] not in own_names:
            yield path


def _imported(tree: nodes.Template) -> Iterator[str]:
    for macro in tree.find_all(nodes.Macro):
        yield macro.name
    for node in tree.find_all(nodes.FromImport):
        yield from (name if isinstance(name, str) else name[1] for name in node.names)


def _path(node: nodes.Expr) -> str:
    if isinstance(node, nodes.Name):
        return node.name
    if isinstance(node, nodes.Getattr) and (before := _path(node.node)):
        return f"{before}.{node.attr}"
    return ""
