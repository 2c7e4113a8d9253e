"""Accounts and the people in them."""

from __future__ import annotations

from django.db import models

from senro.kernel.models import LIVING, Row

TIERS = ("ENT", "MM", "SMB")
LAYERS = ("decision_maker", "admin", "site_manager", "end_user")


class Partner(Row):
    """A reseller."""

    key = models.CharField(max_length=100)
    name = models.CharField(max_length=200)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["key"], condition=LIVING, name="partner_key_once"),
        ]


class Account(Row):
    """A customer of the vendor."""

    key = models.CharField(max_length=100)
    name = models.CharField(max_length=200)
    kana = models.CharField(max_length=200, default="", blank=True)
    industry = models.CharField(max_length=100, default="", blank=True)
    business_type = models.CharField(max_length=100, default="", blank=True)
    tier = models.CharField(max_length=3, default="", blank=True)
    employees = models.PositiveIntegerField(null=True, blank=True)
    employees_nonregular = models.PositiveIntegerField(null=True, blank=True)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children"
    )
    buying_type = models.CharField(max_length=20, default="", blank=True)
    channel = models.CharField(max_length=20, default="", blank=True)
    partner = models.ForeignKey(Partner, models.PROTECT, null=True, blank=True, related_name="+")
    owner = models.ForeignKey("kernel.Person", models.PROTECT, null=True, related_name="+")
    team = models.ForeignKey("kernel.Team", models.PROTECT, null=True, related_name="+")
    crm_id = models.CharField(max_length=100, default="", blank=True)
    status = models.CharField(max_length=20, default="onboarding")
    custom = models.JSONField(default=dict, blank=True)
    # Where it went when it turned out to be the same customer as another account.
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="merged"
    )
    # key, name and kana folded to one form, so that search finds 2-character names anywhere.
    search = models.TextField(default="", blank=True)

    DATED = frozenset({"tier", "status"})

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["key"], condition=LIVING, name="account_key_once"),
            models.CheckConstraint(
                condition=models.Q(tier__in=["", *TIERS]), name="account_tier_known"
            ),
        ]
        indexes = [
            # With what is searched, so that neither a page nor a search reads the rows it skips.
            # SQLite takes an index for enough only where it holds `undone_at` too.
            models.Index(
                fields=["name", "id", "search", "undone_at"],
                condition=LIVING,
                name="account_name_living",
            ),
            models.Index(
                fields=["tier", "name", "id", "undone_at"],
                condition=LIVING,
                name="account_tier_living",
            ),
            # In the order of the keys, as the values of metrics are kept: a rule over everybody
            # goes through both side by side, and opens no row for what most rules ask.
            models.Index(
                fields=["id", "tier", "status", "employees", "undone_at"],
                condition=LIVING,
                name="account_rules_living",
            ),
            models.Index(fields=["industry", "undone_at"], name="account_industry"),
            models.Index(fields=["owner"], name="account_owner"),
        ]


class Site(Row):
    """A place or department of a customer."""

    account = models.ForeignKey(Account, models.PROTECT, related_name="sites")
    name = models.CharField(max_length=200)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["account", "name"], condition=LIVING, name="site_name_once"
            ),
        ]


def tombstone_of(person: Contact | EndUser) -> str:
    """The key of a person whose personal data was erased: all that stays beside the row."""
    return f"erased-{person.pk}"


class Contact(Row):
    """A person at a customer whom we talk to."""

    PERSONAL = frozenset({"name", "kana", "title", "email", "phone", "handover_note", "custom"})

    key = models.CharField(max_length=200)
    account = models.ForeignKey(Account, models.PROTECT, related_name="contacts")
    name = models.CharField(max_length=100)
    kana = models.CharField(max_length=100, default="", blank=True)
    layer = models.CharField(max_length=20)
    title = models.CharField(max_length=100, default="", blank=True)
    email = models.CharField(max_length=254, default="", blank=True)
    phone = models.CharField(max_length=50, default="", blank=True)
    is_champion = models.BooleanField(default=False)
    sales_has_relation = models.BooleanField(default=False)
    featured_in_case_study = models.BooleanField(default=False)
    left_on = models.DateField(null=True, blank=True)
    successor = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="+")
    handover_note = models.TextField(default="", blank=True)
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="merged"
    )
    custom = models.JSONField(default=dict, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["key"], condition=LIVING, name="contact_key_once"),
            models.CheckConstraint(
                condition=models.Q(layer__in=LAYERS), name="contact_layer_known"
            ),
        ]
        indexes = [models.Index(fields=["account", "layer"], name="contact_account")]

    @property
    def erased(self) -> bool:
        """Whether nothing personal is left of it."""
        return self.key == tombstone_of(self)


class EndUser(Row):
    """Somebody at a customer who uses the product. May have no e-mail."""

    PERSONAL = frozenset({"name", "email", "employee_no", "custom"})
    DATED = frozenset({"registration_method", "site_id"})
    DATED_IF_SAID = frozenset({"email"})

    key = models.CharField(max_length=300)
    account = models.ForeignKey(Account, models.PROTECT, related_name="end_users")
    employee_no = models.CharField(max_length=100, default="", blank=True)
    site = models.ForeignKey(Site, models.PROTECT, null=True, blank=True, related_name="end_users")
    name = models.CharField(max_length=100, default="", blank=True)
    email = models.CharField(max_length=254, default="", blank=True)
    employment = models.CharField(max_length=30, default="", blank=True)
    registration_method = models.CharField(max_length=30, default="", blank=True)
    invited_at = models.DateTimeField(null=True, blank=True)
    first_login_at = models.DateTimeField(null=True, blank=True)
    custom = models.JSONField(default=dict, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["key"], condition=LIVING, name="end_user_key_once"),
        ]
        indexes = [models.Index(fields=["account", "registration_method"], name="end_user_account")]

    @property
    def erased(self) -> bool:
        """Whether nothing personal is left of it."""
        return self.key == tombstone_of(self)


class AccountPurpose(Row):
    """Why a customer bought: one of several, in order, from a moment until another."""

    DATED = frozenset({"rank"})

    account = models.ForeignKey(Account, models.PROTECT, related_name="purposes")
    code = models.CharField(max_length=20)
    rank = models.PositiveSmallIntegerField(default=1)
    source = models.CharField(max_length=20, default="customer")
    added_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["account", "code"],
                condition=LIVING & models.Q(ended_at__isnull=True),
                name="account_purpose_once",
            ),
        ]


class Touch(Row):
    """Any contact with a customer. Inbound ones end silence."""

    PERSONAL = frozenset({"note"})

    account = models.ForeignKey(Account, models.PROTECT, related_name="touches")
    contact = models.ForeignKey(Contact, models.PROTECT, null=True, blank=True, related_name="+")
    person = models.ForeignKey("kernel.Person", models.PROTECT, null=True, related_name="+")
    direction = models.CharField(max_length=10)
    channel = models.CharField(max_length=20)
    at = models.DateTimeField()
    note = models.TextField(default="", blank=True)
    # What made it (a meeting, a declaration), by kind and id: those live higher up.
    source_kind = models.CharField(max_length=40, default="", blank=True)
    source_id = models.UUIDField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(direction__in=["inbound", "outbound"]), name="touch_direction"
            ),
        ]
        indexes = [models.Index(fields=["account", "direction", "-at"], name="touch_account")]
