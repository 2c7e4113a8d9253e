"""The menu and the settings lead only where this person may go."""

import re

import pytest

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
