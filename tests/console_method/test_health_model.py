"""The health model at the method's screens: edited in forms, tried before it is published."""

from __future__ import annotations

import pytest

from .conftest import Ops

pytestmark = pytest.mark.django_db


@pytest.fixture
def ops(sign_in):
    return Ops(sign_in("cs_ops"), kind="health_model")


def test_HS_01_a_model_is_made_in_forms_with_its_shares_of_a_hundred(ops, sign_in):
    page = sign_in("cs_ops", "ja").get("/method/health/").content.decode()
    assert '<th scope="col">測定項目</th>' in page
    assert "重み 2・100のうち40" in page and "登録率" in page and "registration_coverage" in page
    assert ops.save(place="axes[roi]", typed={"weight": "5"}).status_code == 302
    made = {
        "title_en": "Seats",
        "weight": "2",
        "bands-0-when": "seats >= 10",
        "bands-0-points": "90",
    }
    assert ops.save(into="axes[roi].measures", typed=made).status_code == 302
    axis = ops.body["axes"][3]
    assert axis["weight"] == 5
    assert axis["measures"][2]["bands"] == [{"when": "seats >= 10", "points": 90}]
    place = "axes[roi].measures[measure_3]"
    # Another row, without a script; what was typed stays.
    page = ops.save("add:bands", place=place).content.decode()
    assert "seats &gt;= 10" in page and "bands-1-when" in page
    # Each band's rule is read about accounts, in words.
    checked = ops.save("check", place=place, typed={"bands-0-when": "seatz >= 10"}).content.decode()
    assert "seats" in checked and 'data-for="id_bands-0-when"' in checked
    ops.save(place="", typed={"applies_to__stages": ["adoption"], "levels__go": "80"})
    assert ops.body["applies_to"] == {"stages": ["adoption"]}
    assert ops.body["levels"] == {"go": 80, "care": 40}
    page = ops.client.get("/method/health/").content.decode()
    assert "weight 5, 56 of 100" in page


def test_HS_01_the_preview_names_accounts_and_the_wrong_place_first(ops, sign_in):
    ops.save(place="axes[roi].measures[quota]", typed={"bands-0-when": "quota >"})
    wrong = ops.client.get(ops.href("impact")).content.decode()
    assert "must be put right before this can be tried" in wrong and "axes[roi]" in wrong
    ops.save(place="axes[roi].measures[quota]", typed={"bands-0-when": "quota >= 0"})
    ops.save(place="", typed={"least_known": "0"})
    page = ops.client.get(ops.href("impact")).content.decode()
    assert "Who would stand at another level today" in page
    assert "What is known is enough by one model only" in page and "ACC-00" in page
    assert "?weeks=1#weeks" in page
    page = ops.client.get(ops.href("impact", weeks="1")).content.decode()
    assert page.count('<th scope="row">') >= 13 and "?weeks=1#weeks" not in page
    reader = sign_in("viewer").get(ops.href("impact"))
    assert reader.status_code == 200
    assert ops.href("publication") not in reader.content.decode()
