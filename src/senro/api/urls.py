"""Addresses of the API."""

from django.urls import include, path, re_path

from .door import behind, nothing_here
from .resources import ROUTERS
from .service import api

for router in ROUTERS:
    api.add_router("", router)

found, app_name, namespace = api.urls
urlpatterns = [
    path("v1/", include((behind(found), app_name), namespace=namespace)),
    re_path(r"^(?P<rest>.*)$", nothing_here, name="api-nothing"),
]
