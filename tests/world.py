"""One small world that tests share: two teams, a person of every role, a few customers.

Its rows are put straight into the tables, so that the first fact in a test is the test's own.
`world` is a fixture of tests/conftest.py; `world.actor("csm_mm")` acts, `world.account("ACC-001")`
is a customer.

    ACC-001 青空フーズ        ENT  team ent, csm_ent    contract K-001 (500 seats), two purposes, people
    ACC-002 みどり物流        MM   team mm,  csm_mm     contract K-002
    ACC-003 ハル建設          MM   team mm,  contractor contract K-003 sold by partner P-01
    ACC-004 アトラス・ジャパン SMB  nobody               no contract
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

from senro.customers.models import (
    Account,
    AccountPurpose,
    Contact,
    Contract,
    ContractTerm,
    EndUser,
    Partner,
    Product,
    Site,
)
from senro.customers.rules import search_text
from senro.kernel.models import Membership, Organization, Person, Team
from senro.kernel.queries import actor_of
from senro.kernel.rules.access import SYSTEM, Actor
from senro.programs.actions import publish_default_method
from tests.replay import replayed

# Friday noon in Tokyo.
AT = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)
LONG_AGO = datetime(2025, 1, 1, tzinfo=UTC)

PEOPLE = {
    "admin": (["admin"], None),
    "manager": (["manager"], None),
    "cs_ops": (["cs_ops"], None),
    "csm_ent": (["csm"], "ent"),
    "csm_mm": (["csm"], "mm"),
    "specialist_mm": (["specialist"], "mm"),
    "sales": (["sales"], None),
    "marketing": (["cs_marketing"], None),
    "contractor": (["contractor"], "mm"),
    "partner": (["partner"], None),
    "viewer": (["viewer"], None),
    "customer": (["customer_admin"], None),
}


@dataclass
class World:
    """The rows by their short names."""

    at: datetime = AT
    today: date = date(2026, 11, 20)
    teams: dict[str, Team] = field(default_factory=dict)
    people: dict[str, Person] = field(default_factory=dict)
    accounts: dict[str, Account] = field(default_factory=dict)
    contracts: dict[str, Contract] = field(default_factory=dict)
    contacts: dict[str, Contact] = field(default_factory=dict)
    partner: Any = None
    product: Any = None

    def actor(self, name: str, at: datetime | None = None) -> Actor:
        """The person as an actor, with the teams of that moment."""
        return actor_of(self.people[name], at=at or self.at)

    def account(self, key: str) -> Account:
        """A fresh copy of a customer."""
        return Account.objects.get(pk=self.accounts[key].pk)

    def contract(self, key: str) -> Contract:
        """A fresh copy of a contract."""
        return Contract.objects.get(pk=self.contracts[key].pk)

    def email(self, name: str) -> str:
        """The e-mail address of a person."""
        return self.people[name].email


def build_world() -> World:
    """Make the rows. Leaves no facts."""
    Organization.objects.update_or_create(pk=1, defaults={"name": "株式会社ゲンバルーム"})
    return replayed("world", _build)


def publish_method(at: datetime) -> None:
    """The default method, published then: as by `publish_default_method`, but quicker."""
    replayed(("method", at), lambda: _published(at))


def _published(at: datetime) -> None:
    publish_default_method(by=SYSTEM, at=at)


def _build() -> World:
    world = World()
    for key, name in (("ent", "エンタープライズ"), ("mm", "ミッドマーケット")):
        world.teams[key] = Team.objects.create(key=key, name=name, created_at=LONG_AGO)
    for name, (roles, team) in PEOPLE.items():
        _person(world, name, roles, team)
    world.partner = Partner.objects.create(key="P-01", name="東京販売", created_at=LONG_AGO)
    world.product = Product.objects.create(key="genba", name="ゲンバルーム", created_at=LONG_AGO)
    _accounts(world)
    _contracts(world)
    _people_of_the_first(world)
    Person.objects.filter(pk=world.people["partner"].pk).update(partner_key="P-01")
    Person.objects.filter(pk=world.people["customer"].pk).update(account_key="ACC-001")
    for name in ("partner", "customer"):
        world.people[name].refresh_from_db()
    return world


def _person(world: World, name: str, roles: list[str], team: str | None) -> None:
    person = Person(
        email=f"{name}@example.jp", name=name, roles=roles, created_at=LONG_AGO, locale="en"
    )
    person.set_unusable_password()
    person.save()
    world.people[name] = person
    if team:
        Membership.objects.create(
            person=person, team=world.teams[team], since=LONG_AGO, created_at=LONG_AGO
        )


def _accounts(world: World) -> None:
    rows = (
        (
            "ACC-001",
            "青空フーズ株式会社",
            "アオゾラフーズ",
            "ENT",
            "食品製造",
            "csm_ent",
            "ent",
            1200,
        ),
        ("ACC-002", "みどり物流(株)", "ミドリブツリュウ", "MM", "物流・運輸", "csm_mm", "mm", 300),
        ("ACC-003", "㈱ハル建設", "ハルケンセツ", "MM", "建設・設備", "contractor", "mm", 150),
        ("ACC-004", "アトラス・ジャパン合同会社", "", "SMB", "", None, None, None),
    )
    for key, name, kana, tier, industry, owner, team, employees in rows:
        sold_by_partner = key == "ACC-003"
        world.accounts[key] = Account.objects.create(
            key=key,
            name=name,
            kana=kana,
            tier=tier,
            industry=industry,
            employees=employees,
            owner=world.people[owner] if owner else None,
            team=world.teams[team] if team else None,
            channel="partner" if sold_by_partner else "direct",
            partner=world.partner if sold_by_partner else None,
            search=search_text(key, name, kana),
            created_at=LONG_AGO,
        )


def _contracts(world: World) -> None:
    rows = (
        ("K-001", "ACC-001", 400_000, 500, 12_000, date(2026, 10, 1), date(2027, 10, 1)),
        ("K-002", "ACC-002", 120_000, 100, None, date(2026, 9, 1), date(2027, 9, 1)),
        ("K-003", "ACC-003", 80_000, None, 3_000, date(2026, 8, 15), date(2027, 8, 15)),
    )
    for key, account, mrr, seats, quota, start, renewal in rows:
        contract = Contract.objects.create(
            key=key,
            account=world.accounts[account],
            product=world.product,
            mrr=mrr,
            seats=seats,
            quota=quota,
            quota_used=quota // 2 if quota else None,
            start=start,
            renewal=renewal,
            created_at=LONG_AGO,
        )
        ContractTerm.objects.create(
            contract=contract,
            mrr=mrr,
            seats=seats,
            quota=quota,
            since=start,
            movement="new",
            created_at=LONG_AGO,
        )
        world.contracts[key] = contract


def _people_of_the_first(world: World) -> None:
    account = world.accounts["ACC-001"]
    rows = (
        ("CT-001", "山田 太郎", "decision_maker", True),
        ("CT-002", "佐藤 花子", "admin", False),
        ("CT-003", "鈴木 次郎", "site_manager", False),
    )
    for key, name, layer, champion in rows:
        world.contacts[key] = Contact.objects.create(
            key=key,
            account=account,
            name=name,
            layer=layer,
            email=f"{key.lower()}@aozora.example",
            is_champion=champion,
            created_at=LONG_AGO,
        )
    site = Site.objects.create(account=account, name="川崎工場", created_at=LONG_AGO)
    for number in range(1, 5):
        EndUser.objects.create(
            key=f"EU-{number:03}",
            account=account,
            site=site,
            employee_no=f"{number:05}",
            name=f"現場 {number}",
            email=f"eu{number}@aozora.example" if number <= 2 else "",
            registration_method="email" if number <= 2 else "qr_card" if number == 3 else "",
            first_login_at=AT if number == 1 else None,
            created_at=LONG_AGO,
        )
    for rank, code in enumerate(("A", "C"), start=1):
        AccountPurpose.objects.create(
            account=account, code=code, rank=rank, added_at=LONG_AGO, created_at=LONG_AGO
        )
