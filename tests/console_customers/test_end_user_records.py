"""One end user by hand: added, changed, in the way of nobody else."""

from __future__ import annotations

import pytest

from senro.customers.models import EndUser, Site
from senro.kernel.models import Fact

pytestmark = pytest.mark.django_db
NEW = "/accounts/ACC-001/end-users/new/"


def test_an_end_user_is_added_changed_and_put_back(browser, world):
    csm = browser("csm_ent")
    assert f'href="{NEW}"' in csm.get("/accounts/ACC-001/?tab=users").content.decode()
    Site.objects.create(account=world.account("ACC-001"), name="大阪工場", created_at=world.at)
    told = {"name": "森 花", "employee_no": "A-77", "site": "大阪工場", "employment": "part_time"}
    assert csm.post(NEW, told).status_code == 302
    row = EndUser.objects.get(employee_no="A-77")
    assert (row.account.key, row.site.name) == ("ACC-001", "大阪工場")
    again = csm.post(NEW, told)
    assert again.status_code == 422 and "with this number" in again.content.decode()

    where = f"/accounts/ACC-001/end-users/{row.pk}/"
    page = csm.get("/accounts/ACC-001/?tab=users&user=A-77").content.decode()
    assert f'href="{where}"' in page
    shown = csm.get(where).context["form"]
    sent = {
        **told,
        "name": "森 花子",
        "invited_at": "2026-11-19T10:00",
        "version": shown["version"].value(),
    }
    assert csm.post(where, sent).status_code == 302
    row.refresh_from_db()
    assert row.name == "森 花子" and row.invited_at.isoformat() == "2026-11-19T01:00:00+00:00"
    assert csm.post(where, {**sent, "name": "別人"}).status_code == 409
    fact = Fact.objects.filter(verb="customers.enduser.saved").latest("seq")
    csm.post(f"/facts/{fact.id}/undo/")
    row.refresh_from_db()
    assert row.name == "森 花" and row.invited_at is None


def test_without_number_and_mail_a_key_of_our_own_is_made(browser, world):
    browser("csm_ent").post(NEW, {"name": "名札だけ"})
    assert EndUser.objects.get(name="名札だけ").key.startswith("e-")
