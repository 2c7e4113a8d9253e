"""What BI tools read of usage: the current values of metrics."""

from __future__ import annotations

from senro.kernel.sql_views import SqlView, register_sql_view

register_sql_view(
    SqlView(
        "bi_metrics",
        "The current value of every metric of usage: one row an account and metric; an unknown one "
        "has no row.",
        {
            "account": "the account's key",
            "metric": "the metric's code in the method",
            "value": "the number as of today",
            "computed_at": "when it last changed, UTC",
        },
        """
SELECT a.key, m.name, m.value, m.at
FROM kernel_metricvalue m
JOIN customers_account a ON a.id = m.subject_id AND a.undone_at IS NULL
""",
        ("kernel_metricvalue", "customers_account"),
    )
)
