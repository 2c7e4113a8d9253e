"""How allauth's account pages behave here."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest

from senro.customers.models import Account
from senro.kernel.queries import organization


class AccountAdapter(DefaultAccountAdapter):
    """Nobody signs up by themselves: an administrator invites."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_login_redirect_url(self, request: Any) -> str:
        """An administrator of an installation that is still empty comes to its first steps."""
        if "admin" in request.user.roles and is_new():
            return "/welcome/"
        return str(super().get_login_redirect_url(request))


def is_new() -> bool:
    """No question of the first steps was answered and no account is there."""
    return not organization().settings.get("welcome") and not Account.objects.exists()
