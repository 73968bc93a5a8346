"""Pods: the rules of training pods that CEL can see."""

from pydantic.alias_generators import to_camel
from tuneround.spec.pod import SOURCES
from tuneround.spec.rules.pod import OWN_FOLDERS, OWN_VARIABLES, OWN_VOLUMES

from tuneround_operator.crd.rule import Rule, quoted, raw

TAKEN = r"^/+(\./+)*((tmp|dev/+(\./+)*shm|tuneround)(/|/\.)*)?$"
"""OWN_FOLDERS, also where slashes and dots are written that mean nothing."""
IS_KNOWN = "has(self.volumes) && self.volumes.exists(v, v.name == m.name)"
GIVEN = ", ".join(f"has(self.{to_camel(source)})" for source in SOURCES)
SOURCE_COUNT = f"[{GIVEN}].filter(given, given).size()"


def _different(field: str, key: str) -> Rule:
    """Return the rule that no two items of `field` have the same `key`."""
    items = f"self.{field}"
    is_alone = f"{items}.exists_one(o, o.{key} == i.{key})"
    return Rule(
        holds=f"!has({items}) || {items}.all(i, {is_alone})",
        sentence=f"The items of `{field}` differ",
        got="`%s` twice",
        values=(f"{items}.filter(i, !{is_alone})[0].{key}",),
        next_step="Remove one",
        path=f".{field}",
    )


TRAINER = (
    Rule(
        holds="has(self.image)",
        sentence="A round on Kubernetes names the image of its training pods",
        got="no `spec.trainer.image`",
        next_step="Add it, for example tuneround/trainer:0.1.0",
    ),
    Rule(
        holds="self.command.size() == 0 || self.command[0].trim() != ''",
        sentence="A command begins with a program",
        got="the text '%s'",
        values=("self.command[0]",),
        next_step="Write the program, such as python",
        path=".command",
    ),
    Rule(
        holds=(
            "!has(self.workers) || self.workers == 1 || "
            "!has(self.trialsPerPod) || self.trialsPerPod == 1"
        ),
        sentence="A pod runs several trials, or several pods train one; not both",
        got="workers %s, trialsPerPod %s",
        values=("self.workers", "self.trialsPerPod"),
        next_step="Remove one of them",
        path=".trialsPerPod",
    ),
    Rule(
        holds=f"!has(self.volumeMounts) || self.volumeMounts.all(m, {IS_KNOWN})",
        sentence="A mount names one of `volumes`",
        got="`%s`",
        values=(f"self.volumeMounts.filter(m, !({IS_KNOWN}))[0].name",),
        next_step="Add it under `trainer.volumes`, or correct the name",
        path=".volumeMounts",
    ),
    _different("env", "name"),
    _different("volumes", "name"),
    _different("volumeMounts", "mountPath"),
)
VARIABLE = (
    Rule(
        holds="has(self.value) != has(self.valueFrom)",
        sentence="A variable has `value` or `valueFrom`",
        got="%s",
        values=("has(self.value) ? 'both' : 'neither'",),
        next_step="Write one of them",
    ),
    Rule(
        holds=f"!self.name.startsWith({quoted(OWN_VARIABLES)})",
        sentence=f"Variables that begin with {OWN_VARIABLES} are tuneround's own",
        got="`%s`",
        values=("self.name",),
        next_step="Give it another name; `storage` describes the bucket",
        path=".name",
    ),
)
VOLUME = (
    Rule(
        holds=f"{SOURCE_COUNT} == 1",
        sentence="A volume has one source, such as `persistentVolumeClaim: {claimName: …}`",
        got="%s of them",
        values=(SOURCE_COUNT,),
        next_step="Keep one, or add it",
    ),
    Rule(
        holds=f"!(self.name in [{', '.join(map(quoted, OWN_VOLUMES))}])",
        sentence=f"The volumes {' and '.join(OWN_VOLUMES)} are tuneround's own",
        got="`%s`",
        values=("self.name",),
        next_step="Give it another name",
        path=".name",
    ),
)
MOUNT = Rule(
    holds=f"!self.mountPath.matches({raw(TAKEN)})",
    sentence=f"The folders {', '.join(OWN_FOLDERS)} are taken",
    got="`%s`",
    values=("self.mountPath",),
    next_step="Mount it elsewhere, for example at /data",
    path=".mountPath",
)
