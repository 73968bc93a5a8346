"""Creation: the Workflow of a leg, owned by its TuningRound."""

from tuneround.workflow.compilation import compile_round
from tuneround.workflow.manifest import Manifest

from tuneround_operator.demand import Demand
from tuneround_operator.legs import KIND
from tuneround_operator.marks import OPERATOR, SUSPENDED_BY
from tuneround_operator.observed import Observed
from tuneround_operator.resource import ReadRound

LEAST_TTL_SECONDS = 3600
"""How long an ended Workflow stays at least, so that its end is read before it is forgotten."""


def created(demand: Demand, read: ReadRound, observed: Observed) -> Manifest:
    """Return the Workflow that `demand` asks for.

    The round's own control image outranks the operator's. A suspended round's Workflow is born
    suspended.
    """
    round_, metadata = read.round, observed.resource["metadata"]
    manifest = compile_round(
        round_,
        read.text,
        name=demand.name,
        namespace=metadata["namespace"],
        control_image=round_.spec.workflow.control_image or observed.rules.control_image,
        indices=demand.trials,
    )
    manifest["metadata"]["ownerReferences"] = [
        {
            "apiVersion": observed.resource.get("apiVersion", round_.api_version),
            "kind": KIND,
            "name": metadata["name"],
            "uid": metadata["uid"],
            "controller": True,
            "blockOwnerDeletion": False,
        }
    ]
    if round_.spec.suspend:
        manifest["metadata"]["annotations"][SUSPENDED_BY] = OPERATOR
    ttl = manifest["spec"].get("ttlStrategy")
    if ttl is not None:
        seconds = max(ttl["secondsAfterCompletion"], LEAST_TTL_SECONDS)
        manifest["spec"]["ttlStrategy"] = {**ttl, "secondsAfterCompletion": seconds}
    return manifest
