"""Which facts a template uses."""

from __future__ import annotations

from jinja2 import DictLoader

from broadcaster.rendering.fact_environment import FactEnvironment
from broadcaster.rendering.template_facts import fixed_text, used_facts

ENVIRONMENT = FactEnvironment(
    DictLoader(
        {
            "plain.txt": "{{ party.name }}{% if case.cause is known %}{{ case.cause }}{% endif %}{{ findings.measures|join }}{{ basis }}",
            "layout.txt": "{% block a %}{% endblock %}{{ court.name }}",
            "child.txt": "{% extends 'layout.txt' %}{% from 'parts.txt' import row %}{% block a %}{{ row(1, case.number) }}{% endblock %}",
            "parts.txt": "{% macro row(label, value) %}{{ label }}{{ value }}{% endmacro %}",
            "loop.txt": "{% for measure in findings.measures %}{{ measure.name }}{% endfor %}{% set on = order.declare_by %}{{ on }}",
        }
    )
)


def test_every_path_that_is_looked_up_is_found_whole() -> None:
    """Conditions and filters count like prints."""
    assert used_facts(ENVIRONMENT, "plain.txt") == {"party.name", "case.cause", "findings.measures", "basis"}


def test_layouts_and_macros_count_too() -> None:
    """What stands behind a template is part of it; a macro's own parameters are no facts."""
    assert used_facts(ENVIRONMENT, "child.txt") == {"case.number", "court.name"}


def test_names_that_a_template_makes_itself_are_no_facts() -> None:
    """Loop variables and set names belong to the template."""
    assert used_facts(ENVIRONMENT, "loop.txt") == {"findings.measures", "order.declare_by"}


def test_the_fixed_text_holds_what_is_said_in_conditions() -> None:
    """Words in quotes are words too."""
    environment = FactEnvironment(DictLoader({"a.txt": "甲{{ '乙' if party.kind == 'unit' else '丙' }}丁"}))
    assert set("甲乙丙丁") <= set(fixed_text(environment, "a.txt"))
