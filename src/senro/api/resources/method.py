"""The method as data: parts, drafts, publications, what changes and whom it touches."""

from __future__ import annotations

from typing import Any

from ninja import Router

from senro.kernel.access import require
from senro.kernel.actions import discard_draft, publish, save_draft
from senro.kernel.errors import Conflict, Forbidden, Invalid, Missing
from senro.kernel.locales import locale
from senro.kernel.models import Version
from senro.kernel.queries.versions import draft_of, history_of
from senro.kernel.versions import KINDS, problems
from senro.onboarding import actions
from senro.onboarding.models import Case
from senro.onboarding.queries.impact import method_impact
from senro.onboarding.queries.past_cases import Past, method_past
from senro.programs.queries import base_of, change_dict, changes_between, state_of

from ..bodies import read
from ..bodies_method import Draft, Publication, UpgradeMany
from ..ids import key_of, uuid_of
from ..problems import field_errors, reason_dict
from ..requests import ApiRequest
from ..routes import reads, writes
from ..shapes_method import (
    MethodDiff,
    MethodDraft,
    MethodImpact,
    MethodSchema,
    MethodVersion,
    MethodVersions,
    UpgradedCases,
)
from ..short_lists import lists
from ..versions import if_match
from .cases.base import cases as visible
from .cases.playbook import phase_set_version

router = Router(tags=["Method"])


@lists(router, "/method", MethodVersions, query=("kind",))
def list_method(request: ApiRequest) -> dict[str, Any]:
    """Every part: what holds now, what will hold later, and drafts; without the bodies."""
    may_read(request)
    rows = Version.objects.living().order_by("kind", "code", "number")
    kind = request.GET.get("kind")
    found = rows.filter(kind=kind) if kind else rows.filter(kind__in=list(KINDS))
    items = [_shown(request, row) for row in found.defer("body")]
    return {"items": [one for one in items if one["state"] != "past"]}


@reads(router, "/method/schemas/{kind}", MethodSchema)
def get_schema(request: ApiRequest, kind: str) -> dict[str, Any]:
    """The JSON Schema of a kind of parts."""
    return {"json_schema": _kind(kind).schema}


@lists(router, "/method/{kind}/{code}/versions", MethodVersions)
def list_versions(request: ApiRequest, kind: str, code: str) -> dict[str, Any]:
    """All published versions of one part, newest first."""
    may_read(request)
    rows = history_of(_kind(kind).name, key_of(code)).defer("body")
    return {"items": [_shown(request, row) for row in rows]}


@reads(router, "/method/{kind}/{code}/versions/{number}", MethodVersion)
def get_version(request: ApiRequest, kind: str, code: str, number: str) -> dict[str, Any]:
    """One published version with its body."""
    may_read(request)
    return _shown(request, _version(kind, code, number), body=True)


@reads(router, "/method/{kind}/{code}/draft", MethodDraft)
def get_draft(request: ApiRequest, kind: str, code: str) -> dict[str, Any]:
    """The draft, and everything that still keeps it from being published."""
    may_read(request)
    return draft_shown(request, _draft(kind, code))


@writes(router, "PUT", "/method/{kind}/{code}/draft", MethodDraft, takes=Draft)
def put_draft(request: ApiRequest, kind: str, code: str) -> dict[str, Any]:
    """Keep a draft. It may be wrong: `problems` says where, with path and reason."""
    require(request.actor, "method.change")
    name, key = _kind(kind).name, key_of(code)
    body = read(request, Draft).body
    based_on = if_match(request)
    draft = save_draft(kind=name, code=key, body=body, if_version=based_on, **_who(request))
    return draft_shown(request, draft)


@writes(router, "DELETE", "/method/{kind}/{code}/draft", MethodVersions)
def delete_draft(request: ApiRequest, kind: str, code: str) -> dict[str, Any]:
    """Throw the draft away; what is published stays."""
    require(request.actor, "method.change")
    discard_draft(kind=_kind(kind).name, code=key_of(code), **_who(request))
    return list_versions(request, kind=kind, code=code)


@writes(
    router, "POST", "/method/{kind}/{code}/publication", MethodVersion, takes=Publication,
    created=True,
)  # fmt: skip
def publish_draft(request: ApiRequest, kind: str, code: str) -> Any:
    """Make the draft an immutable version, from now or from a later instant.

    422 names every wrong place. Running cases keep what they were promised.
    """
    require(request.actor, "method.change")
    name, key = _kind(kind).name, key_of(code)
    body = read(request, Publication)
    version = publish(
        kind=name, code=key, note=body.note, effective_from=body.effective_from, **_who(request)
    )
    return _shown(request, version, body=True), 201


@reads(router, "/method/{kind}/{code}/diff", MethodDiff, query=("against",))
def get_diff(request: ApiRequest, kind: str, code: str) -> dict[str, Any]:
    """What the draft changes, in words; without a draft what the newest version changed."""
    may_read(request)
    name, key, language = _kind(kind).name, key_of(code), locale()
    draft = draft_of(name, key)
    newest = list(history_of(name, key)[:2])
    after = draft or (newest[0] if newest else None)
    if after is None:
        raise Missing()
    against = request.GET.get("against")
    if against:
        base: Version | None = _version(kind, code, against)
    else:
        earlier = newest[1] if len(newest) > 1 else None
        base = base_of(draft, request.at) if draft else earlier
    changes = changes_between(base.body if base else {}, after.body)
    return {
        "base": base.number if base else 0,
        "items": [change_dict(one, language) for one in changes],
    }


def _past_cases(past: Past) -> list[dict[str, Any]]:
    return [
        {"id": str(one.case_id), "account": one.key, "name": one.name, "answer": one.answer,
         "items": list(one.items)}
        for one in past.cases
    ]  # fmt: skip


@reads(router, "/method/{kind}/{code}/impact", MethodImpact)
def get_impact(request: ApiRequest, kind: str, code: str) -> dict[str, Any]:
    """Which running cases the draft is about, and whose gate would open, close or be unknown.

    `past`: of a phase or criteria set, which complete cases would have passed it, by what was
    written down then.
    """
    may_read(request)
    draft = _draft(kind, code)
    wrong = problems(draft.kind, draft.body)
    if wrong:
        raise Invalid(*wrong)
    found = method_impact(request.actor, draft, at=request.at)
    past = method_past(request.actor, draft, at=request.at)
    return {
        "running": found.running,
        "past": past and {"tried": past.tried, **past.counts, "cases": _past_cases(past)},
        **found.counts,
        "cases": [
            {
                "id": str(one.case_id),
                "account": one.key,
                "name": one.name,
                "phase": one.phase,
                "to": one.to or None,
                "change": one.change,
                "items": list(one.items),
            }
            for one in found.cases
        ],
        "more": found.more,
    }


@writes(
    router, "POST", "/method/phase_set/{code}/versions/{number}/upgrades", UpgradedCases,
    takes=UpgradeMany,
)  # fmt: skip
def upgrade_cases(request: ApiRequest, code: str, number: str) -> dict[str, Any]:
    """Lead these cases on by this version, each for itself; those that cannot say why."""
    may_read(request)
    require(request.actor, "case.change")
    version = phase_set_version(key_of(code), _number(number))
    ids = list(dict.fromkeys(read(request, UpgradeMany).cases))
    items = []
    for id in ids:
        case = _case(request, id)
        status, reasons = _upgraded(request, case, version) if case else ("not_found", [])
        items.append({"id": id, "status": status, "reasons": reasons})
    return {"items": items}


def _case(request: ApiRequest, id: str) -> Case | None:
    try:
        return visible(request).filter(pk=uuid_of(id)).first()
    except Missing:
        return None


def _upgraded(request: ApiRequest, case: Case, version: Version) -> tuple[str, list[Any]]:
    try:
        actions.upgrade_case(case=case, version=version, **_who(request))
    except Conflict as refused:
        return refused.code, [reason_dict(reason) for reason in refused.reasons]
    except Forbidden as refused:
        return refused.code, []
    return "upgraded", []


def may_read(request: ApiRequest) -> None:
    """Raise Forbidden: the method is for the team: who sees only what is theirs does not read it."""
    if not request.actor.sees_everything:
        raise Forbidden()


def _kind(kind: str) -> Any:
    if kind not in KINDS or not KINDS[kind].schema:
        raise Missing()
    return KINDS[kind]


def _number(text: str) -> int:
    if not text.isascii() or not text.isdigit() or len(text) > 6:
        raise Missing()
    return int(text)


def _version(kind: str, code: str, number: str) -> Version:
    found = history_of(_kind(kind).name, key_of(code)).filter(number=_number(number)).first()
    if found is None:
        raise Missing()
    return found


def _draft(kind: str, code: str) -> Version:
    found = draft_of(_kind(kind).name, key_of(code))
    if found is None:
        raise Missing()
    return found


def draft_shown(request: ApiRequest, draft: Version) -> dict[str, Any]:
    """A draft with what still keeps it from being published."""
    wrong = problems(draft.kind, draft.body)
    return {"draft": _shown(request, draft, body=True), "problems": field_errors(wrong)}


def _shown(request: ApiRequest, row: Version, *, body: bool = False) -> dict[str, Any]:
    return {
        "kind": row.kind,
        "code": row.code,
        "number": row.number,
        "state": state_of(row, request.at),
        "note": row.note,
        "digest": row.digest,
        "published_at": row.published_at,
        "effective_from": row.effective_from,
        "version": row.version,
        "body": row.body if body else None,
    }


def _who(request: ApiRequest) -> dict[str, Any]:
    return {"by": request.actor, "at": request.at}
