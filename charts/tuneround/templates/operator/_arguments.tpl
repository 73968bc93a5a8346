{{/* What the operator is told: where it looks, and what rounds may use. */}}
{{- define "tuneround.operatorArguments" -}}
- --control-image={{ include "tuneround.controlImage" . }}
{{- range include "tuneround.watched" . | fromJsonArray }}
- --namespace={{ . }}
{{- end }}
{{- if .Values.policy.enabled }}
{{- range include "tuneround.permittedImages" . | fromJsonArray }}
- --allowed-image={{ . }}
{{- end }}
{{- range include "tuneround.permittedBuckets" . | fromJsonArray }}
- --allowed-bucket={{ . }}
{{- end }}
{{- range include "tuneround.permittedEndpoints" . | fromJsonArray }}
- --allowed-endpoint={{ . }}
{{- end }}
{{- end }}
- --metrics-port=8080
- --health-port=8081
{{- with .Values.notifications.url }}
- --notify-url={{ . }}
{{- end }}
{{- end -}}
