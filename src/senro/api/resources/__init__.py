"""The resources, one module a domain."""

from ninja import Router

from . import facts, me, people

ROUTERS: tuple[Router, ...] = (facts.router, people.router, me.router)
