"""The status overlay of a case (machine C): what may follow what, and who may say so. Pure."""

from __future__ import annotations

from dataclasses import dataclass

# The case is led through its phases.
MOVING = ("active", "at_risk", "relaunching", "extended_onboarding")
# The attempt is complete; somebody still looks after it.
AFTER = ("completed", "watch_stalled", "handover_proposed")
PARKED = ("stalled", "parked_with_cs", "returned_to_sales", "dead_flag_proposed", "dead_flagged")
ENDED = ("handed_over", "renewal_only", "closed_churned", "closed_void")
# Leaving the first attempt for one of these is its failure, whatever comes later.
FAILING = ("parked_with_cs", "returned_to_sales", "dead_flagged")
# What people outside the team are asked to act on.
FOR_SALES = ("returned_to_sales", "relaunching", "dead_flag_proposed")

_CLOSING = ("closed_churned", "closed_void")

TRANSITIONS: dict[str, tuple[str, ...]] = {
    "active": ("at_risk", "stalled", "completed", *_CLOSING),
    "at_risk": ("active", "stalled", "completed", *_CLOSING),
    "relaunching": ("active", "at_risk", "stalled", "completed", *_CLOSING),
    "extended_onboarding": ("stalled", "completed", *_CLOSING),
    "stalled": ("active", "parked_with_cs", "returned_to_sales", *_CLOSING),
    "parked_with_cs": ("relaunching", "dead_flag_proposed", "renewal_only", *_CLOSING),
    "returned_to_sales": ("relaunching", "dead_flag_proposed", *_CLOSING),
    "dead_flag_proposed": ("dead_flagged", *_CLOSING),
    "dead_flagged": ("relaunching", *_CLOSING),
    "completed": ("watch_stalled", "handover_proposed", *_CLOSING),
    "watch_stalled": ("completed", "extended_onboarding", *_CLOSING),
    "handover_proposed": ("handed_over", "completed", "extended_onboarding", *_CLOSING),
    "handed_over": ("closed_churned", "closed_void"),
    "renewal_only": ("closed_churned", "closed_void"),
    "closed_churned": (),
    "closed_void": (),
}


def may_follow(status: str, wanted: str) -> bool:
    """Whether the machine allows the step."""
    return wanted in TRANSITIONS[status]


def sources_of(wanted: str) -> tuple[str, ...]:
    """The statuses from which a status can be reached."""
    return tuple(status for status, following in TRANSITIONS.items() if wanted in following)


@dataclass(frozen=True)
class Step:
    """One verb of the machine: where it leads, the permission it needs, and from where `only`."""

    to: str
    permission: str
    only: tuple[str, ...] = ()


STEPS: dict[str, Step] = {
    "mark_stalled": Step("stalled", "case.change"),
    "recover": Step("active", "case.change"),
    "park_with_cs": Step("parked_with_cs", "case.change"),
    "return_to_sales": Step("returned_to_sales", "case.change"),
    "relaunch": Step("relaunching", "case.returned.change"),
    "propose_dead_flag": Step("dead_flag_proposed", "case.returned.change"),
    "set_dead_flag": Step("dead_flagged", "case.override"),
    "keep_for_renewal": Step("renewal_only", "case.change"),
    "mark_watch_stalled": Step("watch_stalled", "case.change"),
    # Completed by its gate alone: the watch goes on only where it had begun.
    "resume_watch": Step("completed", "case.change", only=("watch_stalled", "handover_proposed")),
    "extend_onboarding": Step("extended_onboarding", "case.change"),
    "propose_handover": Step("handover_proposed", "case.change"),
    "accept_handover": Step("handed_over", "case.change"),
    "close_churned": Step("closed_churned", "case.change"),
    "close_void": Step("closed_void", "case.change"),
}


def may_take(status: str, name: str) -> bool:
    """Whether the machine allows the verb of this name from this status."""
    step = STEPS[name]
    return may_follow(status, step.to) and (not step.only or status in step.only)
