"""Files through the engine: what goes in, what is refused, what a second time changes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from senro.customers.models import Account, Contact, Contract, CustomField, EndUser
from senro.exchange.engine.source import CannotImport, Options
from senro.exchange.models import Import
from senro.exchange.rules.tables import open_table
from senro.kernel.errors import Forbidden
from senro.kernel.models import Fact

from .importing import NOON, counts, employees, load, reasons, write

pytestmark = pytest.mark.postgres

ACCOUNTS = [
    ["顧客コード", "会社名", "業種", "ティア", "従業員数"],
    ["N-1", "髙橋﨑商店①㈱", "小売", "中堅", "１，２００"],
    ["N-2", "みさき運輸", "物流", "大手", "350"],
]


@pytest.mark.parametrize(
    ("encoding", "delimiter", "named"),
    [
        ("cp932", ",", "cp932"),
        ("utf-8-sig", ",", "utf-8-sig"),
        ("utf-16", "\t", "utf-16"),
        ("utf-8", ";", "utf-8"),
    ],
)
def test_the_same_table_goes_in_from_every_encoding(
    world: Any, tmp_path: Path, encoding: str, delimiter: str, named: str
) -> None:
    result = load(world, "accounts", write(tmp_path, ACCOUNTS, encoding, delimiter=delimiter))
    assert counts(result) == (2, 0, 0, 0)
    assert result.encoding == named
    account = Account.objects.get(key="N-1")
    assert (account.name, account.tier, account.employees) == ("髙橋﨑商店①㈱", "MM", 1200)


def test_RO_01_employees_without_mail_are_counted_and_listed(world: Any, tmp_path: Path) -> None:
    from senro.exchange.looking import without_email

    path = write(tmp_path, employees(), "cp932", "従業員名簿.csv")
    result = load(world, "end-users", path)
    assert counts(result) == (1200, 0, 0, 0)
    people = EndUser.objects.living().filter(
        account=world.accounts["ACC-001"], employee_no__gte="000000"
    )
    people = people.filter(created_at=NOON)
    assert people.exclude(email="").count() == 380
    assert people.filter(email="").count() == 820
    assert not any(
        "\ufffd" in name or "?" in name for name in people.values_list("name", flat=True)
    )
    assert people.filter(name="髙橋 﨑人").count() == 200
    header, rows = without_email(Import.objects.get())
    listed = list(rows)
    assert len(listed) == 820 and "メールアドレス" not in header
    assert (
        listed[0][header.index("社員番号" if "社員番号" in header else "Employee no.")] == "000380"
    )


def test_importing_the_same_file_twice_changes_nothing(world: Any, tmp_path: Path) -> None:
    path = write(tmp_path, ACCOUNTS)
    load(world, "accounts", path)
    before = Fact.objects.filter(subject_kind="account").count()
    assert counts(load(world, "accounts", path)) == (0, 0, 2, 0)
    assert Fact.objects.filter(subject_kind="account").count() == before


def test_an_import_is_one_fact_and_one_for_each_changed_row(world: Any, tmp_path: Path) -> None:
    load(world, "accounts", write(tmp_path, ACCOUNTS))
    [committed] = Fact.objects.filter(verb="exchange.import.committed")
    assert committed.evidence["created"] == 2
    caused = Fact.objects.filter(cause=committed.id)
    assert sorted(caused.values_list("verb", flat=True)) == ["customers.account.saved"] * 2
    assert Fact.objects.count() == 3


def test_facts_of_an_import_quote_no_cells_of_the_file(world: Any, tmp_path: Path) -> None:
    rows = [
        ["顧客コード", "氏名", "役割", "メール"],
        ["ACC-001", "秘密太郎", "王様", "himitsu@example.jp"],
    ]
    load(world, "contacts", write(tmp_path, rows))
    [fact] = Fact.objects.all()
    assert "himitsu" not in str(fact.after) + str(fact.touched) + str(fact.evidence)


def test_bad_rows_are_refused_each_for_its_reason_and_the_good_ones_go_in(
    world: Any, tmp_path: Path
) -> None:
    text = (
        "契約番号,顧客コード,商品,月額,利用開始日\r\n"
        "K-1,ACC-001,ゲンバ,￥50000,令和8年4月1日\r\n"
        "K-2,ACC-999,ゲンバ,50000,2026-04-01\r\n"
        "K-1,ACC-001,ゲンバ,1,2026-04-01\r\n"
        "K-3,ACC-001,ゲンバ,50000,令和8年13月1日\r\n"
        "K-4,ACC-001,ゲンバ,50000\r\n"
        "K-5,ACC-001,ゲンバ,,2026-04-01\r\n"
        ",ACC-001,ゲンバ,5,2026-04-01\r\n"
        'K-6,ACC-001,"ゲン\nバ",7,2026/4/1\r\n'
    )
    path = tmp_path / "contracts.csv"
    path.write_bytes(text.encode("cp932"))
    result = load(world, "contracts", path)
    assert counts(result) == (2, 0, 0, 6)
    assert reasons(result) == [
        (3, "account", "unknown_account"),
        (4, "key", "duplicate_key"),
        (5, "start", "date_invalid"),
        (6, "", "wrong_width"),
        (7, "mrr", "required"),
        (8, "key", "required"),
    ]
    assert "2" in next(one["message"] for one in result.rejects if one["code"] == "duplicate_key")
    assert Contract.objects.get(key="K-1").mrr == 50000


def test_refused_rows_come_back_as_they_came_and_mended_they_go_in(
    world: Any, tmp_path: Path
) -> None:
    rows = [["会社名", "顧客コード", "従業員数"], ["一番", "N-1", "5"], ["二番﨑", "N-2", "なし"]]
    path = write(tmp_path, rows, "cp932", delimiter=";")
    result = load(world, "accounts", path)
    assert result.rejects_file and Path(result.rejects_file).is_absolute()
    table = open_table(result.rejects_file)
    assert (table.encoding, table.delimiter) == ("cp932", ";")
    assert [row[1][:3] for row in table.rows() if isinstance(row, tuple)] == [
        ["二番﨑", "N-2", "なし"]
    ]
    mended = Path(result.rejects_file)
    mended.write_bytes(mended.read_bytes().replace("なし".encode("cp932"), b"7", 1))
    again = load(world, "accounts", mended)
    assert counts(again) == (1, 0, 0, 0)
    assert Account.objects.get(key="N-2").employees == 7


def test_a_hyphen_clears_and_an_empty_cell_leaves(world: Any, tmp_path: Path) -> None:
    load(world, "accounts", write(tmp_path, ACCOUNTS))
    rows = [["顧客コード", "業種", "従業員数"], ["N-1", "-", ""]]
    assert counts(load(world, "accounts", write(tmp_path, rows))) == (0, 1, 0, 0)
    account = Account.objects.get(key="N-1")
    assert (account.industry, account.employees, account.name) == ("", 1200, "髙橋﨑商店①㈱")


def test_rows_without_a_key_are_known_by_account_and_mail(world: Any, tmp_path: Path) -> None:
    rows = [
        ["顧客コード", "氏名", "役割", "メール"],
        ["ACC-004", "山田", "管理者", "yamada@example.jp"],
    ]
    load(world, "contacts", write(tmp_path, rows))
    rows[1][1] = "山田(改)"
    assert counts(load(world, "contacts", write(tmp_path, rows))) == (0, 1, 0, 0)
    assert Contact.objects.living().filter(email="yamada@example.jp").get().name == "山田(改)"


def test_formulas_are_text_and_lose_exactly_the_apostrophe_of_the_export(
    world: Any, tmp_path: Path
) -> None:
    rows = [["顧客コード", "会社名"], ["N-1", "'=SUM(A1)"], ["N-2", "''quoted"], ["N-3", "=1+1"]]
    load(world, "accounts", write(tmp_path, rows))
    names = dict(Account.objects.filter(key__startswith="N-").values_list("key", "name"))
    assert names == {"N-1": "=SUM(A1)", "N-2": "''quoted", "N-3": "=1+1"}


def test_day_first_dates_are_read_by_the_whole_column(world: Any, tmp_path: Path) -> None:
    rows = [["key", "account", "product", "mrr", "start"]]
    rows += [["K-1", "ACC-001", "g", "1", "03/04/2026"], ["K-2", "ACC-001", "g", "1", "25/04/2026"]]
    load(world, "contracts", write(tmp_path, rows))
    assert str(Contract.objects.get(key="K-1").start) == "2026-04-03"


def test_mixed_line_ends_are_no_matter(world: Any, tmp_path: Path) -> None:
    path = tmp_path / "mixed.csv"
    path.write_bytes(b"key,name\r\nN-1,a\nN-2,b\rN-3,c\r\n")
    assert load(world, "accounts", path).created == 3


def test_custom_fields_are_columns(world: Any, tmp_path: Path) -> None:
    CustomField.objects.create(
        subject="account",
        code="fleet",
        type="number",
        label_ja="車両数",
        label_en="Fleet",
        created_at=NOON,
    )
    rows = [["顧客コード", "会社名", "車両数", "謎"], ["N-1", "一番", "４０", "x"]]
    result = load(world, "accounts", write(tmp_path, rows))
    assert result.mapping == {"顧客コード": "key", "会社名": "name", "車両数": "fleet", "謎": None}
    assert Account.objects.get(key="N-1").custom == {"fleet": 40}


def test_a_mapping_file_says_what_a_heading_does_not(world: Any, tmp_path: Path) -> None:
    rows = [["A欄", "会社名"], ["N-1", "一番"]]
    path = write(tmp_path, rows)
    with pytest.raises(CannotImport) as refused:
        load(world, "accounts", path)
    assert refused.value.code == "key_missing"
    assert load(world, "accounts", path, mapping={"A欄": "key"}).created == 1


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"\x7fELF\x02\x01\x01\x00" + bytes(range(256)) * 40, "binary"),
        (b"", "empty_file"),
        (b"%PDF-1.7 ...", "unsupported_format"),
        (b"<!doctype html><html><table>", "html"),
        (b"a,b\n1,2\n", "key_missing"),
    ],
)
def test_what_is_no_table_is_refused_whole_and_leaves_nothing(
    world: Any, tmp_path: Path, content: bytes, code: str
) -> None:
    path = tmp_path / "in.csv"
    path.write_bytes(content)
    with pytest.raises(CannotImport) as refused:
        load(world, "accounts", path)
    assert refused.value.code == code
    assert not Import.objects.exists() and not Fact.objects.exists()


def test_a_kind_that_is_still_to_come_names_those_that_are_there(
    world: Any, tmp_path: Path
) -> None:
    with pytest.raises(CannotImport) as refused:
        load(world, "renewals", write(tmp_path, ACCOUNTS))
    assert "accounts" in str(refused.value.message)


def test_a_trial_run_has_the_same_numbers_and_writes_nothing(world: Any, tmp_path: Path) -> None:
    path = write(tmp_path, [*ACCOUNTS, ["N-3", "", "", "", ""]])
    trial = load(world, "accounts", path, dry=True)
    assert not Account.objects.filter(key__startswith="N-").exists()
    assert not Fact.objects.exists() and not Import.objects.exists()
    real = load(world, "accounts", path)
    assert counts(trial) == counts(real) and reasons(trial) == reasons(real)


def test_history_is_recorded_when_it_happened(world: Any, tmp_path: Path) -> None:
    path = write(tmp_path, ACCOUNTS)
    load(world, "accounts", path, options=Options(history=True))
    fact = Fact.objects.filter(subject_kind="account").first()
    assert fact is not None and fact.recorded_at == fact.at == NOON


@pytest.mark.parametrize("who", ["csm_mm", "manager", "viewer", "sales"])
def test_only_administrators_and_cs_ops_import(world: Any, tmp_path: Path, who: str) -> None:
    with pytest.raises(Forbidden):
        load(world, "accounts", write(tmp_path, ACCOUNTS), by=who)
    assert load(world, "accounts", write(tmp_path, ACCOUNTS), by="admin").created == 2


def test_the_json_document_has_the_promised_names(world: Any, tmp_path: Path) -> None:
    document = load(world, "accounts", write(tmp_path, [*ACCOUNTS, ["N-3", ""]])).as_dict()
    assert list(document) == [
        "kind", "read", "created", "updated", "unchanged", "refused", "encoding", "mapping", "rejects",
        "rejects_file",
    ]  # fmt: skip
    assert list(document["rejects"][0]) == ["row", "field", "code", "message"]


def test_the_number_of_statements_does_not_grow_with_rows(
    world: Any, tmp_path: Path, django_assert_max_num_queries: Any
) -> None:
    rows = [ACCOUNTS[0], *([f"N-{n}", f"会社{n}", "", "", ""] for n in range(2_000))]
    with django_assert_max_num_queries(40):
        assert load(world, "accounts", write(tmp_path, rows)).created == 2_000
