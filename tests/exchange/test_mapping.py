"""Headers find their fields; what is not certain is left to the person."""

from __future__ import annotations

import json

import pytest

from senro.exchange.rules.kinds import KINDS, LATER, UnknownKind, kind_named
from senro.exchange.rules.mapping import (
    apply_mapping,
    can_identify,
    guess,
    normalised,
    read_mapping_file,
    scale_of,
    unmapped,
)
from senro.exchange.rules.rows import compile_rows, survey_dates
from senro.exchange.rules.said import MappingRefused
from senro.exchange.rules.tables import open_table
from senro.exchange.rules.values.choices import loose, words_of
from tests.exchange.files import TOKYO, opened

HEADERS = {
    "accounts": [
        ("顧客コード,会社名,フリガナ,業種,業態,区分,従業員数,CS担当者", "key,name,kana,industry,business_type,tier,employees,owner"),
        ("取引先コード（必須）,取引先名※,会社名(全角カナ),親会社コード,商流,代理店名", "key,name,kana,parent,channel,partner"),
        ("ＩＤ,顧客名,備考", "key,name,null"),
        ("Account ID,Account Name,Industry,Employee Count,Segment,Parent Account", "key,name,industry,employees,tier,parent"),
        ("account,sector,year_established,revenue,employees,office_location,subsidiary_of", "name,industry,null,null,employees,null,parent"),
        ("コード,顧客コード", "null,key"),
    ],
    "contacts": [
        ("担当者ID,顧客コード,氏名,役割,役職,メールアドレス,電話番号", "key,account,name,layer,title,email,phone"),
        ("会社ID,ご担当者名,部署・役職,E-mail,TEL,決裁区分", "account,name,title,email,phone,layer"),
        ("取引先コード,担当者,種別,Ｅメール", "account,name,layer,email"),
    ],
    "contracts": [
        ("契約番号,顧客コード,商品名,プラン,月額（円）,ID数,利用開始日,契約更新日,解約日,営業担当", "key,account,product,plan,mrr,seats,start,renewal,end,deal_owner"),
        ("契約ID,取引先ID,サービス名,月額(千円),契約開始日", "key,account,product,mrr,start"),
        ("契約No.,顧客No.,製品,月額(税込),開始日", "key,account,product,null,start"),
    ],
    "end-users": [("顧客コード,社員番号,氏名,店舗名,メール,雇用形態,登録方法", "account,employee_no,name,site,email,employment,registration_method")],
    "meetings": [("顧客コード,実施日時,種別,担当者コード,説明時間（分）,ヒアリング時間(分),議事録", "account,held_at,kind,contact,minutes_explained,minutes_heard,notes")],
    "cases": [("顧客コード,契約番号,立ち上げ回,開始日,完了日,フェーズ,ステータス,導入目的,担当CSM", "account,contract,attempt,started,ended,phase,status,purposes,owner")],
}  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "headers", "fields"),
    [(kind, *pair) for kind, pairs in HEADERS.items() for pair in pairs],
)
def test_headers_of_real_exports_map_by_themselves(kind, headers, fields):
    header = headers.split(",")
    found = guess(header, KINDS[kind])
    assert [found[column] or "null" for column in header] == fields.split(",")


@pytest.mark.parametrize("kind", KINDS)
def test_own_names_and_labels_in_both_languages_map_fully(kind):
    fields = KINDS[kind].fields
    for names in ([f.code for f in fields], [f.ja for f in fields], [f.en for f in fields]):
        assert list(guess(names, KINDS[kind]).values()) == [f.code for f in fields]


@pytest.mark.parametrize("kind", KINDS)
def test_no_header_means_two_fields_of_a_kind(kind):
    seen: dict[str, str] = {}
    for field in KINDS[kind].fields:
        for alias in {
            normalised(name) for name in (field.code, field.ja, field.en, *field.aliases)
        }:
            assert seen.setdefault(alias, field.code) == field.code, alias


@pytest.mark.parametrize("kind", KINDS)
def test_no_word_means_two_choices_of_a_field(kind):
    for field in KINDS[kind].fields:
        for choice in field.choices:
            for word in (choice.code, choice.ja, choice.en, *choice.words):
                known = words_of(field)
                assert known[loose(word)] == choice.code, (field.code, word)


def test_each_field_is_used_once_and_the_better_header_wins():
    found = guess(["名称", "会社名", "顧客名"], KINDS["accounts"])
    assert found == {"名称": None, "会社名": "name", "顧客名": None}


def test_the_unit_in_a_header_of_money_is_honoured(tmp_path):
    assert (scale_of("月額（千円）"), scale_of("月額(万円)"), scale_of("月額")) == (
        1_000,
        10_000,
        1,
    )
    table = opened(
        tmp_path, "契約番号,顧客コード,商品,月額(千円),開始日\nK-1,A-1,帳票,120,令和8年4月1日\n"
    )
    kind = KINDS["contracts"]
    columns = guess(table.header, kind)
    values, refused = compile_rows(kind, table.header, columns, tz=TOKYO).read(
        next(table.rows())[1]
    )
    assert not refused and values["mrr"] == 120_000 and values["start"].year == 2026


def test_whole_rows_give_values_and_every_refusal_with_its_field(tmp_path):
    text = "担当者ID,顧客コード,氏名,役割,メール,退職日\n1,A-1,山田,決裁者,x,05/11/2026\n2,A-1,佐藤,,-,20/11/2026\n"
    table, kind = opened(tmp_path, text), KINDS["contacts"]
    columns = guess(table.header, kind)
    orders = survey_dates(table.rows(), kind, table.header, columns)
    reader = compile_rows(kind, table.header, columns, tz=TOKYO, orders=orders)
    (first, refused), (second, none) = (reader.read(cells) for _, cells in table.rows())
    assert [(field, why.code) for field, why in refused] == [("email", "email_invalid")]
    assert first["layer"] == "decision_maker" and first["left_on"].isoformat() == "2026-11-05"
    assert not none and kind.missing(second) == ("layer",)


def test_rows_are_told_apart_by_the_first_key_that_they_have():
    users = KINDS["end-users"]
    assert users.identity({"key": "U1", "account": "A"}) == (("key",), "U1")
    assert users.identity({"account": "A", "employee_no": "7", "email": "a@b.jp"})[0] == (
        "account",
        "employee_no",
    )
    assert users.identity({"account": "A", "email": "a@b.jp"})[0] == ("account", "email")
    assert users.identity({"account": "A"}) is None
    assert KINDS["accounts"].identity({"name": "x"}) is None
    assert KINDS["cases"].identity({"account": "A"}) == (
        ("account", "contract", "attempt"),
        "A",
        None,
        None,
    )


def test_columns_say_whether_rows_can_be_told_apart_and_what_new_ones_lack():
    kind = KINDS["contacts"]
    assert not can_identify(kind, {"a": "name", "b": "email"})
    assert can_identify(kind, {"a": "account", "b": "email"})
    assert [one.params["field"] for one in unmapped(kind, {"a": "account", "b": "email"})] == [
        "name",
        "layer",
    ]


def test_a_mapping_wins_and_the_rest_is_guessed():
    found = apply_mapping(
        ["社名A", "会社名", "メモ"], KINDS["accounts"], {"社名A": "key", "会社名": None}
    )
    assert found == {"社名A": "key", "会社名": None, "メモ": None}


def test_every_fault_of_a_mapping_is_named():
    told = {"無い列": "name", "会社名": "colour", "a": "key", "b": "key"}
    with pytest.raises(MappingRefused) as refusal:
        apply_mapping(["会社名", "a", "b"], KINDS["accounts"], told)
    codes = [error.code for error in refusal.value.errors]
    assert codes == ["mapping_unknown_column", "mapping_unknown_field", "mapping_duplicate_field"]
    assert "無い列" in refusal.value.errors[0].message("ja")


def test_one_column_may_stand_for_several_fields(tmp_path):
    (tmp_path / "m.json").write_text(json.dumps({"名前": ["key", "name"], "社員": ["employees"]}))
    told = read_mapping_file(tmp_path / "m.json")
    kind, header = KINDS["accounts"], ["名前", "社員", "会社名"]
    columns = apply_mapping(header, kind, told)
    # The guess gives no field away that a column has already.
    assert columns == {"名前": "key,name", "社員": "employees", "会社名": None}
    assert can_identify(kind, columns) and unmapped(kind, columns) == ()
    reader = compile_rows(kind, header, columns, tz=TOKYO)
    assert reader.read(["青空", "12", "x"]) == (
        {"key": "青空", "name": "青空", "employees": 12}, []
    )  # fmt: skip
    with pytest.raises(MappingRefused) as refusal:
        apply_mapping(header, kind, {"名前": "key,name", "会社名": "name,colour"})
    codes = [error.code for error in refusal.value.errors]
    assert codes == ["mapping_duplicate_field", "mapping_unknown_field"]


@pytest.mark.parametrize(
    "text", ["[]", '{"a": 1}', "{", "[" * 100_000, '"x"', '{"a": [1]}', '{"a": ["key", null]}']
)
def test_a_mapping_file_that_is_none_is_refused(tmp_path, text):
    (tmp_path / "m.json").write_text(text)
    with pytest.raises(MappingRefused):
        read_mapping_file(tmp_path / "m.json")


def test_a_mapping_file_is_read(tmp_path):
    (tmp_path / "m.json").write_bytes(
        b"\xef\xbb\xbf" + json.dumps({"列": "name", "b": None, "c": ""}).encode()
    )
    assert read_mapping_file(tmp_path / "m.json") == {"列": "name", "b": None, "c": None}


def test_the_reason_column_of_a_rejects_file_is_looked_past():
    assert guess(["顧客コード", "取り込めない理由"], KINDS["accounts"])["取り込めない理由"] is None


def test_kinds_that_are_still_to_come_name_those_that_exist():
    assert kind_named("end_users") is KINDS["end-users"]
    for name in (*LATER, "nonsense"):
        with pytest.raises(UnknownKind) as refusal:
            kind_named(name)
        assert all(kind in refusal.value.message("ja") for kind in refusal.value.available)


def test_a_public_crm_export_is_read_whole(shared_data):
    folder = shared_data / "crm_sales_opportunities"
    table = open_table(folder / "sales_pipeline.csv")
    assert (table.encoding, table.delimiter) == ("utf-8", ",")
    assert len(list(table.rows())) == 8_800
    accounts = open_table(folder / "accounts.csv")
    kind = KINDS["accounts"]
    columns = apply_mapping(accounts.header, kind, {"account": "key"})
    reader = compile_rows(kind, accounts.header, columns, tz=TOKYO)
    read = [reader.read(cells) for _, cells in accounts.rows()]
    assert len(read) == 85 and not any(refused for _, refused in read)
    assert sum(values["employees"] for values, _ in read) > 300_000
