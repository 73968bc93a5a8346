{{/* What values.schema.json cannot say: everything that keeps the chart from working, at once. */}}
{{- define "tuneround.problems" -}}
{{- $problems := list -}}
{{- $credentials := .Values.storage.credentials -}}
{{- if and .Values.argo.check (not (.Capabilities.APIVersions.Has "argoproj.io/v1alpha1/WorkflowTemplate")) -}}
{{- $problems = append $problems "Rounds are Argo Workflows. Got a cluster that knows no argoproj.io/v1alpha1 WorkflowTemplate. Install Argo Workflows 4 (https://argo-workflows.readthedocs.io/en/latest/installation/), then try again; for `helm template`, which asks no cluster, add --set argo.check=false." -}}
{{- end -}}
{{- if not (include "tuneround.bucket" .) -}}
{{- $problems = append $problems "Rounds are stored in a bucket. Got neither storage.bucket nor s3.enabled. Name your bucket with --set storage.bucket=…, or try tuneround out with --set s3.enabled=true." -}}
{{- end -}}
{{- if and .Values.s3.enabled .Values.storage.endpoint -}}
{{- $problems = append $problems (printf "Rounds have one store. Got s3.enabled and storage.endpoint=%s. Leave one out." .Values.storage.endpoint) -}}
{{- end -}}
{{- if ne (empty $credentials.accessKeyId) (empty $credentials.secretAccessKey) -}}
{{- $problems = append $problems "Credentials are a pair. Got one of storage.credentials.accessKeyId and secretAccessKey. Give both or neither." -}}
{{- end -}}
{{- if and $credentials.existingSecret (or $credentials.accessKeyId $credentials.secretAccessKey) -}}
{{- $problems = append $problems "An existing Secret is left alone. Got storage.credentials.existingSecret and keys to write into it. Leave one out." -}}
{{- end -}}
{{- $problems | join "\n- " -}}
{{- end -}}
