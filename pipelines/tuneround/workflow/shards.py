"""Shards: a large round as several Workflows, which a parent creates one after the other.

Argo names nodes by a 32-bit hash, and a Workflow with all its nodes is one object of the API:
beyond a thousand trials both begin to fail.
"""

import json
from collections.abc import Sequence
from typing import Any

from hera.workflows import Resource, Task
from hera.workflows import models as m

from tuneround.spec.round import TuningRound
from tuneround.workflow.braces import unseen_by_argo
from tuneround.workflow.manifest import Manifest, plain
from tuneround.workflow.names import shard_name
from tuneround.workflow.patch import patch_text
from tuneround.workflow.rounds import FAILURE, SUCCESS
from tuneround.workflow.security import RESOURCE_PATCH
from tuneround.workflow.sequence import is_gapless

SHARD = "shard"
NAME = "@NAME@"
FIELDS = ("name", "first", "last", "items")
"""What differs between shards. A placeholder such as NAME stands for each in the manifest."""


def shards_of(blocks: Sequence[int], size: int) -> list[list[int]]:
    """Return `blocks` in shards of at most `size`.

    >>> shards_of([0, 1, 2, 3, 4], 2)
    [[0, 1], [2, 3], [4]]
    """
    return [list(blocks[first : first + size]) for first in range(0, len(blocks), size)]


def is_gapless_everywhere(shards: Sequence[Sequence[int]]) -> bool:
    """Whether every shard is a sequence: bounds then say all."""
    return all(is_gapless(shard) for shard in shards)


def shards_task(workflow: str, shards: Sequence[Sequence[int]]) -> Task:
    """Return the task that creates each shard's Workflow and waits for its end."""
    parameters = [m.Parameter(name=field, value=f"{{{{item.{field}}}}}") for field in FIELDS]
    listed = not is_gapless_everywhere(shards)
    items = [
        {
            "name": shard_name(workflow, number),
            "first": str(blocks[0]),
            "last": str(blocks[-1]),
            "items": json.dumps(blocks if listed else [], separators=(",", ":")),
        }
        for number, blocks in enumerate(shards)
    ]
    return Task(name="shards", template=SHARD, arguments=parameters, with_items=items)


def shard_template(round_: TuningRound, shard: Manifest) -> Manifest:
    """Return the template that creates a shard's Workflow.

    Args:
        round_: the round.
        shard: the Workflow, with placeholders.

    """
    template = Resource(
        name=SHARD,
        inputs=[m.Parameter(name=field) for field in FIELDS],
        action="create",
        set_owner_reference=True,
        success_condition=SUCCESS,
        failure_condition=FAILURE,
        manifest=_manifest(shard),
        service_account_name=round_.spec.workflow.creator_service_account,
        pod_spec_patch=patch_text(RESOURCE_PATCH),
    )
    return plain(template._build_template())


def _manifest(shard: Manifest) -> str:
    # What is in braces is meant for the shard; only the placeholders are the parent's to fill.
    text = unseen_by_argo(shard)
    for field in FIELDS:
        text = text.replace(_placeholder(field), f"{{{{inputs.parameters.{field}}}}}")
    return text


def _placeholder(field: str) -> str:
    return f"@{field.upper()}@"


def shard_arguments() -> dict[str, Any]:
    """Return the parameters of a shard's Workflow."""
    return {field: _placeholder(field) for field in FIELDS if field != "name"}
