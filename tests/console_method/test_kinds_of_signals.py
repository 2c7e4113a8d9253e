"""Kinds of signals at the method's screens."""

from __future__ import annotations

import pytest

from .conftest import Ops

pytestmark = pytest.mark.django_db


def test_a_kind_is_edited_in_its_form_and_keeps_what_the_form_does_not_show(sign_in):
    page = sign_in("cs_ops", "ja").get("/method/signals/").content.decode()
    assert "利用の落ち込み" in page and "推進者が後任なしで離任" in page
    ops = Ops(sign_in("cs_ops"), kind="signals")
    before = {one["code"]: one for one in ops.body["kinds"]}
    saved = ops.save(place="kinds[other_format]", typed={"limits__times": "3"})
    assert saved.status_code == 302, saved.content
    ops.save(place="kinds[champion_silent]", typed={"limits__days": "30"})
    after = {one["code"]: one for one in ops.body["kinds"]}
    assert after["other_format"]["limits"]["times"] == 3
    assert after["other_format"]["formats"] == before["other_format"]["formats"]
    assert after["champion_silent"]["limits"] == {"days": 30}
    assert after["usage_drop"] == before["usage_drop"]
