"""Rules: what CEL can say of a round, by the model in which it stands.

CEL sees no value of several types, and so no `values`, `value`, `when`, `points` and quantities:
what is to be said of those the operator says, as Accepted=False.
"""

from tuneround.spec.objective import TEST_PREFIX
from tuneround.spec.patterns import DNS_LABEL

from tuneround_operator.crd import pods, space, transitions
from tuneround_operator.crd.rule import Rule, Rules, pattern_rule, quoted

METRIC = Rule(
    holds=f"!self.metric.startsWith({quoted(TEST_PREFIX)})",
    sentence="Nothing is chosen by a test metric",
    got="the text '%s'",
    values=("self.metric",),
    next_step="Choose by a validation metric; test metrics are revealed at the end",
    path=".metric",
)
BUDGET = Rule(
    holds="self.evaluateEvery <= self.steps",
    sentence="`evaluateEvery` is at most `steps`",
    got="evaluateEvery %s, steps %s",
    values=("self.evaluateEvery", "self.steps"),
    next_step="Write as many as `steps`, or fewer",
    path=".evaluateEvery",
)
STUDY = Rule(
    holds="!self.study.contains('{{')",
    sentence="Argo replaces what stands in double braces",
    got="the study '%s'",
    values=("self.study",),
    next_step="Choose a name without them",
    path=".study",
)
ENDPOINT = "url(self.endpoint)"
STORAGE = (
    Rule(
        holds="!has(self.prefix) || !self.prefix.split('/').exists(p, p == '.' || p == '..')",
        sentence="A prefix has no `.` or `..` part",
        got="the text '%s'",
        values=("self.prefix",),
        next_step="Remove it",
        path=".prefix",
    ),
    Rule(
        holds="!has(self.endpoint) || !self.endpoint.contains('@')",
        sentence="Credentials never stand in a spec",
        got="an `@`, and so a user name or password, in the URL",
        next_step="Remove them; use AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or a Secret",
        path=".endpoint",
    ),
    Rule(
        holds=(
            "!has(self.endpoint) || self.endpoint.contains('@') || (isURL(self.endpoint) && "
            f"{ENDPOINT}.getScheme() in ['http', 'https'] && {ENDPOINT}.getHostname() != '')"
        ),
        sentence="`endpoint` is an http or https URL of a host",
        got="the text '%s'",
        values=("self.endpoint",),
        next_step="Write http://HOST:PORT",
        path=".endpoint",
    ),
)
ROOT = (
    pattern_rule("name", DNS_LABEL, "self.metadata.name", ".metadata.name"),
    *transitions.IDENTITY,
    *transitions.GROWTH,
)
RULES: Rules = {
    "Objective": (METRIC,),
    "KeptMetric": (METRIC,),
    "Budget": (BUDGET,),
    "RoundSpec": (STUDY, space.CROSSED, *space.GRID),
    "Hyperparameters": (space.FIXED,),
    "Hyperparameter": space.HYPERPARAMETER,
    "Search": (space.LISTED,),
    "Trainer": pods.TRAINER,
    "EnvironmentVariable": pods.VARIABLE,
    "Volume": pods.VOLUME,
    "VolumeMount": (pods.MOUNT,),
    "Storage": STORAGE,
}
