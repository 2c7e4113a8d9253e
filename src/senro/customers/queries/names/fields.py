"""Names for what stands in the account itself, custom fields included."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, cast

from django.db.models import (
    BooleanField,
    DateField,
    F,
    FloatField,
    Func,
    OuterRef,
    TextField,
    Value,
)
from django.db.models.functions import NullIf

from senro.kernel.names import JoinedList
from senro.kernel.rules.language.names import Name, Type

from ...models import AccountPurpose, CustomField
from .offer import PEOPLE, Builder, Offer, column, count, text


def account_field_names(path: str = "") -> list[Offer]:
    """Columns of the account, and its purposes."""
    texts = (
        ("key", "key", "顧客コード", "Account key"),
        ("name", "name", "顧客名", "Account name"),
        ("industry", "industry", "業種", "Industry"),
        ("business_type", "business_type", "業態", "Business type"),
        ("tier", "tier", "ティア", "Tier"),
        ("buying_type", "buying_type", "購買タイプ", "Buying type"),
        ("channel", "channel", "販売チャネル", "Channel"),
        ("partner", "partner__key", "代理店", "Partner"),
        ("parent", "parent__key", "親会社の顧客コード", "Parent account"),
        ("account_status", "status", "顧客ステータス", "Account status"),
        ("account_owner", "owner__email", "顧客担当", "Account owner"),
        ("account_team", "team__key", "顧客の担当チーム", "Account team"),
    )
    if not path:
        # A case has a status, an owner and a team of its own under the short names.
        short = {code: code.removeprefix("account_") for code, *_rest in texts}
        texts = tuple((short[code], *rest) for code, *rest in texts)  # type: ignore[assignment]
    offers = [
        Offer(Name(code, "text", {"ja": ja, "en": en}), text(path + place))
        for code, place, ja, en in texts
    ]
    numbers = (
        ("employees", "従業員数", "Employees"),
        ("employees_nonregular", "非正規従業員数", "Non-regular employees"),
    )
    offers += [
        Offer(Name(code, "number", {"ja": ja, "en": en}, unit=PEOPLE), column(path + code))
        for code, ja, en in numbers
    ]
    return [*offers, *_purposes(path)]


def _purposes(path: str) -> list[Offer]:
    def open_rows() -> Any:
        rows = AccountPurpose.objects.living()
        return rows.filter(account=OuterRef(path + "pk"), ended_at=None)

    return [
        Offer(
            Name("purposes", "list", {"ja": "導入目的", "en": "Purposes"}),
            lambda _moment: JoinedList(open_rows().order_by("rank").values(item=F("code"))),
        ),
        Offer(
            Name("purpose_count", "number", {"ja": "導入目的の数", "en": "Number of purposes"}),
            lambda _moment: count(open_rows()),
        ),
    ]


class CustomValue(Func):
    """The value of a custom field, in the type that rules compare."""

    def __init__(self, place: Any, code: str, type_: str) -> None:
        fields = {"number": FloatField, "boolean": BooleanField, "date": DateField}
        super().__init__(place, output_field=fields.get(type_, TextField)())
        self.code, self.type = code, type_

    def as_sql(self, compiler: Any, connection: Any, **extra: Any) -> Any:  # type: ignore[override]
        """PostgreSQL: JSON knows no dates, so texts are cast."""
        sql, params = compiler.compile(self.source_expressions[0])
        if self.type == "list":
            items = f"jsonb_array_elements_text({sql} -> '{self.code}')"
            joined = "'|' || string_agg(v, '|') || '|'"
            return f"(SELECT {joined} FROM {items} AS e(v))", params  # noqa: S608 - codes are checked
        casts = {"number": "double precision", "boolean": "boolean", "date": "date"}
        return f"CAST({sql} ->> '{self.code}' AS {casts.get(self.type, 'text')})", params

    def as_sqlite(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        """SQLite gives numbers and truth as numbers, dates as text: as rules want them."""
        sql, params = compiler.compile(self.source_expressions[0])
        if self.type == "list":
            items = f"json_each({sql}, '$.{self.code}')"
            joined = "'|' || group_concat(value, '|') || '|'"
            return f"(SELECT {joined} FROM {items})", params  # noqa: S608 - codes are checked
        return f"json_extract({sql}, '$.{self.code}')", params


def custom_names(subject: str, path: str = "") -> Iterable[Offer]:
    """The fields that the team has added to a kind of record."""
    for row in CustomField.objects.living().filter(subject=subject):
        label = {"ja": row.label_ja, "en": row.label_en}
        yield Offer(Name(row.code, cast("Type", row.type), label), _custom(path, row))


def _custom(path: str, row: CustomField) -> Builder:
    def build(_moment: Any) -> Any:
        value = CustomValue(F(path + "custom"), row.code, row.type)
        return NullIf(value, Value("", TextField())) if row.type == "text" else value

    return build
