import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import RequestFactory

from senro.ui import context, navigation, views


def request(path="/", **cookies):
    made = RequestFactory().get(path)
    made.user = AnonymousUser()
    made.COOKIES.update(cookies)
    return made


def test_a_word_of_the_menu_is_only_shown_when_its_screen_exists(monkeypatch):
    monkeypatch.setattr(navigation, "exists", lambda path: path in ("/", "/accounts/"))
    shown = [item["href"] for item in navigation.menu("/", {})]
    assert shown == ["/", "/accounts/"]


def test_a_case_belongs_to_the_board(monkeypatch):
    monkeypatch.setattr(navigation, "exists", lambda path: True)
    current = [item["href"] for item in navigation.menu("/cases/1/", {}) if item["current"]]
    assert current == ["/board/"]


def test_a_page_without_a_shell_asks_for_no_counts(monkeypatch):
    asked = []
    monkeypatch.setattr(
        context, "counts_of", lambda request: asked.append(1) or {"notifications": 3}
    )
    made = context.shell(request())
    assert asked == []
    assert made["bell"]() == 3
    made["nav"]()
    assert asked == [1]


@pytest.mark.parametrize(
    ("cookie", "own", "shown"),
    [("", "", "auto"), ("", "dark", "dark"), ("light", "dark", "light"), ("<x>", "dark", "auto")],
)
def test_the_browser_wins_over_the_person_and_rubbish_over_nobody(cookie, own, shown):
    made = request(senro_theme=cookie)
    made.user.theme = own
    assert context.theme_of(made) == shown


@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example/", "javascript:x"])
@pytest.mark.parametrize("view", [views.theme, views.language])
def test_the_way_back_never_leads_to_another_house(view, elsewhere):
    post = RequestFactory().post(
        "/ui/theme/", {"theme": "dark", "language": "en", "next": elsewhere}
    )
    assert view(post).headers["Location"] == "/"


def test_an_unknown_theme_is_not_remembered():
    answer = views.theme(RequestFactory().post("/ui/theme/", {"theme": "pink", "next": "/board/"}))
    assert answer.headers["Location"] == "/board/"
    assert not answer.cookies
