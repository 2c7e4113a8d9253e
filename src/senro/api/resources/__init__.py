"""The resources, one module a domain."""

from ninja import Router

from . import (
    approvals,
    board,
    bulk_edits,
    cases,
    comments,
    customers,
    facts,
    me,
    merging,
    metrics,
    people,
    purposes,
    touches,
    views,
)

ROUTERS: tuple[Router, ...] = (
    bulk_edits.router,
    *customers.ROUTERS.values(),
    cases.router,
    approvals.router,
    board.router,
    touches.router,
    comments.router,
    merging.router,
    purposes.router,
    metrics.router,
    facts.router,
    people.router,
    me.router,
    views.router,
)
