"""What requests about completion criteria and approvals send."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from .bodies import Body
from .moments import Day, Instant

Words = Annotated[str, Field(min_length=1, max_length=10_000)]
MaybeWords = Annotated[str, Field(max_length=10_000)]
Number = Annotated[float, Field(ge=-1e12, le=1e12)] | Annotated[int, Field(ge=-(10**12), le=10**12)]


class Reasoned(Body):
    """Why."""

    reason: Words


class Proof(Body):
    """Evidence in its parts. A number decides by itself whether the criterion is met."""

    kind: Literal["metric", "document", "human", "survey"]
    on: Annotated[str, Field(max_length=10, description="The day it speaks of.")] | None = None
    value: Number | None = None
    before: Annotated[Number | None, Field(description="The value before onboarding.")] = None
    threshold: Number | None = None
    scale: Number | None = None
    better: Literal["higher", "lower"] | None = None
    values: Annotated[
        dict[str, Number] | None, Field(description="By site, where each must reach it.")
    ] = None
    who: MaybeWords | None = None
    words: MaybeWords | None = None
    link: Annotated[str, Field(max_length=2_000)] | None = None
    file: (
        Annotated[
            str,
            Field(
                max_length=40,
                description="The id of a file attached to `casecriterion:{id}` by POST /files.",
            ),
        ]
        | None
    ) = None


class CriterionEvidence(Body):
    """What shows that the criterion is met: words, evidence in its parts, or both."""

    evidence: MaybeWords = ""
    proof: Proof | None = None


class CustomIn(Body):
    """A criterion for one case, and why it is needed there."""

    title: Annotated[str, Field(min_length=1, max_length=300)]
    element: Literal["structure", "goal", "value"]
    kind: Literal["metric", "document", "human", "survey"] = "human"
    mandatory: bool = True
    threshold: Number | None = None
    scale: Number | None = None
    reason: Words


class OptionIn(Body):
    """An option of the criteria set, null for none; a reason after the customer was told."""

    option: Annotated[str, Field(max_length=60)] | None = None
    reason: MaybeWords = ""


class DecisionIn(Body):
    """Approve or refuse; a refusal says why."""

    decision: Literal["approve", "refuse"]
    reason: MaybeWords = ""
    effective_from: Instant | None = None


class DecisionsIn(Body):
    """Several requests, decided the same way; a refusal says why."""

    ids: Annotated[list[str], Field(min_length=1, max_length=500)]
    decision: Literal["approve", "refuse"]
    reason: MaybeWords = ""


class RequestCommentIn(Body):
    """What somebody says about a request."""

    text: Words


class PresetIn(Body):
    """The code of a preset of completion criteria, such as KM."""

    preset: Annotated[str, Field(min_length=1, max_length=60)]


class RevisionIn(Body):
    """A draft of a criteria set, put to the managers."""

    reason: Words
    due: Day | None = None
    effective_from: Instant | None = None
