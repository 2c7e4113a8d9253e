"""Addresses of the console."""

from django.urls import include, path

urlpatterns = [
    path("accounts/", include("senro.console.customers.urls")),
    path("sign-in/", include("allauth.urls")),
]
