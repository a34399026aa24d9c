import type { FormField } from '@loopdesk/contracts/form.ts'
import type { Part } from '@loopdesk/contracts/messages.ts'
import { Button, Checkbox, Input, InputNumber, Select } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'

interface Props {
  parts: Part[]
  off: boolean
  onPress: (value: string, label: string) => void
  onForm?: (formId: string, values: Record<string, unknown>) => void
}

/** What comes with a message: cards, buttons, progress, forms to fill in. */
export function MessageParts({ parts, off, onPress, onForm }: Props) {
  return parts.map((part, index) => {
    const key = `${part.type} ${index}`
    if (part.type === 'choices') return <Choices key={key} choices={part.choices} off={off} onPress={onPress} />
    if (part.type === 'card')
      return (
        <div key={key} className="part-card">
          <b>{part.title}</b>
          {part.subtitle && <small>{part.subtitle}</small>}
          <dl className="facts">
            {part.fields.map((field) => (
              <div key={field.label}>
                <dt>{field.label}</dt>
                <dd>{field.value}</dd>
              </div>
            ))}
          </dl>
          <Choices choices={part.choices} off={off} onPress={onPress} />
        </div>
      )
    if (part.type === 'progress')
      return (
        <ol key={key} className="part-progress">
          {part.steps.map((step) => (
            <li key={step.label} className={`is-${step.state}`}>
              {step.label}
            </li>
          ))}
        </ol>
      )
    if (part.type === 'form')
      return part.state === 'open' && onForm ? (
        <ChatForm
          key={`${part.formId} ${JSON.stringify(part.fields.map(({ error }) => error))}`}
          part={part}
          off={off}
          onForm={onForm}
        />
      ) : null
    if (part.type === 'file')
      return (
        <span key={key} className="tag">
          {part.file.name}
        </span>
      )
    return null
  })
}

function Choices({
  choices,
  off,
  onPress,
}: {
  choices: { value: string; label: string; hint?: string | undefined }[]
  off: boolean
  onPress: Props['onPress']
}) {
  if (choices.length === 0) return null
  return (
    <div className="part-choices">
      {choices.map(({ value, label, hint }) => (
        <Button key={value} size="small" disabled={off} title={hint} onClick={() => onPress(value, label)}>
          {label}
        </Button>
      ))}
    </div>
  )
}

const sampleFile = [
  { fileId: '00000000-0000-4000-8000-000000000001', name: 'photo.jpg', mime: 'image/jpeg', size: 120_000 },
]

function ChatForm({
  part,
  off,
  onForm,
}: {
  part: Extract<Part, { type: 'form' }>
  off: boolean
  onForm: NonNullable<Props['onForm']>
}) {
  const [values, setValues] = useState<Record<string, unknown>>(() =>
    Object.fromEntries(part.fields.flatMap(({ name, value }) => (value === undefined ? [] : [[name, value]]))),
  )
  return (
    <form
      className="part-form"
      onSubmit={(event) => {
        event.preventDefault()
        onForm(part.formId, values)
      }}
    >
      {part.title && <b>{part.title}</b>}
      {part.fields.map((field) => (
        <div key={field.name} className="field">
          <span className="field-label">
            {field.label}
            {field.required ? ' *' : ''}
          </span>
          <FormInput
            field={field}
            value={values[field.name]}
            onChange={(value) => setValues({ ...values, [field.name]: value })}
          />
          {field.hint && <p className="field-help">{field.hint}</p>}
          {field.error && <p className="field-finding is-error">{field.error}</p>}
        </div>
      ))}
      <Button htmlType="submit" type="primary" size="small" disabled={off}>
        {part.submit}
      </Button>
    </form>
  )
}

function FormInput({
  field,
  value,
  onChange,
}: {
  field: FormField
  value: unknown
  onChange: (value: unknown) => void
}) {
  const { t } = useTranslation()
  const { kind, label, options = [] } = field
  if (kind === 'choice' || kind === 'choices')
    return (
      <Select
        size="small"
        allowClear
        mode={kind === 'choices' ? 'multiple' : undefined}
        value={value}
        options={options}
        aria-label={label}
        onChange={(next) => onChange(next ?? null)}
      />
    )
  if (kind === 'yesno')
    return (
      <Checkbox checked={value === true} onChange={(event) => onChange(event.target.checked)}>
        {t('flows.rehearse.yes')}
      </Checkbox>
    )
  if (kind === 'number')
    return (
      <InputNumber
        size="small"
        value={typeof value === 'number' ? value : null}
        aria-label={label}
        onChange={onChange}
      />
    )
  if (kind === 'files' || kind === 'signature')
    return (
      <Button
        size="small"
        type={value ? 'primary' : 'default'}
        ghost={Boolean(value)}
        onClick={() => onChange(value ? null : sampleFile)}
      >
        {t(kind === 'files' ? 'flows.rehearse.samplePhoto' : 'flows.rehearse.sampleSignature')}
      </Button>
    )
  if (kind === 'location')
    return (
      <Button
        size="small"
        type={value ? 'primary' : 'default'}
        ghost={Boolean(value)}
        onClick={() => onChange(value ? null : samplePlace)}
      >
        {t('flows.rehearse.samplePlace')}
      </Button>
    )
  if (kind === 'longtext')
    return (
      <Input.TextArea
        rows={2}
        value={String(value ?? '')}
        aria-label={label}
        onChange={(event) => onChange(event.target.value || null)}
      />
    )
  return (
    <Input
      size="small"
      type={kind === 'date' ? 'date' : 'text'}
      value={String(value ?? '')}
      aria-label={label}
      onChange={(event) => onChange(event.target.value || null)}
    />
  )
}

export const samplePlace = { latitude: 30.27, longitude: 120.15, name: '杭州市文三路 1 号' }
export const sampleFiles = sampleFile
