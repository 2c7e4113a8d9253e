"""Addresses of the tracking API, beside `/api/`: where Segment's SDKs look for them."""

from django.urls import path, re_path

from .segment import KINDS, messages, nothing_here, settings

urlpatterns = [
    *(path(name, messages, {"name": name}, name=f"segment-{name}") for name in KINDS),
    # Some clients put a slash behind their host or path.
    *(path(f"{name}/", messages, {"name": name}, name=f"segment-{name}-slash") for name in KINDS),
    path("projects/<str:key>/settings", settings, name="segment-settings"),
    re_path("", nothing_here, name="segment-nothing"),
]
