{{/* What rounds may use, as JSON lists; empty: anything. What the chart itself uses is always there. */}}
{{- define "tuneround.permittedImages" -}}
{{- $images := list -}}
{{- with .Values.policy.images -}}
{{- range . -}}{{- $images = append $images (trimSuffix "/" .) -}}{{- end -}}
{{- $images = append $images (include "tuneround.repository" (include "tuneround.controlImage" $)) -}}
{{- end -}}
{{- $images | uniq | toJson -}}
{{- end -}}

{{- define "tuneround.permittedBuckets" -}}
{{- $buckets := list -}}
{{- with .Values.policy.buckets -}}
{{- $buckets = append . (include "tuneround.bucket" $) -}}
{{- end -}}
{{- $buckets | uniq | toJson -}}
{{- end -}}

{{- define "tuneround.permittedEndpoints" -}}
{{- $endpoints := list -}}
{{- with .Values.policy.endpoints -}}
{{- range append . (include "tuneround.endpoint" $ | default "aws") -}}
{{- $endpoints = append $endpoints (trimSuffix "/" .) -}}
{{- end -}}
{{- end -}}
{{- $endpoints | uniq | toJson -}}
{{- end -}}

{{/* Images that stand beside programs of rounds, and those of other pods. */}}
{{- define "tuneround.executorImages" -}}
{{- $images := list -}}
{{- range .Values.policy.executorImages -}}{{- $images = append $images (trimSuffix "/" .) -}}{{- end -}}
{{- $images | toJson -}}
{{- end -}}

{{- define "tuneround.podImages" -}}
{{- $images := concat (include "tuneround.permittedImages" . | fromJsonArray) (include "tuneround.executorImages" . | fromJsonArray) -}}
{{- range .Values.policy.extraImages -}}{{- $images = append $images (trimSuffix "/" .) -}}{{- end -}}
{{- if .Values.s3.enabled -}}{{- $images = append $images (include "tuneround.repository" .Values.s3.image) -}}{{- end -}}
{{- $images | uniq | toJson -}}
{{- end -}}

{{/* An image without tag and digest: rounds that run over an upgrade use the one before. */}}
{{- define "tuneround.repository" -}}
{{- regexReplaceAll "(:[^/:@]*)?(@.*)?$" . "" -}}
{{- end -}}
