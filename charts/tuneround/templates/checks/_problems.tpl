{{/* What values.schema.json cannot say: everything that keeps the chart from working, at once. */}}
{{- define "tuneround.problems" -}}
{{- if not (hasKey .Values "operator") -}}
Values of the chart are complete. Got those of an earlier version, which knew no `operator`, as `helm upgrade --reuse-values` passes them on. Use --reset-then-reuse-values instead.
{{- else -}}
{{- include "tuneround.problemsOfValues" . -}}
{{- end -}}
{{- end -}}

{{- define "tuneround.problemsOfValues" -}}
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
{{- $monitors := or .Values.metrics.podMonitor.enabled .Values.metrics.rules.enabled -}}
{{- if and .Values.argo.check $monitors (not (.Capabilities.APIVersions.Has "monitoring.coreos.com/v1")) -}}
{{- $problems = append $problems "PodMonitors and PrometheusRules are kinds of the Prometheus operator. Got metrics.podMonitor.enabled or metrics.rules.enabled, and a cluster that knows no monitoring.coreos.com/v1. Install the Prometheus operator (https://prometheus-operator.dev/), or leave both out: the pods' prometheus.io annotations say where their metrics are, and files/alerts.yaml is a rules file as Prometheus itself takes it." -}}
{{- end -}}
{{- if and .Values.argo.check .Values.policy.enabled (not (.Capabilities.APIVersions.Has "admissionregistration.k8s.io/v1/ValidatingAdmissionPolicy")) -}}
{{- $problems = append $problems "The lists of policy are enforced by ValidatingAdmissionPolicies. Got policy.enabled, and a cluster that knows no admissionregistration.k8s.io/v1 ValidatingAdmissionPolicy. Upgrade Kubernetes to 1.30, or leave policy out." -}}
{{- end -}}
{{- if and (not .Values.policy.enabled) (or .Values.policy.images .Values.policy.buckets .Values.policy.endpoints) -}}
{{- $problems = append $problems "Lists hold where policy.enabled. Got policy.images, policy.buckets or policy.endpoints without it. Add --set policy.enabled=true, or leave them out." -}}
{{- end -}}
{{- if and .Values.policy.enabled (not .Values.policy.executorImages) -}}
{{- $problems = append $problems "A pod of a round has Argo's executor in it. Got policy.enabled, and no policy.executorImages. Name the image that your Argo's controller has as --executor-image." -}}
{{- end -}}
{{- if ne (empty .Values.notifications.url) (empty .Values.notifications.existingSecret) -}}
{{- $problems = append $problems "Notifications are sent to a URL, and signed. Got one of notifications.url and notifications.existingSecret. Give both, or neither." -}}
{{- end -}}
{{- if and .Values.notifications.url (not .Values.operator.enabled) -}}
{{- $problems = append $problems "The operator sends notifications. Got notifications.url, and operator.enabled=false. Leave one out." -}}
{{- end -}}
{{- $problems | join "\n- " -}}
{{- end -}}
