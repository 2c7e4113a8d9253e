"""What the rule editor asks while somebody types; a page of its own without a script."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from senro.console.customers.shared import staff_only
from senro.console.onboarding.views.common import is_htmx
from senro.kernel import names
from senro.kernel.errors import Missing
from senro.kernel.locales import locale
from senro.kernel.rules.language.names import MAX_LENGTH

from .reading import SUBJECTS, read_rule, words_for


def _asked(request: Any) -> tuple[str, str]:
    staff_only(request)
    subject = request.GET.get("subject", "case")
    if subject not in SUBJECTS:
        raise Missing()
    return subject, request.GET.get("text", "")[: 2 * MAX_LENGTH]


@require_safe
def reading(request: Any) -> HttpResponse:
    """The rule in words, what is wrong, how many match: a fragment for the editor, else a page."""
    subject, text = _asked(request)
    found = read_rule(request.actor, subject, text, request.at) if text.strip() else None
    context: dict[str, Any] = {"reading": found, "subject": subject, "text": text}
    if is_htmx(request):
        return render(request, "console/rules/reading.html", context)
    context["names"] = sorted(
        (name.code, name.title(locale()), name.type) for name in names.words_of(subject).values()
    )
    status = 422 if found and found.trouble else 200
    return render(request, "console/rules/page.html", context, status=status)


@require_safe
def words(request: Any) -> HttpResponse:
    """Names, functions and words that fit at the cursor, as JSON."""
    subject, text = _asked(request)
    at = request.GET.get("at", "")
    position = int(at) if at.isascii() and at.isdigit() and len(at) < 6 else len(text)
    return JsonResponse({"words": words_for(subject, text, min(position, len(text)))})
