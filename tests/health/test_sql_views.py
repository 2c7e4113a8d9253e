"""HS-02: what BI tools read by SQL are the numbers of the API."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from django.db import connection

from senro.health.keeping import keep_scores
from senro.kernel.sql_views import SQL_VIEWS, drop_sql_views, make_sql_views, missing_sql_views
from tests.api.conftest import method
from tests.exchange.importing import load, write
from tests.usage.conftest import NOW

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]
__all__ = ["method"]
HEADER = ["顧客コード", "評価日", "ヘルススコア", "ランク"]


def _read(question):
    with connection.cursor() as cursor:
        cursor.execute(question)
        names = [one[0] for one in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def _told(one):
    said, other = one["override"] or {}, one["external"] or {}
    return {
        "score": one["score"], "level": one["level"], "computed_score": one["computed"]["score"],
        "change": one["change"], "known": one["known"], "model": one["model"],
        "overridden": bool(said), "override_score": said.get("points"),
        "override_level": (said.get("level") or "") if said else None,
        "override_until": said.get("until"), "external_score": other.get("score"),
        "external_level": other.get("level"), "external_day": other.get("date"),
        "external_source": other.get("source"),
    }  # fmt: skip


def _plain(row, wanted):
    found = {name: row[name] for name in wanted}
    found["overridden"] = bool(found["overridden"])
    for name in ("override_until", "external_day"):
        found[name] = found[name] and str(found[name])
    return found


def test_HS_02_a_read_only_sql_view_gives_the_same_numbers(model, admin, world, tmp_path):
    rows = [["ACC-001", "2026-10-01", "55", "B"], ["ACC-001", "2026-11-01", "61.5", "A"],
            ["ACC-003", "2026-11-02", "12", "D"]]  # fmt: skip
    load(world, "health", write(tmp_path, [HEADER, *rows]))
    said = {"points": 3, "reason": "部長が退職", "until": "2026-11-30"}
    assert admin.put("/health/ACC-002/override", said).status_code == 200
    keep_scores(at=NOW)
    told = {one["account"]: one for one in admin.get("/health").json()["items"]}
    seen = {row["account"]: row for row in _read("SELECT * FROM bi_health")}
    assert seen.keys() == told.keys() and len(seen) == 4
    for key, one in told.items():
        wanted = _told(one)
        assert _plain(seen[key], wanted) == wanted
        axes = _read(f"SELECT axis, points FROM bi_health_axes WHERE account = '{key}'")
        known = {code: points for code, points in one["points"].items() if points is not None}
        assert {row["axis"]: row["points"] for row in axes} == known
    assert (seen["ACC-002"]["score"], seen["ACC-001"]["external_level"]) == (3, "A")
    assert seen["ACC-004"]["score"] is None
    # What a person wrote as a reason is not for BI.
    assert "部長" not in json.dumps([_read(f"SELECT * FROM {name}") for name in SQL_VIEWS],
                                  ensure_ascii=False, default=str)  # fmt: skip
    metrics = _read("SELECT * FROM bi_metrics WHERE account = 'ACC-001'")
    assert metrics
    for row in metrics[:5]:
        values = admin.get(f"/metrics/{row['metric']}/values").json()["items"]
        assert row["value"] == next(one["value"] for one in values if one["account"] == "ACC-001")


@pytest.mark.usefixtures("method")
def test_views_show_cases_as_the_api_does_and_no_account_that_is_gone(world, admin):
    contract = {"account": "ACC-001", "product": "genba", "mrr": 50_000, "start": "2026-11-01"}
    assert admin.put("/contracts/K-901", contract).status_code in {200, 201}
    body = {"account": "ACC-001", "contract": "K-901", "started": "2026-11-20"}
    assert admin.post("/cases", body).status_code == 201
    told = {one["id"]: one for one in admin.get("/cases").json()["items"]}
    seen = {row["case_id"]: row for row in _read("SELECT * FROM bi_cases")}
    assert seen.keys() == told.keys() and seen
    for key, one in told.items():
        row = seen[key]
        assert (row["account"], row["status"], row["phase"]) == (
            one["account"], one["status"], one["phase"],
        )  # fmt: skip
    keep_scores(at=NOW)
    account = world.accounts["ACC-001"]
    type(account).objects.filter(pk=account.pk).update(undone_at=NOW)
    for name in SQL_VIEWS:
        assert not _read(f"SELECT * FROM {name} WHERE account = 'ACC-001'")


def test_a_view_that_asks_something_else_in_this_release_is_made_anew(db, monkeypatch):
    view = SQL_VIEWS["bi_metrics"]
    changed = replace(view, sql=view.sql.replace("m.value", "m.value + 1"))
    monkeypatch.setitem(SQL_VIEWS, view.name, changed)
    assert missing_sql_views() == [view.name]
    make_sql_views()
    assert missing_sql_views() == []
    monkeypatch.undo()
    make_sql_views()
    assert missing_sql_views() == []


def test_views_are_made_again_after_tables_change_and_keep_their_readers(db):
    assert missing_sql_views() == []
    postgres = connection.vendor == "postgresql"
    with connection.cursor() as cursor:
        if postgres:
            cursor.execute("CREATE ROLE senro_bi_reader")
            cursor.execute("GRANT SELECT ON bi_health TO senro_bi_reader")
        # An empty plan changes no table: nobody who reads is disturbed.
        drop_sql_views(plan=[])
        assert missing_sql_views() == []
        drop_sql_views(plan=["something"])
        assert missing_sql_views() == list(SQL_VIEWS)
        make_sql_views()
        assert missing_sql_views() == []
        if postgres:
            cursor.execute("SELECT has_table_privilege('senro_bi_reader', 'bi_health', 'SELECT'),"
                           " has_table_privilege('senro_bi_reader', 'bi_cases', 'SELECT')")  # fmt: skip
            assert cursor.fetchone() == (True, False)
        # Read-only: no row can be put in through a view of several tables.
        with pytest.raises(Exception, match=r"(?i)cannot|view"):
            cursor.execute("DELETE FROM bi_health")


def test_every_column_is_told_of_as_it_is(db):
    for name, view in SQL_VIEWS.items():
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT * FROM {name} LIMIT 0")
            assert [one[0] for one in cursor.description] == list(view.columns)
