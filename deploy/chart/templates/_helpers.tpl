{{- define "sen.labels" -}}
app.kubernetes.io/name: sen
app.kubernetes.io/instance: {{ .Release.Name }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
{{- end }}

{{- define "sen.selector" -}}
app.kubernetes.io/name: sen
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}

{{- define "sen.env" -}}
- name: CMS_INSTANCE
  value: /srv/sen/instance
- name: CMS_BASE_URL
  value: {{ .Values.baseUrl | quote }}
- name: CMS_HOSTS
  value: {{ .Values.host | quote }}
- name: CMS_SECURE_COOKIES
  value: "true"
- name: CMS_TRUSTED_PROXIES
  value: {{ .Values.trustedProxies | quote }}
- name: CMS_SECRET_KEY
  valueFrom:
    secretKeyRef:
      name: {{ .Values.secretKey.existingSecret }}
      key: secret-key
- name: CMS_DATABASE_URL
  valueFrom:
    secretKeyRef:
      name: {{ .Values.externalDatabase.existingSecret }}
      key: database-url
- name: CMS_OBJECT_STORAGE
  value: {{ dict "bucket" .Values.objectStorage.bucket "endpoint" .Values.objectStorage.endpoint "region" .Values.objectStorage.region "access_key_id" .Values.objectStorage.accessKeyId | toJson | quote }}
- name: CMS_OBJECT_STORAGE_SECRET
  valueFrom:
    secretKeyRef:
      name: {{ .Values.objectStorage.existingSecret }}
      key: secret
{{- if .Values.valkey.existingSecret }}
- name: CMS_VALKEY_URL
  valueFrom:
    secretKeyRef:
      name: {{ .Values.valkey.existingSecret }}
      key: valkey-url
{{- end }}
{{- with .Values.extraEnv }}
{{ toYaml . }}
{{- end }}
{{- end }}

{{- define "sen.security" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
runAsNonRoot: true
runAsUser: 10001
capabilities:
  drop: ["ALL"]
{{- end }}
