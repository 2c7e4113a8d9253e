"""One question for every operation: who may use it, through which key."""

from __future__ import annotations

import pytest

from senro.api.routes import ROUTES
from senro.api.urls import api
from senro.health.models import Signal
from senro.health.queries import default_model
from senro.kernel.actions import attach_file, write_comment
from senro.kernel.models import Fact
from senro.kernel.rules.bodies import from_yaml
from senro.onboarding.models import Case

pytestmark = pytest.mark.django_db

WRITES = [route for route in ROUTES if route.method != "GET"]
READS = [route for route in ROUTES if route.method == "GET"]
# What a person keeps for themselves: whoever is signed in may.
OWN = {
    "PUT /views/{key}",
    "PUT /me/start-views/{name}",
    "PATCH /me",
    "POST /me/notifications/read",
    "GET /bulk-edits/{id}",
    "DELETE /bulk-edits/{id}",
    "POST /me/recent",
    "PUT /me/favourites/{kind}/{id}",
    "DELETE /me/favourites/{kind}/{id}",
    "PUT /me/today/{item}",
    "DELETE /me/today/{item}",
    "POST /bulk-edits/{id}/redo",
}
# Asks which day is meant.
OF_A_DAY = {"GET /board/changes"}
# Whoever may not import sees no import.
IMPORTS = {
    "GET /imports/{id}",
    *(f"POST /imports/{{id}}/{verb}" for verb in ("cancellation", "commitment", "undo", "redo")),
    "PUT /imports/{id}/mapping",
    "GET /imports/{id}/rejects",
    *(f"{method} /sources/{{key}}" for method in ("GET", "PUT", "DELETE")),
    "POST /sources/{key}/pull",
    # Whoever may not make keys sees only their own.
    "DELETE /api-keys/{id}",
}
# There is none of these before somebody has written it.
LATER = {"GET /cases/{id}/criteria-told", "GET /cases/{id}/outcome"}
# What was sent, word for word: for those who run imports.
OF_THE_OFFICE = {"GET /intake"}
# A plain view, tried in tests/usage.
PLAIN = {("POST", "/events")}
# The method is the team's: who sees only what is theirs is refused.
OF_THE_TEAM = (
    "/method/",
    "/criteria-sets/",
    "/criteria-presets",
    "/products/",
    "/custom-fields/",
    "/teams/",
)
CUSTOM = {"title": "x", "element": "goal", "reason": "x"}
KEYS = {
    "products": "genba",
    "accounts": "ACC-002",
    "contacts": "CT-001",
    "contracts": "K-002",
    "end-users": "EU-001",
    "deals": "D-001",
    "teams": "mm",
}


@pytest.fixture
def address(world, opened_case, admin):
    """The address of an operation upon things that exist, outside a contractor's reach."""
    admin.put("/deals/D-001", {"account": "ACC-002"})
    fact = Fact.objects.filter(verb="customers.deal.saved").get()
    task, other = (
        row["id"] for row in admin.get(f"/cases/{opened_case}/tasks").json()["items"][:2]
    )
    criterion = admin.get(f"/cases/{opened_case}/criteria").json()["items"][0]["code"]

    who = {"subject": Case.objects.get(pk=opened_case), "by": world.actor("admin"), "at": world.at}
    note = write_comment(text="x", **who)
    file = attach_file(stream=[b"x"], name="x", **who)
    waves = admin.post(f"/cases/{opened_case}/waves", {"waves": [{"name": "本社"}]})
    wave = admin.get(f"/cases/{opened_case}/waves").json()["items"][0]
    wish = admin.post(f"/cases/{opened_case}/wishes", {"feature": "集計"}).json()["id"]
    asked = admin.post(f"/cases/{opened_case}/criteria", CUSTOM)
    edit = {"keys": ["ACC-002"], "fields": {"industry": "物流"}}
    bulk = admin.post("/accounts/bulk-edit", edit)
    view = {"list": "accounts", "name": "All", "scope": "all", "query": {}}
    kept = admin.put("/views/all", view)
    body = admin.get("/method/phase_set/standard/versions/1").json()["body"]
    admin.put("/method/phase_set/standard/draft", {"body": body})
    model = from_yaml(default_model())[2]
    admin.put("/method/health_model/standard/draft", {"body": model})
    mapping = admin.post("/intake/mappings", {"kind": "group", "value": "g", "account": "ACC-002"})
    made = {waves.status_code, asked.status_code, bulk.status_code, kept.status_code}
    assert made <= {200, 201}, (asked.content, bulk.content)
    [approval] = admin.get("/approvals").json()["items"]
    signal = Signal.objects.create(
        account=world.account("ACC-002"), kind="usage_drop", severity="stop", title_ja="x",
        title_en="x", opened_at=world.at, created_at=world.at,
    )  # fmt: skip
    ids = {
        "facts": str(fact.id), "signals": str(signal.pk), "comments": str(note.pk), "files": str(file.pk),
        "approvals": approval["id"], "people": str(world.people["csm_mm"].pk), "bulk-edits": bulk.json()["id"], "intake": mapping.json()["id"],
    }  # fmt: skip

    def of(route):
        path = route.path
        kind = path.split("/")[1]
        code = criterion if "/criteria/" in path else "C" if "/purposes/" in path else "P1"
        code = "standard" if kind in ("method", "criteria-sets") else code
        values = {
            "{path:account}": "ACC-002",
            "{path:key}": KEYS.get(kind, ""),
            "{id}": ids.get(kind, opened_case),
            "{code}": code,
            "{task_id}": task,
            "{wish_id}": wish,
            "{subject}": "account",
            "{item}": "nothing",
            "{person_id}": str(world.people["csm_mm"].pk),
            "{other_id}": other,
            "{wave}": wave["id"],
            "{kind}": "phase_set",
            "{number}": "1",
            "{key}": "all",
            "{name}": "mrr",
        }
        for name, value in values.items():
            path = path.replace(name, value)
        return path

    return of


def unlike(expected, caller, address, routes, body=None):
    """Every operation that answers otherwise than expected, with its answer."""
    found = {}
    for route in routes:
        answer = caller.send(route.method, address(route), {} if body is None else body)
        code = answer.json().get("code") if answer.status_code >= 400 else None
        if (answer.status_code, code) != expected:
            found[f"{route.method} {route.path}"] = (answer.status_code, code)
    return found


def test_every_documented_operation_is_asked_here():
    documented = {
        (method.upper(), path.removeprefix("/api/v1"))
        for path, operations in api.get_openapi_schema()["paths"].items()
        for method in operations
    }
    assert {(r.method, r.path.replace("{path:", "{")) for r in ROUTES} | PLAIN == documented


def test_no_operation_answers_without_a_key(caller, address):
    stranger = caller("admin")
    stranger.secret = "sk_" + "x" * 43
    assert unlike((401, "unauthorized"), stranger, address, ROUTES) == {}


def test_a_key_for_events_opens_nothing_else(caller, address):
    assert unlike((403, "scope"), caller("admin", "ingest"), address, ROUTES) == {}


def test_a_key_for_reading_writes_nothing(caller, address):
    before = Fact.objects.count()
    assert unlike((403, "scope"), caller("admin", "read"), address, WRITES) == {}
    assert Fact.objects.count() == before


@pytest.mark.parametrize("role", ["viewer", "marketing", "customer"])
def test_who_only_looks_is_refused_before_any_field_is_read(caller, address, role):
    before = Fact.objects.count()
    writes = [r for r in WRITES if f"{r.method} {r.path}" not in OWN | IMPORTS]
    found = unlike((403, "forbidden"), caller(role), address, writes, {"nonsense": 1})
    if role in ("customer", "marketing"):
        # A customer's own person has the portal; here there is nothing, or nothing to change.
        # Internal notes are not there for CS marketing.
        found = {route: answer for route, answer in found.items() if answer[0] != 404}
    assert found == {}
    assert Fact.objects.count() == before


def test_who_only_looks_may_look_at_everything(caller, address):
    kept = OWN | LATER | OF_THE_OFFICE | IMPORTS | OF_A_DAY
    there = [r for r in READS if f"{r.method} {r.path}" not in kept]
    assert unlike((200, None), caller("viewer", "read"), address, there) == {}


@pytest.mark.parametrize("role", ["contractor", "partner"])
def test_what_is_not_theirs_is_not_there_for_contractors_and_partners(caller, address, role):
    named = [r for r in ROUTES if "{" in r.path and not r.path.startswith("/metrics/")]
    shared = [r for r in named if r.path.startswith(OF_THE_TEAM)]
    own = [r for r in named if r.path.startswith("/views/")]
    theirs = [r for r in named if r not in shared and r not in own]
    assert unlike((404, "not_found"), caller(role), address, theirs) == {}
    shared = [r for r in shared if "/schemas/" not in r.path]
    assert unlike((403, "forbidden"), caller(role), address, shared) == {}


@pytest.mark.parametrize(
    "made_up", ["01990000-0000-7000-8000-000000000404", "nonsense", "7", "%00"]
)
def test_an_id_of_nothing_and_a_malformed_one_are_404(admin, made_up):
    def address(route):
        path = route.path.replace("{id}", made_up).replace("{task_id}", made_up)
        return path.replace("{code}", "P1")

    routes = [route for route in ROUTES if "{id}" in route.path]
    assert unlike((404, "not_found"), admin, address, routes) == {}
