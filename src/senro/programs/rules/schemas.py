"""What the body of each kind of the method looks like, as JSON Schema."""

from __future__ import annotations

from .criteria import ELEMENTS, EVIDENCE, PER, STEPS
from .metrics import METRICS
from .phases import ATTEST, LAYERS, SIDES, STANDARD, TOUCHES
from .policies import TIERS
from .purposes import LAYERS as PURPOSE_LAYERS
from .schema import (
    ANY,
    CODE,
    FLAG,
    NUMBER,
    RULE,
    TEXT,
    WORDS,
    Schema,
    choice,
    count,
    document,
    many,
    maybe,
    record,
)

STAGES = ("onboarding", "adoption", "expansion")
LEVELS = ("draft", "tested", "proven")
QUESTIONS = ("text", "number", "date", "choice", "multi", "yes_no", "feature_wish")

APPLIES_TO = record({}, {"tiers": many(choice(*TIERS)), "products": many(CODE)})

_GATE_ITEM = record(
    {"code": CODE, "rule": RULE, "title": WORDS},
    {"message": WORDS, "attest": choice(*ATTEST)},
)
_PHASE = record(
    {"code": {**CODE, "maxLength": 20}, "name": WORDS, "days": count()},
    {"standard": choice(*STANDARD), "gate": many(_GATE_ITEM)},
)
_TASK = record(
    {"code": CODE, "phase": CODE, "side": choice(*SIDES), "title": WORDS},
    {
        "day": count(),
        "after": TEXT,
        "depends_on": many(CODE),
        "step": TEXT,
        "when": RULE,
        "purpose": TEXT,
        "topic": TEXT,
        "layer": choice(*LAYERS),
        "touch": choice(*TOUCHES),
        "minutes": maybe(count()),
    },
)
# From which phase to which one sites are rolled out one by one.
_WAVES = record({"from": CODE, "to": CODE}, {})
PHASE_SET = record(
    {"phases": many(_PHASE, 1)},
    {"name": WORDS, "applies_to": APPLIES_TO, "waves": _WAVES, "tasks": many(_TASK)},
)

_MEASURED: dict[str, Schema] = {
    "rule": TEXT,
    "threshold": maybe(NUMBER),
    "window_days": maybe(count(1)),
    "per": choice(*PER),
}
_OPTION = record({"code": CODE, "title": WORDS}, {**_MEASURED, "evidence": choice(*EVIDENCE)})
_SCOPE = record(
    {}, {"tiers": many(choice(*TIERS)), "industries": many(TEXT), "products": many(CODE)}
)
# What is not known here is left to the criteria themselves.
_CRITERION = record(
    {"code": CODE},
    {
        "element": TEXT,
        "kind": TEXT,
        "evidence": choice(*EVIDENCE),
        "title": WORDS,
        "mandatory": FLAG,
        **_MEASURED,
        "scale": maybe(NUMBER),
        "step": choice("", *STEPS),
        "scope": _SCOPE,
        "options": many(_OPTION),
    },
    open=True,
)
_ELEMENT = record({"code": choice(*ELEMENTS), "statement": WORDS}, {})
CRITERIA_SET = record(
    {"criteria": many(_CRITERION, 1)},
    {"name": WORDS, "label": TEXT, "applies_to": APPLIES_TO, "elements": many(_ELEMENT)},
    open=True,
)

PURPOSES = record(
    {
        "purposes": many(
            record(
                {"code": CODE, "name": WORDS},
                {"layer": choice(*PURPOSE_LAYERS), "success": WORDS, "proof": WORDS},
            ),
            1,
        )
    },
    {"name": WORDS},
)
POLICIES = record(
    {
        "policies": many(
            record({"code": CODE, "value": ANY}, {"tiers": ANY, "title": WORDS, "rule": TEXT}), 1
        )
    },
    {"name": WORDS},
)

_STUMBLING = record({"code": CODE, "title": WORDS}, {"detail": WORDS})
_STEP = record(
    {"code": CODE, "name": WORDS},
    {
        "phase": TEXT,
        "flow": WORDS,
        "level": choice(*LEVELS),
        "hurdle": WORDS,
        "stumbling": many(_STUMBLING),
        "customer_actions": many(
            record({"title": WORDS}, {"layer": choice(*LAYERS), "minutes": maybe(count())})
        ),
        "vendor_actions": many(
            record({"title": WORDS}, {"touch": choice(*TOUCHES), "minutes": maybe(count())})
        ),
        "completion": WORDS,
        "timing": record({}, {"words": WORDS, "days": maybe(count())}),
        "value": WORDS,
        "contents": many(record({"title": WORDS}, {"url": TEXT})),
        "talk": many(WORDS),
        "examples": many(WORDS),
    },
)
_STAGE = record({"code": choice(*STAGES), "name": WORDS}, {"ideal": WORDS, "steps": many(_STEP)})
ROADMAP = record({"stages": many(_STAGE, 1)}, {"name": WORDS, "applies_to": APPLIES_TO})

_CHOICE = record({"code": CODE, "title": WORDS}, {})
_QUESTION = record(
    {"code": CODE, "type": choice(*QUESTIONS), "title": WORDS},
    {
        "help": WORDS,
        "required": FLAG,
        "required_in_phase": TEXT,
        "visible_if": RULE,
        "choices": many(_CHOICE),
    },
)
CHECKLIST = record(
    {"sections": many(record({"code": CODE, "title": WORDS}, {"questions": many(_QUESTION)}), 1)},
    {
        "name": WORDS,
        "applies_to": APPLIES_TO,
        "layout": record({}, {"accent": TEXT, "logo": TEXT, "logo_alt": WORDS, "intro": WORDS}),
    },
)

BODIES: dict[str, Schema] = {
    "phase_set": PHASE_SET,
    "criteria_set": CRITERIA_SET,
    "purposes": PURPOSES,
    "policies": POLICIES,
    "roadmap": ROADMAP,
    "checklist": CHECKLIST,
    "metrics": METRICS,
}


def schema_of(kind: str) -> Schema:
    """The schema of a file of this kind. Raises KeyError for another kind."""
    return document(kind, f"Senro: {kind}", BODIES[kind])
