"""The resources, one module a domain."""

from ninja import Router

from . import customers, facts, me, metrics, people, purposes, touches

ROUTERS: tuple[Router, ...] = (
    *customers.ROUTERS.values(),
    touches.router,
    purposes.router,
    metrics.router,
    facts.router,
    people.router,
    me.router,
)
