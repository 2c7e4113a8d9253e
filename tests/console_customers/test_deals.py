"""One deal by hand: added, won, put back; in the way of nobody else."""

from __future__ import annotations

import pytest

from senro.customers.models import Deal
from senro.kernel.models import Fact

pytestmark = pytest.mark.django_db
TAB = "/accounts/ACC-001/?tab=contracts"
NEW = "/accounts/ACC-001/deals/new/"


def test_a_deal_is_added_won_and_put_back(browser, world):
    csm = browser("csm_ent")
    assert f'href="{NEW}"' in csm.get(TAB).content.decode()
    told = {"key": "D-77", "name": "基幹刷新", "stage": "提案", "amount": "1200000"}
    assert csm.post(NEW, {**told, "amount": "-1"}).status_code == 422
    assert csm.post(NEW, told).status_code == 302
    row = Deal.objects.get(key="D-77")
    assert (row.account.key, row.amount, row.won_on) == ("ACC-001", 1200000, None)
    again = csm.post(NEW, told)
    assert again.status_code == 422 and "in use already" in again.content.decode()

    where = f"/accounts/ACC-001/deals/{row.pk}/"
    page = csm.get(TAB).content.decode()
    assert f'href="{where}"' in page and "基幹刷新" in page and "提案" in page
    version = csm.get(where).context["form"]["version"].value()
    won = {"name": "基幹刷新", "stage": "受注", "won_on": "2026-11-19", "version": version}
    assert csm.post(where, {**won, "amount": "1200000"}).status_code == 302
    row.refresh_from_db()
    assert (row.stage, str(row.won_on)) == ("受注", "2026-11-19")
    assert csm.post(where, {**won, "stage": "失注"}).status_code == 409
    fact = Fact.objects.filter(verb="customers.deal.saved").latest("seq")
    csm.post(f"/facts/{fact.id}/undo/")
    row.refresh_from_db()
    assert (row.stage, row.won_on) == ("提案", None)

    other = browser("viewer").get(TAB).content.decode()
    assert "基幹刷新" in other and where not in other and NEW not in other
    elsewhere = where.replace("ACC-001", "ACC-002")
    assert browser("admin").get(elsewhere).status_code == 404
