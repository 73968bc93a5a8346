{{/* What the operator may do: in each namespace by a Role, or everywhere by a ClusterRole. */}}
{{- define "tuneround.operatorRules" -}}
# It follows rounds, and deletes one whose spec.ttlSecondsAfterFinished is over.
- apiGroups: [tuneround.dev]
  resources: [tuningrounds]
  verbs: [get, list, watch, delete]
# It says what became of them. Their specs it cannot change.
- apiGroups: [tuneround.dev]
  resources: [tuningrounds/status]
  verbs: [patch]
# It creates a round's Workflow, follows it, and patches it: stop, suspend, parallelism. It deletes
# none: the cluster does, with the round that owns them.
- apiGroups: [argoproj.io]
  resources: [workflows]
  verbs: [create, get, list, watch, patch]
# It reads how far training pods are. Logs and other pods' doings it does not ask for.
- apiGroups: [""]
  resources: [pods]
  verbs: [list, watch]
# It tells people what it did: `kubectl describe tr`.
- apiGroups: [""]
  resources: [events]
  verbs: [create]
{{- end -}}
