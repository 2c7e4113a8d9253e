"""Scores of another system."""

from __future__ import annotations

from senro.exchange.rules.fields import Field, Kind, Type
from senro.exchange.rules.kinds.common import account, day

HEALTH = Kind(
    "health", "外部のヘルススコア", "External health scores",
    (
        account(),
        day("date", "評価日", "Date", "スコア日", "計測日", "基準日", "算出日", "対象日", "score date", "scored on", "as of",
            "measured on", required=True, weak=("日付", "day")),
        Field("score", Type.DECIMAL, "スコア", "Score", required=True, minimum=0, maximum=100,
              aliases=("ヘルススコア", "健康度", "点数", "health score", "health", "points"), weak=("値", "value")),
        Field("axis", Type.TEXT, "軸", "Axis", max_length=60,
              aliases=("評価軸", "指標", "dimension", "component"), note="empty: the whole"),
        Field("level", Type.TEXT, "判定", "Level", max_length=60,
              aliases=("ランク", "評価", "色", "band", "color", "grade", "rating")),
        Field("source", Type.TEXT, "出所", "Source", max_length=60,
              aliases=("ソース", "システム", "出典", "system"), note="without one, external"),
    ),
    keys=(("account", "date", "axis"),),
    optional_in_key=frozenset({"axis"}),
)  # fmt: skip
