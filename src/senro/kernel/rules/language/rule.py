"""A checked rule."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from .check import settle, typed, uses_history
from .compile import Dialect, History, compile_tree
from .errors import refuse
from .looks import looks
from .names import MAX_LENGTH, Name
from .parse import parse
from .text import render
from .tree import Node, refs


@dataclass(frozen=True)
class Rule:
    """A condition (or, from `check_expression`, a value) whose names and types are right."""

    text: str
    tree: Node = field(compare=False, repr=False)
    known: Mapping[str, Name] = field(compare=False, repr=False)

    @cached_property
    def names(self) -> frozenset[str]:
        """The names it uses."""
        return frozenset(refs(self.tree))

    @cached_property
    def needs(self) -> frozenset[str | tuple[str, int]]:
        """The names it uses, and beside them the (name, days back) that it looks at."""
        return self.names | self.looks

    @property
    def type(self) -> str:
        """`boolean` for a rule; number, text or date for an expression."""
        return self.tree.type or "text"

    @property
    def needs_history(self) -> bool:
        """Whether it uses ago, change or held."""
        return uses_history(self.tree)

    @cached_property
    def looks(self) -> frozenset[tuple[str, int]]:
        """The (name, days back) it must be given as history."""
        return looks(self.tree)

    def compile(
        self,
        dialect: Dialect,
        *,
        today: date,
        columns: Mapping[str, str] | None = None,
        table: str | None = None,
        escape_percent: bool = False,
        history: History | None = None,
    ) -> str:
        """SQL text of the rule, in brackets, with quoted identifiers and literals inside.

        A name without an entry in `columns` is a column of its own name. A column given as
        `Sql` is put in as it stands. `escape_percent` doubles every `%`, as a text needs
        that goes through a database driver together with parameters. `history` names the
        column of each (name, days back) of `looks`; without it a rule that looks back is
        refused with `needs_history`.
        """
        sql = compile_tree(
            self.tree, dialect, today=today, columns=columns or {}, table=table, history=history
        )
        return sql.replace("%", "%%") if escape_percent else sql


def check(text: str, names: Mapping[str, Name]) -> Rule:
    """Parses and checks a condition; raises RuleError."""
    tree = typed(parse(text), names)
    if tree.type not in (None, "boolean") or (tree.type is None and not _is_null(tree)):
        raise refuse("not_boolean", tree.pos, actual=tree.type or "text")
    return _rule(settle(tree, "boolean"), names)


def check_expression(text: str, names: Mapping[str, Name]) -> Rule:
    """Parses and checks a number, text or date; raises RuleError."""
    tree = typed(parse(text), names)
    if tree.type in ("boolean", "list"):
        raise refuse("not_a_value", tree.pos, actual=tree.type)
    return _rule(tree if tree.type else settle(tree, "text"), names)


def _is_null(tree: Node) -> bool:
    return render(tree) == "NULL"


def _rule(tree: Node, names: Mapping[str, Name]) -> Rule:
    text = render(tree)
    if len(text) > MAX_LENGTH:
        raise refuse("too_long", MAX_LENGTH)
    return Rule(text, tree, names)
