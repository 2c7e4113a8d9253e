"""What requests about cases send."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from .bodies import Body
from .moments import Day, Instant

Key = Annotated[str, Field(min_length=1, max_length=300)]
Words = Annotated[str, Field(min_length=1, max_length=10_000)]
Minutes = Annotated[int, Field(ge=0, le=100_000)]
Temperature = Annotated[int, Field(ge=1, le=5)]


class OpenCase(Body):
    """A case for a won contract. It starts at P1, or waits at `intake`."""

    account: Key
    contract: Key | None = None
    started: Day
    owner: Annotated[str, Field(max_length=254, description="E-mail of a colleague.")] | None = None
    phase: Annotated[str, Field(min_length=1, max_length=20)] = "P1"
    shared_kickoff: bool | None = None


class Replan(Body):
    """One date of the plan: a task's day, or the planned end of a phase."""

    task: Annotated[str, Field(max_length=64)] | None = None
    phase: Annotated[str, Field(max_length=20)] | None = None
    to: Day
    reason: Annotated[str, Field(max_length=10_000)] = ""
    dry_run: bool = False


class SharedKickoff(Body):
    """A kickoff of another case of the customer, and whether what it confirmed counts here."""

    meeting: Annotated[str, Field(max_length=64)]
    counts: bool = False


class Override(Body):
    """A manager passes a closed gate, and says why."""

    reason: Words


class Complete(Body):
    """Nothing, or an override."""

    override: Override | None = None


class CaseFields(Body):
    """What is changed of a case where it stands: keenness (1 to 5) and the target's day."""

    temperature: Temperature | None = None
    target_end: Day | None = None


class Because(Body):
    """Why."""

    reason: Words


class MaybeBecause(Body):
    """Why, if there is something to say."""

    reason: Annotated[str, Field(max_length=10_000)] = ""


class RankedPurpose(Body):
    """How important this purpose is for the customer: 1 is first."""

    rank: Annotated[int, Field(ge=1, le=99)] | None = None


class Structure(Body):
    """Who at the customer stands for the project (keys of contacts)."""

    owner: Key | None = None
    sponsor: Key | None = None
    site_leads: Annotated[list[Key], Field(max_length=200)] | None = None


class MeetingIn(Body):
    """A meeting that was held."""

    kind: str
    held_at: Instant
    contact: Key | None = None
    direction: Literal["inbound", "outbound"] = "inbound"
    channel: Annotated[str, Field(max_length=20)] | None = None
    minutes_explained: Minutes | None = None
    minutes_heard: Minutes | None = None
    confirmed: Annotated[list[str], Field(max_length=20)] | None = None
    temperature: Temperature | None = None
    notes: Annotated[str, Field(max_length=100_000)] | None = None


class TaskIn(Body):
    """Something to do."""

    title: Annotated[str, Field(min_length=1, max_length=300)]
    side: Literal["vendor", "customer"] = "vendor"
    phase: Annotated[str, Field(max_length=20)] | None = None
    due: Day | None = None
    owner: Annotated[str, Field(max_length=254)] | None = None
    contact: Key | None = None
    touch: Literal["high", "low", "self"] = "high"
    minutes: Annotated[int, Field(ge=0, le=10_080)] | None = None


class TaskChange(Body):
    """Done or open again, another name, another day, another owner."""

    done: bool | None = None
    title: Annotated[str, Field(min_length=1, max_length=300)] | None = None
    due: Day | None = None
    owner: Annotated[str, Field(max_length=254)] | None = None


class Evidence(Body):
    """What somebody vouches for."""

    evidence: Words


class Step(Body):
    """One dated step after onboarding."""

    what: Annotated[str, Field(min_length=1, max_length=300)]
    due: Day


class PolicyIn(Body):
    """How the customer goes on: who leads it, and which steps by when."""

    owner: Annotated[str, Field(min_length=1, max_length=200)]
    steps: Annotated[list[Step], Field(min_length=1, max_length=100)]


class OutcomeIn(Body):
    """What the onboarding achieved, what that led to, and what shows it."""

    achieved: Words
    led_to: Words
    evidence: Words


class BeginIn(Body):
    """From which day the plan counts; today when it is not said."""

    started: Day | None = None


class StatusIn(Body):
    """A status of machine C, and why."""

    status: str
    reason: Annotated[str, Field(max_length=10_000)] = ""
    cause: Annotated[str, Field(max_length=40)] = ""
    owner: Annotated[str, Field(max_length=254)] | None = None
    contact: Key | None = None
    until: Day | None = None


class StallIn(Body):
    """The case has stopped: why."""

    reason: Words
    cause: Annotated[str, Field(max_length=40)] = ""


class StallOver(Body):
    """The case moves again: what was behind it."""

    reason: Annotated[str, Field(max_length=10_000)] = ""
    cause: Annotated[str, Field(max_length=40)] = ""


class OwnerIn(Body):
    """Who leads the case."""

    owner: Annotated[str, Field(min_length=1, max_length=254)]


class WishIn(Body):
    """By when the customer wants to use which function."""

    feature: Annotated[str, Field(min_length=1, max_length=100)]
    want_by: Day | None = None
    declared_by: Annotated[str, Field(max_length=200)] = ""


Mode = Literal["parallel", "pilot_then_spread"]
SiteName = Annotated[str, Field(max_length=200)]


class WaveIn(Body):
    """A site that is rolled out as a unit. `site` names one of the customer's own."""

    name: Annotated[str, Field(min_length=1, max_length=200)]
    site: SiteName | None = None


class WavesIn(Body):
    """Sites to add, and how they all follow each other."""

    waves: Annotated[list[WaveIn], Field(min_length=1, max_length=2000)]
    mode: Mode | None = None


class WavesOrder(Body):
    """How the sites follow each other, and in which order (ids)."""

    mode: Mode | None = None
    order: Annotated[list[str], Field(max_length=2000)] = []


class WaveChange(Body):
    """Another name, or another of the customer's sites (null: none)."""

    name: SiteName | None = None
    site: SiteName | None = None


class TouchIn(Body):
    """A contact with a customer."""

    account: Key
    contact: Key | None = None
    direction: Literal["inbound", "outbound"]
    channel: Annotated[str, Field(min_length=1, max_length=20)]
    at: Instant | None = None
    note: Annotated[str, Field(max_length=100_000)] = ""
