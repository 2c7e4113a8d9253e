"""A search finds a customer however its name is typed."""

from __future__ import annotations

import pytest

from senro.customers.rules import fold, tier_of


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("あおぞら", "アオゾラ"),
        ("ｱｵｿﾞﾗ", "アオゾラ"),
        ("青空フーズ", "青空フーズ株式会社"),
        ("青空フーズ", "㈱青空フーズ"),
        ("みどり物流", "みどり物流（株）"),
        ("ATLAS", "ａｔｌａｓ"),
        ("アトラスジャパン", "アトラス・ジャパン 合同会社"),
    ],
)
def test_two_ways_of_writing_fold_to_one(typed, written):
    assert fold(typed) == fold(written)


def test_a_corporate_form_alone_can_still_be_searched_for():
    assert fold("株式会社") == "株式会社"


def test_long_vowels_are_kept_apart_from_hyphens():
    assert fold("フーズ") != fold("フズ")


def test_a_tier_is_understood_in_both_languages():
    assert [tier_of(word) for word in ("ＥＮＴ", "ミッドマーケット", "smb", "中小企業", "?")] == [
        "ENT",
        "MM",
        "SMB",
        "SMB",
        None,
    ]


def test_the_world_has_everybody(world):
    assert world.actor("csm_mm").team_ids == {world.teams["mm"].pk}
    assert world.account("ACC-001").search.split()[1] == fold("青空フーズ")
