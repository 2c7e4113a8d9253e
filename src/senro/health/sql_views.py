"""What BI tools read of health: the kept scores, with a person's word and another system's beside."""

from __future__ import annotations

from senro.kernel.sql_views import SqlView, register_sql_view

_COLUMNS = {
    "account": "the account's key",
    "account_name": "its name",
    "tier": "ENT, MM, SMB or empty",
    "day": "the local day of the score",
    "score": "what counts, 0 to 100: a person's word while it stands, else the model's; NULL: unknown",
    "level": "go, care, stop or unknown",
    "computed_score": "the model's, whatever a person says",
    "change": "computed points since a week before",
    "known": "share of the model's weight that was known, 0 to 1",
    "overridden": "whether a person's word counted",
    "override_score": "points of the override that stood; NULL where it gave a level only",
    "override_level": "level of the override that stood",
    "override_until": "its last day",
    "external_score": "the latest score of another system for the whole, up to that day",
    "external_level": "as that system calls it",
    "external_day": "the day of that score",
    "external_source": "which system",
    "model": "the version of the model",
    "computed_at": "when the row was computed, UTC",
}
_SCORES = """
SELECT a.key, a.name, a.tier, s.day, s.points, s.level, s.computed, s.change, s.known, s.overridden,
       o.points, o.level, o.until, e.score, e.level, e.day, e.source, s.version, s.at
FROM health_healthscore s
JOIN customers_account a ON a.id = s.account_id AND a.undone_at IS NULL
LEFT JOIN health_healthoverride o ON o.id = (
  SELECT w.id FROM health_healthoverride w
  WHERE w.account_id = s.account_id AND w.undone_at IS NULL AND w.at <= s.at AND w.until >= s.day
    AND (w.ended_at IS NULL OR w.ended_at > s.at)
  ORDER BY w.at DESC LIMIT 1)
LEFT JOIN health_externalscore e ON e.id = (
  SELECT x.id FROM health_externalscore x
  WHERE x.account_id = s.account_id AND x.undone_at IS NULL AND x.axis = '' AND x.day <= s.day
  ORDER BY x.day DESC LIMIT 1)
"""
_LATEST = "WHERE s.day = (SELECT max(day) FROM health_healthscore)"
_TABLES = (
    "health_healthscore",
    "health_healthoverride",
    "health_externalscore",
    "customers_account",
)
_AXES = """
SELECT a.key, s.day, x.key, {value}
FROM health_healthscore s
JOIN customers_account a ON a.id = s.account_id AND a.undone_at IS NULL
{each}
"""

register_sql_view(
    SqlView(
        "bi_health",
        "The health of every account as it is now: one row an account, the numbers of "
        "`GET /api/v1/health`.",
        _COLUMNS,
        _SCORES + _LATEST,
        _TABLES,
    )
)
register_sql_view(
    SqlView(
        "bi_health_days",
        "The same for every day that was kept: one row an account and day.",
        _COLUMNS,
        _SCORES,
        _TABLES,
    )
)
register_sql_view(
    SqlView(
        "bi_health_axes",
        "Points of each axis, one row an account, day and axis. An unknown axis has no row.",
        {
            "account": "the account's key",
            "day": "the local day of the score",
            "axis": "the axis' code in the model",
            "points": "0 to 100",
        },
        _AXES.format(value="x.value", each="CROSS JOIN json_each(s.axes) x"),
        ("health_healthscore", "customers_account"),
        _AXES.format(
            value="x.value::text::double precision", each="CROSS JOIN LATERAL jsonb_each(s.axes) x"
        ),
    )
)
