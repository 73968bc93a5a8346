"""Resources: what a pod needs, as requests and limits."""

from collections.abc import Mapping
from typing import Any

CPU = "cpu"


def requirements(resources: Mapping[str, float | str]) -> dict[str, dict[str, Any]]:
    """Return Kubernetes' requests and limits: both for memory and devices, requests for CPU.

    A CPU limit would only throttle a training while its node has idle cores. Keys of devices
    stay as their vendors spell them.

    >>> requirements({"cpu": 2, "nvidia.com/gpu": 1})
    {'requests': {'cpu': '2', 'nvidia.com/gpu': '1'}, 'limits': {'nvidia.com/gpu': '1'}}
    """
    amounts = {key: str(amount) for key, amount in resources.items()}
    limits = {key: amount for key, amount in amounts.items() if key != CPU}
    found = {"requests": amounts, "limits": limits}
    return {kind: values for kind, values in found.items() if values}
