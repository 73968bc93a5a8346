"""Workflow: one of a round's Workflows, as the API server gave it."""

from base64 import b64decode
from dataclasses import dataclass
from functools import cached_property, lru_cache
from gzip import decompress
from json import loads
from typing import Any

from tuneround.spec.reading import read_round_text
from tuneround.spec.round import TuningRound
from tuneround.workflow.names import IDENTITY, ROUND_LABEL, STUDY_LABEL

SUCCEEDED = "Succeeded"
ENDED = (SUCCEEDED, "Failed", "Error")
PENDING = "Pending"
KIND = "Workflow"


@dataclass(frozen=True)
class RoundWorkflow:
    """One Workflow of a round.

    Attributes:
        content: the object, as Kubernetes spells it.

    """

    content: dict[str, Any]

    @property
    def name(self) -> str:
        """Its name."""
        name: str = self.content["metadata"]["name"]
        return name

    @property
    def phase(self) -> str:
        """Argo's word for how it stands; Pending until the controller has seen it."""
        return self._status.get("phase") or PENDING

    @property
    def ended(self) -> bool:
        """Whether it has ended, well or not."""
        return self.phase in ENDED

    @property
    def stopping(self) -> bool:
        """Whether somebody has asked it to stop."""
        return bool(self.content["spec"].get("shutdown"))

    @property
    def message(self) -> str:
        """What Argo says about its end."""
        return str(self._status.get("message") or "")

    @property
    def identity(self) -> str | None:
        """The digest of its round's identity; None: it only carries a part of a larger one."""
        annotations = self.content["metadata"].get("annotations") or {}
        return annotations.get(IDENTITY)

    @property
    def belongs_to(self) -> tuple[str, str] | None:
        """The labels of its study and round; None: it is none of ours."""
        labels = self.content["metadata"].get("labels") or {}
        if STUDY_LABEL not in labels or ROUND_LABEL not in labels:
            return None
        return labels[STUDY_LABEL], labels[ROUND_LABEL]

    @property
    def owners(self) -> set[str]:
        """The names of the Workflows with which it is deleted."""
        references = self.content["metadata"].get("ownerReferences") or []
        return {found["name"] for found in references if found["kind"] == KIND}

    @cached_property
    def round(self) -> TuningRound | None:
        """The round it carries; None for a part of a larger one."""
        parameters = self.content["spec"].get("arguments", {}).get("parameters") or []
        texts = [found["value"] for found in parameters if found["name"] == "round"]
        return _read(texts[0], f"the Workflow `{self.name}`") if texts else None

    @cached_property
    def nodes(self) -> list[dict[str, Any]]:
        """What Argo says of its steps and pods; empty where it keeps that in a database."""
        compressed = self._status.get("compressedNodes")
        found = (
            loads(decompress(b64decode(compressed))) if compressed else self._status.get("nodes")
        )
        return list((found or {}).values())

    @property
    def _status(self) -> dict[str, Any]:
        return self.content.get("status") or {}


@lru_cache(maxsize=256)
def _read(text: str, source: str) -> TuningRound:
    """Return the round of a text; whoever watches Workflows reads the same ones again and again."""
    return read_round_text(text, source)
