"""The registry of names that rules may use, and rules run over records.

A domain registers a name with one Django expression over its subject's rows. That same expression
selects rows in SQL and supplies the values that explain one row, so the two cannot differ.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Literal
from uuid import UUID

from django.core.exceptions import EmptyResultSet
from django.db import connection, models
from django.db.models import F, QuerySet, Subquery
from django.db.models.expressions import RawSQL

from .memo import remembered
from .moments import Moment as Moment
from .moments import RecordName as RecordName
from .past import Look, past_columns, past_expressions, past_values, python_value
from .rules.language import Name, Rule, RuleError, check

PREFIX = "n_"


REGISTRY: dict[str, dict[str, RecordName]] = {}


def register(
    subject: str, name: Name, expression: Callable[[Moment], Any], *, dated: bool = False
) -> None:
    """Offer a name to rules about `subject`. Raises RuntimeError for a second definition."""
    names = REGISTRY.setdefault(subject, {})
    if name.code in names:
        raise RuntimeError(f"the name {name.code} of {subject} is registered twice")
    names[name.code] = RecordName(name, subject, expression, dated)


DYNAMIC: dict[str, Callable[[str], Iterable[RecordName]]] = {}


def names_of(subject: str) -> dict[str, RecordName]:
    """All names for rules about `subject`, custom fields included."""
    return remembered(("names", subject), lambda: _all_names(subject))


def _all_names(subject: str) -> dict[str, RecordName]:
    names = dict(REGISTRY.get(subject, {}))
    for source in DYNAMIC.values():
        names.update({found.name.code: found for found in source(subject)})
    return names


def _known(subject: str, codes: Iterable[str]) -> dict[str, RecordName]:
    """At least these names; custom fields are looked up only where one is meant."""
    fixed = REGISTRY.get(subject, {})
    return fixed if all(code in fixed for code in codes) else names_of(subject)


def words_of(subject: str) -> dict[str, Name]:
    """Code to language Name, as the rule checker wants it."""
    return {code: found.name for code, found in names_of(subject).items()}


def parse(subject: str, text: str) -> Rule:
    """A checked rule about `subject`. Raises RuleError.

    Custom fields are asked for only where the rule is not right without them.
    """
    fixed = REGISTRY.get(subject)
    if fixed:
        with suppress(RuleError):
            return check(text, as_mapping(fixed))
    return check(text, words_of(subject))


def annotated(
    queryset: QuerySet[Any], subject: str, codes: Iterable[str], moment: Moment
) -> QuerySet[Any]:
    """The rows with the named values as columns `n_<code>`."""
    codes = list(codes)
    known = _known(subject, codes)
    return queryset.annotate(**{PREFIX + code: known[code].expression(moment) for code in codes})


def where(
    queryset: QuerySet[Any], subject: str, rule: Rule, moment: Moment, *, one_by_one: bool = False
) -> QuerySet[Any]:
    """Only the rows for which the rule is TRUE, in one SQL statement.

    `one_by_one` asks each row as it comes: for the first few of many, in an order that an index has.
    """
    if one_by_one:
        return queryset.filter(_holding(queryset.model, subject, rule, moment))
    return queryset.filter(pk__in=_matching(queryset.model, subject, rule, moment, "{rule}"))


def where_unknown(
    queryset: QuerySet[Any], subject: str, rule: Rule, moment: Moment
) -> QuerySet[Any]:
    """Only the rows for which the rule is unknown: a segment shows their number beside it."""
    condition = "({rule}) IS NULL"
    return queryset.filter(pk__in=_matching(queryset.model, subject, rule, moment, condition))


@dataclass(frozen=True)
class Tally:
    """Of so many rows a rule is TRUE for some, unknown for some, FALSE for the rest."""

    total: int = 0
    met: int = 0
    unknown: int = 0

    @property
    def unmet(self) -> int:
        """For these it is FALSE."""
        return self.total - self.met - self.unknown


def tally(queryset: QuerySet[Any], subject: str, rule: Rule, moment: Moment) -> Tally:
    """How many rows a rule holds for, in one SQL statement; no row is fetched."""
    try:
        sql, params, compiled = _asked(queryset, subject, rule, moment)
    except EmptyResultSet:
        return Tally()
    text = (
        f"SELECT COUNT(*), COUNT(CASE WHEN {compiled} THEN 1 END),"
        f" COUNT(CASE WHEN ({compiled}) IS NULL THEN 1 END) FROM ({sql}) AS named"
    )
    with connection.cursor() as cursor:
        cursor.execute(text, params)
        found = cursor.fetchone() or (0, 0, 0)
    return Tally(*(int(number) for number in found))


def held(queryset: QuerySet[Any], subject: str, rule: Rule, moment: Moment) -> tuple[int, int]:
    """For how many rows a rule is TRUE, and for how many unknown; less work than a `tally`.

    Rows for which it is FALSE, usually most, are put aside before anything is counted.
    """
    try:
        sql, params, compiled = _asked(queryset, subject, rule, moment)
    except EmptyResultSet:
        return 0, 0
    text = (
        f"SELECT COUNT(*), COUNT(CASE WHEN {compiled} THEN 1 END) FROM ({sql}) AS named"
        f" WHERE ({compiled}) IS NOT FALSE"
    )
    with connection.cursor() as cursor:
        cursor.execute(text, params)
        told, met = cursor.fetchone() or (0, 0)
    return int(met), int(told) - int(met)


def _matching(
    model: type[models.Model], subject: str, rule: Rule, moment: Moment, condition: str
) -> RawSQL:
    rows = model._default_manager.order_by()
    sql, params, compiled = _asked(rows, subject, rule, moment)
    text = condition.format(rule=compiled)
    return RawSQL(f"SELECT row_pk FROM ({sql}) AS named WHERE {text}", params)


def _holding(
    model: type[models.Model], subject: str, rule: Rule, moment: Moment
) -> models.Expression:
    sql, params, compiled = _asked(model._default_manager.order_by(), subject, rule, moment)
    quote, meta = connection.ops.quote_name, model._meta
    row = f"{quote(meta.db_table)}.{quote(str(meta.pk.column))}"
    text = f"EXISTS(SELECT 1 FROM ({sql}) AS named WHERE row_pk = {row} AND ({compiled}))"
    return RawSQL(text, params, output_field=models.BooleanField())


def _asked(
    queryset: QuerySet[Any], subject: str, rule: Rule, moment: Moment
) -> tuple[str, tuple[Any, ...], str]:
    """The rows with the values that the rule needs as SQL, its parameters, and the rule itself."""
    codes = sorted(rule.names)
    looks = past_columns(rule.looks)
    known = _known(subject, codes)
    rows = annotated(queryset.order_by(), subject, codes, moment)
    rows = rows.annotate(row_pk=F("pk"), **past_expressions(known, rule.looks, moment))
    rows = rows.values("row_pk", *(PREFIX + code for code in codes), *looks.values())
    sql, params = rows.query.sql_with_params()
    dialect: Literal["sqlite", "postgres"] = (
        "postgres" if connection.vendor == "postgresql" else "sqlite"
    )
    compiled = rule.compile(
        dialect,
        today=moment.today,
        columns={code: PREFIX + code for code in codes},
        escape_percent=True,
        history=looks,
    )
    return sql, params, compiled


def past_values_of(
    queryset: QuerySet[Any], subject: str, looks: Iterable[Look], moment: Moment
) -> dict[UUID, dict[Look, Any]]:
    """{primary key: {(code, days back): value}} of what rules look back at, in one query."""
    looks = list(looks)
    known = _known(subject, {code for code, _back in looks})
    return past_values(queryset, known, looks, moment)


def values_of(
    queryset: QuerySet[Any], subject: str, codes: Iterable[str], moment: Moment
) -> dict[UUID, dict[str, Any]]:
    """{primary key: {code: value}} for explaining rows, in one query."""
    codes = sorted(codes)
    known = _known(subject, codes)
    rows = annotated(queryset.order_by(), subject, codes, moment)
    found = rows.values_list("pk", *(PREFIX + code for code in codes))
    return {
        row[0]: {
            code: python_value(known[code].name.type, value)
            for code, value in zip(codes, row[1:], strict=True)
        }
        for row in found
    }


def as_mapping(names: Mapping[str, RecordName]) -> dict[str, Name]:
    """The language Names of registered names."""
    return {code: found.name for code, found in names.items()}


class JoinedList(Subquery):
    """`|A|C|` from a subquery with one column named `item`: how a list name arrives in SQL."""

    template = (
        "(SELECT '|' || COALESCE({function}(listed.item, '|'), '') || '|'"
        " FROM (%(subquery)s) AS listed)"
    )
    output_field = models.TextField()

    def as_sql(self, compiler: Any, connection: Any, template: Any = None, **extra: Any) -> Any:
        """Join with the database's own aggregate."""
        function = "string_agg" if connection.vendor == "postgresql" else "group_concat"
        text = (template or self.template).replace("{function}", function)
        return super().as_sql(compiler, connection, text, **extra)
