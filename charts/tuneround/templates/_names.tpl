{{/* The namespaces that receive defaults, as a JSON list. */}}
{{- define "tuneround.namespaces" -}}
{{- default (list .Release.Namespace) .Values.namespaces | uniq | toJson -}}
{{- end -}}

{{/* The same, and the release's own, where the store runs. */}}
{{- define "tuneround.secretNamespaces" -}}
{{- $namespaces := include "tuneround.namespaces" . | fromJsonArray -}}
{{- if .Values.s3.enabled -}}{{- $namespaces = append $namespaces .Release.Namespace | uniq -}}{{- end -}}
{{- $namespaces | toJson -}}
{{- end -}}

{{- define "tuneround.bucket" -}}
{{- default (ternary "tuneround" "" .Values.s3.enabled) .Values.storage.bucket -}}
{{- end -}}

{{- define "tuneround.region" -}}
{{- default (ternary "us-east-1" "" .Values.s3.enabled) .Values.storage.region -}}
{{- end -}}

{{- define "tuneround.endpoint" -}}
{{- $own := printf "http://tuneround-s3.%s.svc:7070" .Release.Namespace -}}
{{- ternary $own .Values.storage.endpoint .Values.s3.enabled -}}
{{- end -}}

{{- define "tuneround.controlImage" -}}
{{- default (printf "tuneround/control:%s" .Chart.AppVersion) .Values.controlImage -}}
{{- end -}}

{{/* Of objects that lie in no namespace: no two releases share one. A namespace has no dots. */}}
{{- define "tuneround.clusterName" -}}
{{- printf "tuneround.%s.%s" .Release.Namespace .Release.Name -}}
{{- end -}}

{{/* Where the operator looks, as a JSON list; empty: everywhere. */}}
{{- define "tuneround.watched" -}}
{{- if .Values.operator.clusterWide -}}[]{{- else -}}{{- include "tuneround.namespaces" . -}}{{- end -}}
{{- end -}}

{{- define "tuneround.labels" -}}
app.kubernetes.io/name: tuneround
app.kubernetes.io/instance: {{ .Release.Name }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version }}
{{- end -}}

{{- define "tuneround.storeSelector" -}}
app.kubernetes.io/name: tuneround-s3
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end -}}

{{- define "tuneround.operatorSelector" -}}
app.kubernetes.io/name: tuneround-operator
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end -}}

{{/* What the restricted Pod Security Standard asks of a pod. */}}
{{- define "tuneround.podSecurity" -}}
runAsNonRoot: true
runAsUser: 1000
runAsGroup: 1000
fsGroup: 1000
fsGroupChangePolicy: OnRootMismatch
seccompProfile:
  type: RuntimeDefault
{{- end -}}

{{/* What it asks of a container. */}}
{{- define "tuneround.containerSecurity" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
capabilities:
  drop: [ALL]
{{- end -}}

{{/* Who may start rounds, as subjects of a RoleBinding. */}}
{{- define "tuneround.subjects" -}}
{{- range .Values.accounts.submitters }}
- kind: {{ .kind }}
  name: {{ .name | quote }}
  {{- with .namespace }}
  namespace: {{ . }}
  {{- end }}
  {{- if ne .kind "ServiceAccount" }}
  apiGroup: rbac.authorization.k8s.io
  {{- end }}
{{- end }}
{{- end -}}
