{{/* CEL: whether `image` is one of a JSON list, or lies under one. What follows a colon is a tag: with a
slash in it, it would be another port of the host. */}}
{{- define "tuneround.celUnder" -}}
{{ . }}.exists(known, image == known || image.startsWith(known + '/') || image.startsWith(known + '@')
  || (image.startsWith(known + ':') && !image.substring(size(known) + 1).contains('/')))
{{- end -}}

{{/* CEL: the images, buckets or endpoints of a `container` that are not of a JSON list. */}}
{{- define "tuneround.celImages" -}}
[container.?image.orValue('')].filter(image, type(image) == string && image != '' && !
  {{- include "tuneround.celUnder" . | nindent 2 }})
{{- end -}}

{{- define "tuneround.celBuckets" -}}
container.?env.orValue([])
  .filter(each, each.name == 'TUNEROUND_BUCKET' && type(each.?value.orValue(null)) == string)
  .map(each, each.value).filter(bucket, bucket != '' && !(bucket in {{ . }}))
{{- end -}}

{{/* A bucket without an endpoint is one of AWS. */}}
{{- define "tuneround.celEndpoints" -}}
(container.?env.orValue([])
    .filter(each, (each.name == 'TUNEROUND_ENDPOINT' || each.name.startsWith('AWS_ENDPOINT_URL'))
      && type(each.?value.orValue(null)) == string)
    .map(each, each.value.endsWith('/') ? each.value.substring(0, size(each.value) - 1) : each.value)
  + (container.?env.orValue([]).exists(each, each.name == 'TUNEROUND_BUCKET' && each.?value.orValue('') != '')
    && !container.env.exists(each, each.name == 'TUNEROUND_ENDPOINT') ? ['aws'] : []))
  .filter(url, url != '' && !(url in {{ . }}))
{{- end -}}
