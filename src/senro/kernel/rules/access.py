"""Who may do what: the table of roles, as data. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

STAFF_ROLES = (
    "admin",
    "manager",
    "vp",
    "cs_ops",
    "csm",
    "specialist",
    "associate",
    "retention",
    "sales",
    "renewal_sales",
    "cs_marketing",
    "pmm",
    "product",
    "contractor",
    "partner",
    "viewer",
)
CUSTOMER_ROLES = ("customer_admin", "decision_maker", "end_user")
LEADERS = frozenset({"admin", "manager", "vp"})
CS_TEAM = frozenset({"csm", "specialist", "associate", "retention"})
SALES = frozenset({"sales", "renewal_sales"})
LIMITED = frozenset({"contractor", "partner"})
NO_NOTES = frozenset({"cs_marketing", "pmm", "product"})

# permission -> (roles anywhere, roles within the own team only)
PERMISSIONS: dict[str, tuple[frozenset[str], frozenset[str]]] = {
    "settings.change": (frozenset({"admin"}), frozenset()),
    "people.change": (frozenset({"admin"}), frozenset()),
    "method.change": (frozenset({"admin", "cs_ops"}), frozenset()),
    "approval.decide": (LEADERS, frozenset()),
    "import.run": (frozenset({"admin", "cs_ops"}), frozenset()),
    "account.change": (LEADERS | {"cs_ops"}, CS_TEAM),
    "case.change": (LEADERS, CS_TEAM),
    "work.reassign": (LEADERS, frozenset()),
    "case.override": (LEADERS, frozenset()),
    "case.returned.change": (LEADERS | SALES, CS_TEAM),
    "task.change": (LEADERS, CS_TEAM | LIMITED),
    "touch.log": (LEADERS | SALES, CS_TEAM),
    # Notes and files beside a thing that they see: whoever may read notes and does not only look.
    "comment.write": (LEADERS | {"cs_ops"} | CS_TEAM | SALES, frozenset()),
    "own.change": (frozenset(STAFF_ROLES) | frozenset(CUSTOMER_ROLES), frozenset()),
}


@dataclass(frozen=True)
class Actor:
    """Who acts: a person with roles and teams, perhaps through a key of a narrower scope."""

    person_id: UUID | None
    roles: frozenset[str]
    team_ids: frozenset[UUID] = frozenset()
    key_id: UUID | None = None
    scope: str = "write"
    locale: str = "ja"

    @property
    def is_system(self) -> bool:
        """True for what Senro does by itself."""
        return self.person_id is None

    def has(self, *roles: str) -> bool:
        """True when the actor holds any of the roles."""
        return not self.roles.isdisjoint(roles)

    @property
    def is_customer(self) -> bool:
        """True for people of a customer, who work for the vendor in no role."""
        return bool(self.roles) and self.roles <= frozenset(CUSTOMER_ROLES)

    @property
    def sees_everything(self) -> bool:
        """False for people who see only what is assigned to them."""
        wide = self.roles - LIMITED - frozenset(CUSTOMER_ROLES) - SALES
        return bool(wide)

    @property
    def sees_notes(self) -> bool:
        """Internal notes stay inside the customer-success and sales teams."""
        return bool(self.roles - NO_NOTES - LIMITED - frozenset(CUSTOMER_ROLES))


SYSTEM = Actor(person_id=None, roles=frozenset({"admin"}))


def allowed(actor: Actor, permission: str, team_id: UUID | None = None) -> bool:
    """May the actor do this, to a thing of this team? Raises KeyError for an unknown permission."""
    anywhere, own_team = PERMISSIONS[permission]
    if actor.scope != "write":
        return False
    if actor.roles & anywhere:
        return True
    if not actor.roles & own_team:
        return False
    return team_id is None or team_id in actor.team_ids
