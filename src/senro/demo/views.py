"""One-click sign-in of the sample company. Served only where SENRO_DEMO is on."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth import login
from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET

from senro.kernel.models import Person

SALT = "senro.demo.sign-in"


def token_for(person: Person) -> str:
    """The unguessable end of a person's sign-in link."""
    return signing.Signer(salt=SALT).sign_object(str(person.pk))


@require_GET
def sign_in(request: HttpRequest, token: str) -> HttpResponse:
    """GET signs in: convenient for a sample company, and impossible anywhere else."""
    if not settings.DEMO:
        raise Http404
    try:
        key = signing.Signer(salt=SALT).unsign_object(token)
    except signing.BadSignature as error:
        raise Http404 from error
    person = Person.objects.filter(pk=key, is_active=True).first()
    if person is None:
        raise Http404
    login(request, person, backend="allauth.account.auth_backends.AuthenticationBackend")
    return redirect("/")
