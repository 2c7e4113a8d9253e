"""The resources, one module a domain."""

from ninja import Router

from . import customers, facts, me, people

ROUTERS: tuple[Router, ...] = (
    *customers.ROUTERS.values(),
    facts.router,
    people.router,
    me.router,
)
