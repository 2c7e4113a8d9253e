"""The names that the tests of the rule language speak of."""

from datetime import date

from senro.kernel.rules.language import Name

TODAY = date(2026, 11, 20)

_NAMES = (
    Name("tier", "text", {"ja": "ティア", "en": "Tier"}),
    Name("industry", "text", {"ja": "業種", "en": "Industry"}),
    Name("seats", "number", {"ja": "枠", "en": "seats"}),
    Name("active_users_28d", "number", {"ja": "利用者", "en": "users"}, kind="metric"),
    Name(
        "active_rate",
        "number",
        {"ja": "アクティブ率", "en": "Active rate"},
        kind="metric",
        formula="active_users_28d / seats",
    ),
    Name("coverage", "number", {"ja": "登録率", "en": "Coverage"}, kind="metric", percent=True),
    Name(
        "days_since_inbound_contact",
        "number",
        {"ja": "最終連絡からの日数", "en": "Days since contact"},
        kind="metric",
        unit={"ja": "日", "en": "days"},
    ),
    Name("renewal", "date", {"ja": "更新日", "en": "Renewal"}),
    Name("last_inbound_on", "date", {"ja": "最終連絡日", "en": "Last contact"}),
    Name("stalled", "boolean", {"ja": "停滞中", "en": "Stalled"}),
    Name("purposes", "list", {"ja": "導入目的", "en": "Purposes"}),
)
NAMES = {name.code: name for name in _NAMES}
