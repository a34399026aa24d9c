import { CloseOutlined } from '@ant-design/icons'
import type { Ontology } from '@loopdesk/contracts/graph.ts'
import { Button, Input, Select } from 'antd'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'

export interface CardProps<T> {
  item: T
  ontology: Ontology
  problems: string[]
  onChange: (item: T) => void
  onRemove: () => void
}

/** The frame of one part of the ontology, with what is wrong with it. */
export function Card({
  problems,
  onRemove,
  children,
}: {
  problems: string[]
  onRemove: () => void
  children: ReactNode
}) {
  const { t } = useTranslation()
  return (
    <div className={`kg-card${problems.length > 0 ? ' bad' : ''}`}>
      <Button
        className="remove"
        type="text"
        size="small"
        icon={<CloseOutlined />}
        aria-label={t('graph.entities.remove')}
        onClick={onRemove}
      />
      {children}
      {problems.map((message) => (
        <p key={message} className="kg-problem" role="alert">
          {t('graph.ontology.problem', { message })}
        </p>
      ))}
    </div>
  )
}

export function Labelled({
  label,
  wide,
  hint,
  children,
}: {
  label: string
  wide?: boolean
  hint?: string
  children: ReactNode
}) {
  return (
    <div className={`kg-label${wide ? ' wide' : ''}`}>
      <span>{label}</span>
      {children}
      {hint && <small className="kg-quiet">{hint}</small>}
    </div>
  )
}

export function TextField({
  label,
  value,
  onChange,
}: {
  label: string
  value: string
  onChange: (value: string) => void
}) {
  return (
    <Labelled label={label}>
      <Input aria-label={label} value={value} onChange={(event) => onChange(event.target.value)} />
    </Labelled>
  )
}

export function WordsField({
  label,
  value,
  onChange,
  hint,
}: {
  label: string
  value: readonly string[]
  onChange: (value: string[]) => void
  hint?: string
}) {
  return (
    <Labelled label={label} wide {...(hint ? { hint } : {})}>
      <Select
        mode="tags"
        open={false}
        suffixIcon={null}
        aria-label={label}
        tokenSeparators={['，', ',', '、']}
        value={[...value]}
        onChange={onChange}
      />
    </Labelled>
  )
}

interface PickFieldProps {
  label: string
  value: string | undefined
  options: { value: string; label: string }[]
  onChange: (value: string) => void
  clear?: () => void
}

export function PickField({ label, value, options, onChange, clear }: PickFieldProps) {
  return (
    <Labelled label={label}>
      <Select
        aria-label={label}
        value={value}
        options={options}
        allowClear={clear !== undefined}
        {...(clear ? { onClear: clear } : {})}
        onChange={(picked?: string) => picked !== undefined && onChange(picked)}
      />
    </Labelled>
  )
}

export function PickMany({
  label,
  value,
  options,
  onChange,
}: {
  label: string
  value: string[]
  options: { value: string; label: string }[]
  onChange: (value: string[]) => void
}) {
  return (
    <Labelled label={label}>
      <Select mode="multiple" aria-label={label} value={value} options={options} onChange={onChange} />
    </Labelled>
  )
}

type Named = { key: string; name: { zh: string; en: string }; synonyms: string[] }

/** Names in both languages, the key that facts are kept under, and synonyms. */
export function NameFields<T extends Named>({ item, onChange }: { item: T; onChange: (item: T) => void }) {
  const { t } = useTranslation()
  return (
    <>
      <TextField
        label={t('graph.ontology.zh')}
        value={item.name.zh}
        onChange={(zh) => onChange({ ...item, name: { ...item.name, zh } })}
      />
      <TextField
        label={t('graph.ontology.en')}
        value={item.name.en}
        onChange={(en) => onChange({ ...item, name: { ...item.name, en } })}
      />
      <TextField
        label={t('graph.ontology.key')}
        value={item.key}
        onChange={(key) => onChange({ ...item, key: key.toLowerCase().replaceAll(/[^a-z0-9_]/g, '_') })}
      />
      <WordsField
        label={t('graph.ontology.synonyms')}
        value={item.synonyms}
        onChange={(synonyms) => onChange({ ...item, synonyms })}
      />
    </>
  )
}
