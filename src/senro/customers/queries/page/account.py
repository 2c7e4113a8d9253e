"""The page of one account, put together."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from senro.kernel.clock import local_day
from senro.kernel.models import Person
from senro.kernel.names import Moment
from senro.kernel.queries.people import organization
from senro.kernel.rules.access import Actor, allowed

from ...models import Account, CustomField
from ...rules import lifecycle
from .contracts import ContractLine, contract_lines
from .people import (
    EndUserCounts,
    LayerGroup,
    SiteLine,
    end_user_counts,
    layer_groups,
    site_lines,
)
from .story import (
    PurposeLine,
    Silence,
    TouchLine,
    account_facts,
    purpose_lines,
    silence_of,
    touch_lines,
)

TOUCHES, FACTS = 20, 50


@dataclass(frozen=True)
class AccountPage:
    """Everything that the page shows; no line of it asks the database again."""

    account: Account
    today: date
    owner: Person | None
    may_change: bool
    may_log: bool
    custom: tuple[tuple[CustomField, Any], ...]
    contracts: tuple[ContractLine, ...]
    mrr: int | None
    next_renewal: date | None
    people: tuple[LayerGroup, ...]
    sites: tuple[SiteLine, ...]
    end_users: EndUserCounts
    purposes: tuple[PurposeLine, ...]
    touches: tuple[TouchLine, ...]
    silence: Silence
    facts: tuple[dict[str, Any], ...]

    @property
    def days_to_renewal(self) -> int | None:
        """Days until the next renewal."""
        return (self.next_renewal - self.today).days if self.next_renewal else None

    @property
    def lifecycle(self) -> str:
        """The status to show: once every contract has ended, the customer has churned."""
        running = any(line.runs for line in self.contracts)
        over = any(line.end is not None and line.end <= self.today for line in self.contracts)
        return lifecycle(self.account.status, running=running, ended=over)

    @property
    def contact_count(self) -> int:
        """Contacts who are still there."""
        return sum(not line.has_left for group in self.people for line in group.people)


def account_page(actor: Actor, account: Account, *, at: datetime) -> AccountPage:
    """The page of an account that came from `visible_accounts` (about 15 queries)."""
    account = Account.objects.select_related("owner", "team", "partner", "parent").get(
        pk=account.pk
    )
    today = local_day(at, organization().timezone)
    contracts = contract_lines(account, today)
    worth = [line.mrr for line in contracts if line.mrr is not None]
    renewals = [line.renewal for line in contracts if line.runs and line.renewal]
    return AccountPage(
        account=account,
        today=today,
        owner=account.owner,
        may_change=allowed(actor, "account.change", account.team_id),
        may_log=allowed(actor, "touch.log", account.team_id),
        custom=_custom(account),
        contracts=contracts,
        mrr=sum(worth) if worth else None,
        next_renewal=min(renewals, default=None),
        people=layer_groups(account, today, notes=actor.sees_notes),
        sites=site_lines(account),
        end_users=end_user_counts(account),
        purposes=purpose_lines(account),
        touches=touch_lines(account, at=at, notes=actor.sees_notes, limit=TOUCHES),
        silence=silence_of(account, Moment(at, today)),
        facts=tuple(account_facts(account, actor, limit=FACTS)),
    )


def _custom(account: Account) -> tuple[tuple[CustomField, Any], ...]:
    fields = CustomField.objects.living().filter(subject="account").order_by("code")
    return tuple((field, account.custom.get(field.code)) for field in fields)
