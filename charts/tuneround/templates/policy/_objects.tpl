{{/* A policy of the lists: of a dict of `root`, its `name`, the `group` and the `resources` that it is
about, the `images` that they may use, and a `scope` for the binding beside the namespaces. */}}
{{- define "tuneround.policy" -}}
{{- $root := .root -}}
{{- $containers := printf "tuneround.cel%s" (title .name) -}}
{{- $buckets := include "tuneround.permittedBuckets" $root -}}
{{- $endpoints := include "tuneround.permittedEndpoints" $root -}}
{{- $lists := list
  (dict "what" "images" "permitted" .images "said" (include "tuneround.permittedImages" $root) "rule" "Rounds use images of the platform team")
  (dict "what" "buckets" "permitted" $buckets "said" $buckets "rule" "Rounds are stored in buckets of the platform team")
  (dict "what" "endpoints" "permitted" $endpoints "said" $endpoints "rule" "Rounds are stored at endpoints of the platform team")
-}}
{{ include "tuneround.policyHead" (dict "root" .root "kind" "ValidatingAdmissionPolicy" "name" .name) }}
spec:
  failurePolicy: Fail
  matchConstraints:
    resourceRules:
      - apiGroups: [{{ .group | quote }}]
        apiVersions: ["*"]
        operations: [CREATE, UPDATE]
        resources: {{ .resources }}
  matchConditions:
    # Progress, labels and finalizers of what was there before are nobody's business here.
    - name: the-spec-changes
      expression: oldObject == null || object.spec != oldObject.spec
  variables:
    - name: before
      expression: |-
        oldObject == null ? dyn([]) :
        {{- include $containers "oldObject" | nindent 8 }}
    # What an object named before it may keep: an old round can still be stopped.
    - name: added
      expression: |-
        (
        {{- include $containers "object" | nindent 8 }}
        ).filter(each, !(each in variables.before))
    {{- range $lists }}
    {{- if index $root.Values.policy .what }}
    - name: {{ .what }}
      expression: |-
        variables.added.map(listed, listed.map(container,
        {{- include (printf "tuneround.cel%s" (title .what)) .permitted | nindent 8 }}
        ).filter(found, size(found) > 0)).filter(found, size(found) > 0)
    {{- end }}
    {{- end }}
  validations:
    {{- range $lists }}
    {{- if index $root.Values.policy .what }}
    - expression: size(variables.{{ .what }}) == 0
      messageExpression: >-
        '{{ .rule }}. Got ' + variables.{{ .what }}[0][0][0] + '. Use one of {{ .said | fromJsonArray | join ", " }}
        {{- if eq .what "images" }}, or what lies under them{{ end }}; or ask
        the platform team to add yours to policy.{{ .what }} of the chart.'
    {{- end }}
    {{- end }}
---
{{ include "tuneround.policyBinding" (dict "root" .root "name" .name "namespaces" (include "tuneround.namespaces" .root)) }}
{{- if .root.Values.operator.clusterWide }}
---
# The operator looks everywhere, so what it would make is bound everywhere.
{{ include "tuneround.policyHead" (dict "root" .root "kind" "ValidatingAdmissionPolicyBinding" "name" (printf "%s.elsewhere" .name)) }}
spec:
  policyName: {{ include "tuneround.clusterName" .root }}.{{ .name }}
  validationActions: [Deny]
  {{- with .scope }}
  matchResources:
    {{- toYaml . | nindent 4 }}
  {{- end }}
{{- end }}
{{- end -}}

{{/* The binding of a policy: of a dict of `root`, its `name`, and `namespaces` as a JSON list. */}}
{{- define "tuneround.policyBinding" -}}
{{ include "tuneround.policyHead" (dict "root" .root "kind" "ValidatingAdmissionPolicyBinding" "name" .name) }}
spec:
  policyName: {{ include "tuneround.clusterName" .root }}.{{ .name }}
  validationActions: [Deny]
  matchResources:
    namespaceSelector:
      matchExpressions:
        - key: kubernetes.io/metadata.name
          operator: In
          values:
            {{- .namespaces | fromJsonArray | toYaml | nindent 12 }}
{{- end -}}

{{/* Of a dict of `root`, `kind` and `name`. */}}
{{- define "tuneround.policyHead" -}}
apiVersion: admissionregistration.k8s.io/v1
kind: {{ .kind }}
metadata:
  name: {{ include "tuneround.clusterName" .root }}.{{ .name }}
  labels:
    {{- include "tuneround.labels" .root | nindent 4 }}
{{- end -}}

{{/* By which objects of rounds are known wherever they are. */}}
{{- define "tuneround.ofRounds" -}}
objectSelector:
  matchExpressions:
    - {key: tuneround.dev/round, operator: Exists}
{{- end -}}
