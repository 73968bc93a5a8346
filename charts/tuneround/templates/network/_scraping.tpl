{{/* Who may read metrics, as rules of a NetworkPolicy's ingress. */}}
{{- define "tuneround.scraping" -}}
{{- with .Values.networkPolicy.scrapers -}}
- from:
    - namespaceSelector:
        matchExpressions:
          - key: kubernetes.io/metadata.name
            operator: In
            values:
              {{- toYaml . | nindent 14 }}
  ports:
    - {port: metrics, protocol: TCP}
{{- else -}}
[]
{{- end -}}
{{- end -}}
