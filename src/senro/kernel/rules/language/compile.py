"""Tree to SQL. What differs between databases lives in dialects.py."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Literal as Choice

from .dates import fold
from .dialects import DIALECTS, Sql, SqlDialect
from .errors import refuse
from .looks import days, look_days
from .names import TOLERANCE
from .tree import (
    Between,
    Binary,
    Call,
    Compare,
    In,
    IsNull,
    Literal,
    Logic,
    Negative,
    Node,
    Not,
    Ref,
    chained,
    computed,
)

Dialect = Choice["sqlite", "postgres", "duckdb"]
History = Mapping[tuple[str, int], str]


def compile_tree(
    tree: Node,
    dialect: str,
    *,
    today: date,
    columns: Mapping[str, str],
    table: str | None,
    history: History | None,
) -> str:
    """SQL of a checked tree."""
    if dialect not in DIALECTS:
        raise refuse("unknown_dialect", found=dialect)
    return _Compiler(DIALECTS[dialect], today, columns, table, history).sql(tree)


class _Compiler:
    """`guarded` numbers stand in arithmetic: what lies beyond 10^15 is unknown there."""

    def __init__(
        self,
        dialect: SqlDialect,
        today: date,
        columns: Mapping[str, str],
        table: str | None,
        history: History | None,
    ) -> None:
        self.dialect = dialect
        self.today = today
        self.columns = columns
        self.table = table
        self.history = history
        self.back = 0

    def sql(self, node: Node, guarded: bool = False) -> str:
        match node:
            case Literal():
                return self.dialect.literal(node.value, node.type or "text")
            case Ref():
                return self.column(node, guarded)
            case Call():
                return self.call(node, guarded)
            case Negative():
                return f"(- {self.sql(node.arg, guarded)})"
            case Binary():
                return self.binary(node)
            case _:
                return f"({self.condition(node)})"

    def condition(self, node: Node) -> str:
        match node:
            case Compare():
                return self.compare(node.op, node.left, node.right)
            case Between():
                return self.between(node)
            case In():
                return self.within(node)
            case IsNull():
                return f"{self.sql(node.arg)} IS {'NOT ' if node.negated else ''}NULL"
            case Not():
                return f"NOT {self.sql(node.arg)}"
            case Logic():
                return f" {node.op} ".join(self.sql(arg) for arg in node.args)
        raise TypeError(node)

    def column(self, node: Ref, guarded: bool) -> str:
        if self.back:
            known = self.history or {}
            column = known.get((node.name, self.back))
            if column is None:
                raise refuse("needs_history", node.pos)
        else:
            column = self.columns.get(node.name, node.name)
        sql = (
            f"({column})"
            if isinstance(column, Sql)
            else self.dialect.identifier(column, self.table)
        )
        if node.type == "number":
            return self.dialect.bounded(sql) if guarded else self.dialect.number(sql)
        return self.dialect.text(sql) if node.type in ("text", "list") else sql

    def binary(self, node: Binary) -> str:
        left, right = self.sql(node.left, guarded=True), self.sql(node.right, guarded=True)
        left = left[1:-1] if chained(node) else left
        return f"({left} / NULLIF({right}, 0))" if node.op == "/" else f"({left} {node.op} {right})"

    def compare(self, op: str, left: Node, right: Node) -> str:
        if left.type == "number" and (computed(left) or computed(right)):
            return self.roughly(op, f"{self.sql(left, True)} - {self.sql(right, True)}")
        if left.type == "text":
            return f"{self.dialect.collated(self.sql(left))} {op} {self.dialect.collated(self.sql(right))}"
        return f"{self.sql(left)} {op} {self.sql(right)}"

    def roughly(self, op: str, difference: str) -> str:
        """Computed numbers less than a billionth apart are equal, in every database."""
        if op in ("=", "<>"):
            return f"abs({difference}) {'<=' if op == '=' else '>'} {TOLERANCE!r}"
        sign = "-" if op in ("<", ">=") else ""
        return f"({difference}) {op} {sign}{TOLERANCE!r}"

    def between(self, node: Between) -> str:
        low = self.compare(">=", node.arg, node.low)
        inside = f"({low}) AND ({self.compare('<=', node.arg, node.high)})"
        return f"NOT ({inside})" if node.negated else inside

    def within(self, node: In) -> str:
        inside = " OR ".join(f"({self.compare('=', node.arg, item)})" for item in node.items)
        return f"NOT ({inside})" if node.negated else inside

    def call(self, node: Call, guarded: bool) -> str:
        today = self.today - timedelta(days=self.back)
        if (known := fold(node, today)) is not None:
            return self.dialect.literal(known, "date")
        match node.function:
            case "ago" | "change" | "held":
                return self.looking_back(node, guarded)
            case "has":
                return self.has(*node.args)
            case "add_days" | "add_months":
                return self.dialect.moved(
                    self.sql(node.args[0]), node.function[4:], days(node.args[1])
                )
        args = [self.sql(arg, guarded) for arg in node.args]
        match node.function:
            case "days_between":
                return self.dialect.days_between(*args)
            case "least" | "greatest":
                return self.dialect.extreme(node.function, args, node.type or "text")
        # SQLite's coalesce takes no single argument
        return (
            f"{node.function}({', '.join(args)})"
            if node.function == "abs" or len(args) > 1
            else args[0]
        )

    def has(self, values: Node, value: Node) -> str:
        wanted = self.sql(value)
        found = self.dialect.has(self.sql(values), wanted)
        # an empty text would be found between the bars of an empty list
        return f"({found})" if isinstance(value, Literal) else f"(({found}) AND {wanted} <> '')"

    def looking_back(self, node: Call, guarded: bool) -> str:
        if self.history is None:
            raise refuse("needs_history", node.pos)
        if node.function == "held":
            return (
                "("
                + " AND ".join(self.shifted(node.args[0], d, guarded) for d in look_days(node))
                + ")"
            )
        if node.function == "ago":
            return self.shifted(node.args[0], days(node.args[1]), guarded)
        then = self.shifted(node.args[0], days(node.args[1]), True)
        return f"({self.sql(node.args[0], True)} - {then})"

    def shifted(self, node: Node, back: int, guarded: bool) -> str:
        self.back += back
        sql = self.sql(node, guarded)
        self.back -= back
        return sql
