"""TensorFlow's strategies by their names; each has one replica."""

from __future__ import annotations

import json
import os
import warnings
from typing import Any

from tapeflow.distribute.strategy import Strategy
from tapeflow.engine import problem
from tapeflow.ops.config import list_physical_devices


class MirroredStrategy(Strategy):
    """For several devices of one machine; runs on one.

    Args:
      devices: at most one name of a device; None for the one that JAX prefers.
      cross_device_ops: accepted for compatibility, not used.

    Raises:
      NotImplementedError: more than one device is asked for.

    >>> import tapeflow as tf
    >>> strategy = tf.distribute.MirroredStrategy()
    >>> with strategy.scope():
    ...     v = tf.Variable(2.0)
    >>> total = strategy.reduce("SUM", strategy.run(lambda x: v * x, args=(3.0,)), axis=None)
    >>> float(total), strategy.num_replicas_in_sync
    (6.0, 1)
    """

    def __init__(self, devices: Any = None, cross_device_ops: Any = None):
        wanted = [devices] if isinstance(devices, str) else list(devices or ())
        if len(wanted) > 1:
            raise NotImplementedError(
                problem(
                    f"{type(self).__name__} over several devices is not there yet",
                    given=", ".join(map(str, wanted)),
                    fix="leave devices out: everything runs on one",
                )
            )
        accelerators = [d for d in list_physical_devices() if d.device_type != "CPU"]
        if len(accelerators) > 1:
            warnings.warn(
                f"{len(accelerators)} devices are there, and {type(self).__name__} uses one: "
                "training on several is not there yet",
                stacklevel=2,
            )


class CentralStorageStrategy(MirroredStrategy):
    """For several devices with the variables on one; runs on one.

    Args:
      compute_devices: at most one.
      parameter_device: accepted for compatibility, not used.
    """

    def __init__(self, compute_devices: Any = None, parameter_device: Any = None):
        super().__init__(compute_devices)


class OneDeviceStrategy(Strategy):
    """For one device.

    Args:
      device: its name; accepted, and JAX's preferred one is used.
    """

    def __init__(self, device: str | None = None):
        self.device = device


class MultiWorkerMirroredStrategy(Strategy):
    """For several machines; runs on one.

    Args:
      cluster_resolver: accepted for compatibility, not used.
      communication_options: accepted for compatibility, not used.

    Raises:
      NotImplementedError: `TF_CONFIG` names more than one worker.
    """

    def __init__(self, cluster_resolver: Any = None, communication_options: Any = None):
        try:
            cluster = json.loads(os.environ.get("TF_CONFIG") or "{}").get("cluster", {})
        except ValueError as error:
            raise ValueError(problem("TF_CONFIG is not JSON", os.environ["TF_CONFIG"])) from error
        workers = [*cluster.get("worker", []), *cluster.get("chief", [])]
        if len(workers) > 1:
            raise NotImplementedError(
                problem(
                    "MultiWorkerMirroredStrategy over several machines is not there yet",
                    given=f"TF_CONFIG with {len(workers)} workers",
                    fix="unset TF_CONFIG to train on this machine",
                )
            )
