"""Addresses of the console: one include a domain."""

from importlib.util import find_spec

from django.urls import include, path

urlpatterns = [
    path("sign-in/", include("senro.console.people.urls")),
    path("", include("senro.ui.urls")),
    path("", include("senro.console.settings.urls")),
    path("", include("senro.console.lists.urls")),
    *(
        path("", include(f"senro.console.{domain}.urls"))
        for domain in (
            "onboarding",
            "approvals",
            "signals",
            "health",
            "customers",
            "programs",
            "rule_editor",
            "exchange",
            "threads",
            "palette",
            "welcome",
        )
        if find_spec(f"senro.console.{domain}.urls")
    ),
]
