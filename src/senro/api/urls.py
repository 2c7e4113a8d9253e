"""Addresses of the API."""

from django.urls import include, path, re_path

from .docs import docs
from .door import behind, guarded, nothing_here
from .intake.native import events
from .resources import ROUTERS
from .service import api

for router in ROUTERS:
    api.add_router("", router)

found, app_name, namespace = api.urls
urlpatterns = [
    path("v1/docs", guarded(docs), name="api-docs"),
    path("v1/events", guarded(events), name="api-events"),
    path("v1/", include((behind(found), app_name), namespace=namespace)),
    # Any address, line breaks included.
    re_path("", nothing_here, name="api-nothing"),
]
