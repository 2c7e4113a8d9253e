"""Addresses of all faces."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import include, path
from django.views.decorators.http import require_safe


@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """200 as soon as this process can answer."""
    return HttpResponse("ok", content_type="text/plain")


urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path("api/", include("senro.api.urls")),
    path("v1/", include("senro.api.intake.urls")),
    path("", include("senro.console.urls")),
]
if settings.DEMO:
    urlpatterns.insert(0, path("", include("senro.demo.urls")))
