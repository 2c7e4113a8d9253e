"""Addresses of the tracking API, beside `/api/`: where Segment's SDKs look for them."""

from django.urls import path

from .segment import KINDS, messages, settings

urlpatterns = [
    *(path(name, messages, {"name": name}, name=f"segment-{name}") for name in KINDS),
    path("projects/<str:key>/settings", settings, name="segment-settings"),
]
