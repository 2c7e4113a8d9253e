"""What `senro doctor` asks of contracts: today's terms are those of the dated rows."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.db.models import F, OuterRef, Q, Subquery
from django.utils.translation import gettext_lazy as _

from senro.kernel.doctor import Finding, check
from senro.kernel.queries.calendar import local_day_of

from .models import Contract, ContractTerm

SHOWN = 20


@check("contracts", _("Contracts agree with their dated terms"))
def contracts_and_their_terms(at: datetime, machine: datetime) -> Iterator[Finding]:
    """The monthly revenue on a contract is that of the term in force, or of the nearest one."""
    day = local_day_of(at)
    terms = ContractTerm.objects.living().filter(contract=OuterRef("pk"))
    begun = terms.filter(since__lte=day).order_by("-since").values("mrr")[:1]
    found = Contract.objects.living().annotate(dated=Subquery(begun))
    wrong = found.filter(Q(dated__isnull=False) & ~Q(mrr=F("dated"))).order_by("pk")
    for contract in wrong[:SHOWN]:
        words = _("Contract %(key)s says %(kept)s a month, its dated term %(dated)s.")
        yield Finding(words % {"key": contract.key, "kept": contract.mrr, "dated": contract.dated})
