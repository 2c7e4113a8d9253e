"""What was sold: products, deals, contracts and their terms over time."""

from __future__ import annotations

from django.db import models

from senro.kernel.models import LIVING, Row

from .accounts import Account, Partner

# Customers set it up on their own, or self-onboarding only helps beside the meetings.
SELF_ONBOARDING = ("aid", "full")


class Product(Row):
    """A product of the vendor."""

    key = models.CharField(max_length=100)
    name = models.CharField(max_length=200)
    self_onboarding = models.CharField(max_length=10, default="aid")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(self_onboarding__in=SELF_ONBOARDING),
                name="product_self_onboarding_known",
            ),
            models.UniqueConstraint(fields=["key"], condition=LIVING, name="product_key_once"),
        ]


class Deal(Row):
    """A sale on its way or won, as the CRM knows it."""

    key = models.CharField(max_length=100)
    account = models.ForeignKey(Account, models.PROTECT, related_name="deals")
    name = models.CharField(max_length=200, default="", blank=True)
    stage = models.CharField(max_length=50, default="", blank=True)
    amount = models.BigIntegerField(null=True, blank=True)
    lead_on = models.DateField(null=True, blank=True)
    won_on = models.DateField(null=True, blank=True)
    owner = models.CharField(max_length=254, default="", blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["key"], condition=LIVING, name="deal_key_once"),
        ]


class Contract(Row):
    """A contract for one product. `mrr` is in minor units a month, without tax."""

    DATED = frozenset({"quota_used"})

    key = models.CharField(max_length=100)
    account = models.ForeignKey(Account, models.PROTECT, related_name="contracts")
    product = models.ForeignKey(Product, models.PROTECT, related_name="contracts")
    plan = models.CharField(max_length=100, default="", blank=True)
    mrr = models.BigIntegerField()
    seats = models.PositiveIntegerField(null=True, blank=True)
    quota = models.BigIntegerField(null=True, blank=True)
    quota_used = models.BigIntegerField(null=True, blank=True)
    start = models.DateField()
    renewal = models.DateField(null=True, blank=True)
    end = models.DateField(null=True, blank=True)
    end_reason = models.CharField(max_length=200, default="", blank=True)
    lead_on = models.DateField(null=True, blank=True)
    won_on = models.DateField(null=True, blank=True)
    deal_owner = models.CharField(max_length=254, default="", blank=True)
    partner = models.ForeignKey(Partner, models.PROTECT, null=True, blank=True, related_name="+")
    bundled_with = models.CharField(max_length=200, default="", blank=True)
    custom = models.JSONField(default=dict, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["key"], condition=LIVING, name="contract_key_once"),
            models.CheckConstraint(condition=models.Q(mrr__gte=0), name="contract_mrr_positive"),
            models.CheckConstraint(
                condition=models.Q(end__isnull=True) | models.Q(end__gte=models.F("start")),
                name="contract_ends_after_start",
            ),
        ]
        indexes = [models.Index(fields=["account", "start", "end"], name="contract_account")]


class ContractTerm(Row):
    """MRR, seats and quota of a contract from a day (inclusive) until another (exclusive)."""

    contract = models.ForeignKey(Contract, models.PROTECT, related_name="terms")
    mrr = models.BigIntegerField()
    seats = models.PositiveIntegerField(null=True, blank=True)
    quota = models.BigIntegerField(null=True, blank=True)
    since = models.DateField()
    until = models.DateField(null=True, blank=True)
    # new / expansion / contraction / same, against the term before
    movement = models.CharField(max_length=12)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["contract", "since"], condition=LIVING, name="contract_term_once"
            ),
        ]


class CustomField(Row):
    """A field that a team adds to accounts, contacts, contracts or cases."""

    subject = models.CharField(max_length=20)
    code = models.CharField(max_length=60)
    type = models.CharField(max_length=10)
    label_ja = models.CharField(max_length=100)
    label_en = models.CharField(max_length=100)
    options = models.JSONField(default=list, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["subject", "code"], condition=LIVING, name="custom_field_once"
            ),
        ]
