"""Reads of the kernel."""

from .facts import fact_dict, facts_about
from .people import actor_of, organization, visible_people

__all__ = ["actor_of", "fact_dict", "facts_about", "organization", "visible_people"]
