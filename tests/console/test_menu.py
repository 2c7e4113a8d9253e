"""The menu and the settings lead only where this person may go."""

import re

import pytest

from senro.kernel.models import Fact
from senro.onboarding.models import Case

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("role", ["admin", "manager", "cs_ops", "csm_ent", "viewer"])
def test_every_word_of_the_menu_and_of_the_settings_opens_a_page(desk, browser, role):
    desk.open()
    seen = browser(role)
    links = set()
    for address in ("/", "/settings/", "/accounts/", "/palette/"):
        page = seen.get(address).content.decode()
        links |= set(re.findall(r'<a[^>]*href="(/[a-z/-]*)"', page))
    assert {"/", "/board/", "/settings/"} <= links
    assert {href: seen.get(href).status_code for href in links} == dict.fromkeys(links, 200)
    assert ("/imports/" in links) == (role in ("admin", "cs_ops"))


def test_a_fact_that_changed_no_value_shows_no_values(desk, browser):
    desk.open()
    manager = browser("manager")
    bare = Fact.objects.filter(before=None, after=None).first()
    told = Fact.objects.exclude(after=None).filter(verb__startswith="onboarding").first()
    for fact, shown in ((bare, False), (told, True)):
        if fact is not None:
            page = manager.get(f"/facts/{fact.id}/").content.decode()
            assert ("sn-values" in page) is shown
            assert "None →" not in page


def test_a_case_handed_over_ends_at_its_last_station_and_not_beside_the_line(desk, browser):
    case = desk.open()
    off = r'<svg class="sn-mini"[^>]*aria-label="[^"]*off the line'
    for status, beside in (("renewal_only", True), ("handed_over", False)):
        Case.objects.filter(pk=case.pk).update(status=status)
        page = browser("manager").get("/cases/").content.decode()
        assert bool(re.search(off, page, re.IGNORECASE)) is beside
