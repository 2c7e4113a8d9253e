"""What this domain offers to the kernel: the drain of the inbox."""

from __future__ import annotations

from senro.kernel.duties import duty

from .draining import drain_inbox

duty(drain_inbox)
