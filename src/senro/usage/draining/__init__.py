"""From the inbox into the event table: nothing lost, nothing twice, whoever is killed when.

`reading` (the batches' events, each once) → `records` (what `identify` and `group` say) → whose they
are (`queries.whose`) → `rows` (what the table has not, appended, on the disk) → `settling` (one
transaction in the records: batches drained, clashes and waiting counted).

Killed before the append: nothing happened. Killed after it: the batches are still in the inbox, and
the next round finds their rows in the table under their own batch and only settles.
"""

from .run import drain_inbox, drain_round, try_again

__all__ = ["drain_inbox", "drain_round", "try_again"]
