"""How replicas' values are joined: accepted by strategies, which have one replica."""

from __future__ import annotations


class CrossDeviceOps:
    """A way to join values across devices; with one device there is nothing to join."""


class NcclAllReduce(CrossDeviceOps):
    """Accepted for compatibility.

    Args:
      num_packs: accepted, not used.
    """

    def __init__(self, num_packs: int = 1):
        self.num_packs = num_packs


class HierarchicalCopyAllReduce(NcclAllReduce):
    """Accepted for compatibility; see `NcclAllReduce`."""


class ReductionToOneDevice(CrossDeviceOps):
    """Accepted for compatibility.

    Args:
      reduce_to_device: accepted, not used.
      accumulation_fn: accepted, not used.
    """

    def __init__(self, reduce_to_device: str | None = None, accumulation_fn: object = None):
        self.reduce_to_device, self.accumulation_fn = reduce_to_device, accumulation_fn
