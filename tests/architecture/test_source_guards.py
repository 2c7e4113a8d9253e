"""Guards 3 and 4: what may stand in which folder, and how long it may be."""

from __future__ import annotations

import ast
import warnings
from pathlib import Path

import pytest

from tests.architecture import guards

FILE_LINES = 300
FUNCTION_LINES = 40

# path under src/senro -> why it may be longer
LONG_FILES: dict[str, str] = {}

# path under src/senro -> why this one, below a face, may ask the clock
CLOCK_READERS = {
    "kernel/clock.py": "it is the clock",
    "kernel/fact_writer.py": "`recorded_at` is when the machine learned it, never business time",
    "kernel/registry.py": "what is forgotten after days of the machine's time",
    "kernel/verbs.py": "`updated_at` is the machine's",
    "kernel/worker.py": "the worker's loop is where time comes in",
}

ALL_FILES = list(guards.python_files())


def complaints(files: list[Path], look: object) -> list[str]:
    """All complaints of one guard, each with its file."""
    return [
        f"{path.relative_to(guards.ROOT)} {sentence}"
        for path in files
        for sentence in look(ast.parse(path.read_text(encoding="utf-8")))  # type: ignore[operator]
    ]


def test_no_domain_knows_http():
    files = [path for path in ALL_FILES if guards.package_of(path) in guards.DOMAINS]
    assert complaints(files, guards.http_in_domain) == []


def test_no_face_writes_a_row():
    files = [path for path in ALL_FILES if guards.package_of(path) in guards.FACES]
    assert complaints(files, guards.writes_in_face) == []


def test_nothing_reads_the_clock_below_a_face():
    below = [
        path
        for path in ALL_FILES
        if guards.package_of(path) in guards.DOMAINS
        and str(path.relative_to(guards.SRC)) not in CLOCK_READERS
    ]
    assert (
        complaints(below, lambda tree: guards.clock_reads(tree, business_clock_allowed=False)) == []
    )


def test_faces_read_the_clock_only_through_the_kernel():
    faces = [path for path in ALL_FILES if guards.package_of(path) in guards.FACES]
    assert (
        complaints(faces, lambda tree: guards.clock_reads(tree, business_clock_allowed=True)) == []
    )


def test_every_public_action_is_a_verb():
    files = [path for path in ALL_FILES if guards.package_of(path) and guards.is_actions(path)]
    assert complaints(files, guards.unregistered_verbs) == []


def test_no_file_is_longer_than_a_person_reads():
    too_long = {
        name: lines
        for path in ALL_FILES
        if (lines := len(path.read_text(encoding="utf-8").splitlines())) > FILE_LINES
        and (name := str(path.relative_to(guards.SRC))) not in LONG_FILES
    }
    assert too_long == {}, "split it into a folder of the same name, one file a noun"


def test_exemptions_name_files_that_exist_and_need_them():
    lines = {
        name: len((guards.SRC / name).read_text(encoding="utf-8").splitlines())
        for name in LONG_FILES
    }
    assert {name for name, count in lines.items() if count <= FILE_LINES} == set()
    assert [name for name in CLOCK_READERS if not (guards.SRC / name).exists()] == []


def test_long_functions_are_reported():
    for path in ALL_FILES:
        for name, length in guards.long_functions(
            ast.parse(path.read_text(encoding="utf-8")), FUNCTION_LINES
        ):
            warnings.warn(
                f"{path.relative_to(guards.ROOT)}: {name} has {length} lines", stacklevel=1
            )


def test_tests_do_not_measure_time():
    """How fast it is stands in benchmarks/, where a slow machine cannot make it red."""
    timers = {"perf_counter", "perf_counter_ns", "process_time", "process_time_ns"}
    found = [
        f"{path.relative_to(guards.ROOT)} line {node.lineno}"
        for path in sorted((guards.ROOT / "tests").rglob("*.py"))
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Attribute | ast.Name)
        and (node.attr if isinstance(node, ast.Attribute) else node.id) in timers
    ]
    assert found == []


# Each guard against a snippet it must catch and one it must let through.


@pytest.mark.parametrize(
    "snippet",
    [
        "from django.http import HttpResponse",
        "from django import forms",
        "import django.shortcuts",
        "def f():\n    from django.shortcuts import redirect",
    ],
)
def test_the_http_guard_catches(snippet):
    assert guards.http_in_domain(ast.parse(snippet))


def test_the_http_guard_lets_the_orm_through():
    assert not guards.http_in_domain(ast.parse("from django.db import models"))


@pytest.mark.parametrize(
    "snippet",
    [
        "case.save()",
        "case.save(update_fields=['x'])",
        "Case.objects.create(account=a)",
        "case.tasks.all().delete()",
        "visible_cases(person).update(status='x')",
        "Case.objects.bulk_create(rows)",
        "Case.objects.get_or_create(key=key)",
        "await case.asave()",
    ],
)
def test_the_write_guard_catches(snippet):
    assert guards.writes_in_face(ast.parse(snippet))


@pytest.mark.parametrize(
    "snippet",
    [
        "context.update({'a': 1})",
        "@router.delete('/cases/{id}')\ndef f(): pass",
        "cache.delete('key')",
        "workbook.save(path)",
        "request.session.save()",
        "actions.complete_phase(case=case, by=by, at=at)",
    ],
)
def test_the_write_guard_lets_through(snippet):
    assert not guards.writes_in_face(ast.parse(snippet))


@pytest.mark.parametrize(
    "snippet",
    [
        "datetime.now(UTC)",
        "datetime.datetime.utcnow()",
        "date.today()",
        "timezone.now()",
        "time.time()",
        "from time import time",
        "from django.utils.timezone import now",
        "models.DateTimeField(default=timezone.now)",
        "timezone.localdate()",
        "clock.now()",
        "from senro.kernel.clock import now",
        "from .clock import machine_now",
    ],
)
def test_the_clock_guard_catches(snippet):
    assert guards.clock_reads(ast.parse(snippet), business_clock_allowed=False)


@pytest.mark.parametrize(
    "snippet", ["clock.now()", "from senro.kernel.clock import now", "timezone.localtime(at)"]
)
def test_the_clock_guard_lets_a_face_ask_the_kernel(snippet):
    assert not guards.clock_reads(ast.parse(snippet), business_clock_allowed=True)


def test_the_verb_guard_catches_a_public_function_without_a_verb():
    tree = ast.parse("def open_case(*, by, at): ...\n@atomic\ndef close_case(): ...")
    assert len(guards.unregistered_verbs(tree)) == 2


def test_the_verb_guard_lets_verbs_and_helpers_through():
    tree = ast.parse("@verb('a.b.c')\ndef open_case(*, by, at): ...\ndef _helper(): ...")
    assert guards.unregistered_verbs(tree) == []


def test_the_length_guard_counts_lines():
    tree = ast.parse("def f():\n" + "    pass\n" * 4)
    assert guards.long_functions(tree, limit=4) == [("f", 5)]
    assert guards.long_functions(tree, limit=5) == []


def test_a_key_up_or_across_the_ladder_is_caught():
    assert guards.upward("kernel", "customers")
    assert guards.upward("usage", "content")
    assert not guards.upward("onboarding", "programs")
    assert not guards.upward("customers", "customers")
