{{/* CEL: what an object would run, as lists of containers. The argument is `object` or `oldObject`. */}}
{{- define "tuneround.celPods" -}}
[dyn({{ . }}.spec.containers) + dyn({{ . }}.spec.?initContainers.orValue([]))
  + dyn({{ . }}.spec.?ephemeralContainers.orValue([]))
  + {{ . }}.spec.?volumes.orValue([]).filter(each, has(each.image))
    .map(each, {'name': each.name, 'image': each.image.?reference.orValue('')})]
{{- end -}}

{{/* What a Workflow takes from elsewhere, its patches and what Argo fills in show in its pods. */}}
{{- define "tuneround.celWorkflows" -}}
({{ . }}.spec.?templates.orValue([]) + [?{{ . }}.spec.?templateDefaults]).map(each,
  [?each.?container, ?each.?script] + each.?sidecars.orValue([]) + each.?initContainers.orValue([])
  + each.?containerSet.?containers.orValue([]))
  .map(listed, listed.filter(each, !each.?image.orValue('').contains('{{ "{{" }}')))
{{- end -}}

{{/* Storage as its pods get it: an endpoint without a bucket means the bucket `tuneround`. Fields may be null. */}}
{{- define "tuneround.celRounds" -}}
{{- $storage := printf "optional.ofNonZeroValue(%s.spec.?storage.orValue({}))" . -}}
{{- $endpoint := printf "optional.ofNonZeroValue(%s.?endpoint.orValue(''))" $storage -}}
{{- $patch := printf "optional.ofNonZeroValue(%s.spec.?trainer.?podSpecPatch.orValue({}))" . -}}
[[{'image': {{ . }}.spec.?trainer.?image.orValue(''), 'env': {{ . }}.spec.?trainer.?env.orValue([])},
  {'image': {{ . }}.spec.?workflow.?controlImage.orValue(''), 'env': dyn([
    ?({{ $storage }}.?bucket.hasValue() || {{ $endpoint }}.hasValue()
      ? optional.of({'name': dyn('TUNEROUND_BUCKET'), 'value': {{ $storage }}.?bucket.orValue('tuneround')})
      : optional.none()),
    ?{{ $endpoint }}.optMap(url, {'name': dyn('TUNEROUND_ENDPOINT'), 'value': url})])}]
  + {{ $patch }}.?containers.orValue([])
  + {{ $patch }}.?initContainers.orValue([])
  + {{ $patch }}.?ephemeralContainers.orValue([])
  + {{ $patch }}.?volumes.orValue([]).map(each, {'image': each.?image.?reference.orValue('')})]
{{- end -}}
