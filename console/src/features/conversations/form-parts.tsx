import { EnvironmentOutlined, FormOutlined } from '@ant-design/icons'
import type { FormField, FormPart, FormValue, SentForm } from '@loopdesk/contracts/form.ts'
import type { FileRef, Part } from '@loopdesk/contracts/messages.ts'
import { useTranslation } from 'react-i18next'
import { FilePart } from './file-part.tsx'

/** What the customer was asked to fill in, to look at: the form is theirs, not ours. */
export function AskedForm({ form }: { form: FormPart }) {
  const { t } = useTranslation()
  return (
    <div className="part-box">
      <b>
        <FormOutlined /> {form.title ?? t('inbox.part.form.asked')}
      </b>
      <ul className="asked" aria-label={t('inbox.part.form.asked')}>
        {form.fields.map((field) => (
          <li key={field.name}>
            {field.label} <small>{t(`inbox.part.form.kind.${field.kind}`)}</small>
            {!field.required && <small>{t('inbox.part.form.optional')}</small>}
            {field.error && <em>{field.error}</em>}
          </li>
        ))}
      </ul>
    </div>
  )
}

/** The answers the customer sent, personal data masked as in all they say. */
export function SentFormPart({ sent, asked, parts }: { sent: SentForm; asked: FormPart; parts: Part[] }) {
  const { t } = useTranslation()
  const files = parts.flatMap((part) => (part.type === 'file' ? part.file : []))
  return (
    <div className="part-box sent-form">
      <b>
        <FormOutlined /> {asked.title ?? t('inbox.part.form.sent')}
      </b>
      <dl className="fields">
        {asked.fields.map((field) => (
          <div key={field.name}>
            <dt>{field.label}</dt>
            <dd>
              <Answer field={field} value={sent.values[field.name]} files={files} />
            </dd>
          </div>
        ))}
      </dl>
    </div>
  )
}

function Answer({ field, value, files }: { field: FormField; value: FormValue | undefined; files: FileRef[] }) {
  const { t } = useTranslation()
  if (value === null || value === undefined || value === '')
    return <span className="no-answer">{t('inbox.part.form.empty')}</span>
  if (typeof value === 'boolean') return t(value ? 'inbox.part.form.yes' : 'inbox.part.form.no')
  if (Array.isArray(value)) {
    const named = value.flatMap((each) => (typeof each === 'string' ? [] : each.fileId))
    if (named.length === 0) return value.map((each) => labelOf(field, String(each))).join(t('inbox.part.form.comma'))
    return (
      <span className="answer-files">
        {files
          .filter(({ fileId }) => named.includes(fileId))
          .map((file) => (
            <FilePart key={file.fileId} file={file} />
          ))}
      </span>
    )
  }
  if (typeof value === 'object') {
    const { latitude, longitude, name } = value
    return (
      <>
        {name}
        {latitude !== undefined && longitude !== undefined && (
          <small className="coordinates">
            <EnvironmentOutlined /> {latitude.toFixed(5)}, {longitude.toFixed(5)}
          </small>
        )}
      </>
    )
  }
  return labelOf(field, String(value))
}

const labelOf = (field: FormField, value: string) =>
  field.options?.find((option) => option.value === value)?.label ?? value
