"""The resources, one module a domain."""

from ninja import Router

from . import (
    approvals,
    board,
    bulk_edits,
    calendar,
    cases,
    comments,
    customers,
    facts,
    health,
    health_overrides,
    health_preview,
    imports,
    intake,
    logo,
    me,
    merging,
    method,
    metrics,
    people,
    presets,
    products,
    purposes,
    signals,
    sources,
    touches,
    views,
)

ROUTERS: tuple[Router, ...] = (
    # Before the accounts, whose keys may hold a stroke.
    calendar.router,
    bulk_edits.router,
    *customers.ROUTERS.values(),
    cases.router,
    approvals.router,
    board.router,
    touches.router,
    comments.router,
    merging.router,
    products.router,
    purposes.router,
    # Before the method, where a kind may be anything.
    logo.router,
    method.router,
    health_preview.router,
    presets.router,
    metrics.router,
    # Before health, whose keys may hold a stroke.
    health_overrides.router,
    health.router,
    signals.router,
    intake.router,
    facts.router,
    imports.router,
    sources.router,
    people.router,
    me.router,
    views.router,
)
