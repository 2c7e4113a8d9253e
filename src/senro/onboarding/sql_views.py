"""What BI tools read of onboarding: every case with its current attempt."""

from __future__ import annotations

from senro.kernel.sql_views import SqlView, register_sql_view

_CASES = """
SELECT {id}, a.key, a.name, a.tier, k.key, p.key, c.status, c.phase, c.phase_since, u.email,
       t.number, t.started, t.target_end, t.ended, t.result
FROM onboarding_case c
JOIN customers_account a ON a.id = c.account_id AND a.undone_at IS NULL
LEFT JOIN customers_contract k ON k.id = c.contract_id
LEFT JOIN customers_product p ON p.id = c.product_id
LEFT JOIN kernel_person u ON u.id = c.owner_id
LEFT JOIN onboarding_attempt t
  ON t.case_id = c.id AND t.number = c.attempt_no AND t.undone_at IS NULL
WHERE c.undone_at IS NULL
"""
_DASHED = " || '-' || ".join(
    f"substr(c.id, {start}, {length})"
    for start, length in ((1, 8), (9, 4), (13, 4), (17, 4), (21, 12))
)

register_sql_view(
    SqlView(
        "bi_cases",
        "Every onboarding case as it is now: one row a case, with its current attempt.",
        {
            "case_id": "as in the case's address and in the API",
            "account": "the account's key",
            "account_name": "its name",
            "tier": "ENT, MM, SMB or empty",
            "contract": "the contract's key",
            "product": "the product's key",
            "status": "active, at_risk, stalled, completed …: the codes of the API",
            "phase": "the code of the phase it is in",
            "phase_since": "since when, UTC",
            "owner": "mail address of the person in charge",
            "attempt": "the number of the current attempt",
            "started": "the day it started",
            "target_end": "the day by which it should be done",
            "ended": "the day it ended",
            "result": "how it ended",
        },
        _CASES.format(id=_DASHED),
        (
            "onboarding_case", "onboarding_attempt", "customers_account", "customers_contract",
            "customers_product", "kernel_person",
        ),
        _CASES.format(id="c.id::text"),
    )
)  # fmt: skip
