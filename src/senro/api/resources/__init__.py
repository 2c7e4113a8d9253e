"""The resources, one module a domain."""

from ninja import Router

from . import me

ROUTERS: tuple[Router, ...] = (me.router,)
