import { Input, InputNumber, Segmented, Select, Switch } from 'antd'
import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { CodeEditor } from '../code/code-editor.tsx'
import { useDesk } from '../editor/use-editor.ts'
import { isRecord, type Schema } from '../model/node-fields.ts'
import { useEntryName } from '../use-entry-name.ts'
import type { FieldProps } from './form-context.ts'
import { widgetOf } from './form-plan.ts'

/** Words, numbers, switches, one of a few. */
export function SimpleField({
  schema,
  value,
  label,
  required,
  onChange,
}: FieldProps & { label: string; onChange: (value: unknown) => void }) {
  const { editor } = useDesk()
  const entryName = useEntryName()
  const off = editor.readOnly
  const given = value ?? schema.default
  switch (widgetOf(schema)) {
    case 'choice': {
      const options = (schema.enum ?? []).map((each) => ({ value: String(each), label: entryName(String(each)) }))
      return options.length <= 3 ? (
        <Segmented
          block
          disabled={off}
          options={options}
          value={String(given ?? '')}
          onChange={onChange}
          aria-label={label}
        />
      ) : (
        <Select
          showSearch
          optionFilterProp="label"
          disabled={off}
          options={options}
          value={given === undefined ? undefined : String(given)}
          aria-label={label}
          {...(!required && { allowClear: true, onClear: () => onChange(undefined) })}
          onChange={onChange}
        />
      )
    }
    case 'union':
      return <UnionField schema={schema} value={given} label={label} onChange={onChange} />
    case 'switch':
      return <Switch size="small" disabled={off} checked={given === true} aria-label={label} onChange={onChange} />
    case 'number':
      return (
        <InputNumber
          disabled={off}
          value={typeof given === 'number' ? given : null}
          aria-label={label}
          {...(schema.minimum !== undefined && { min: schema.minimum })}
          {...(schema.maximum !== undefined && { max: schema.maximum })}
          onChange={(next) => onChange(next ?? undefined)}
        />
      )
    case 'tags':
      return (
        <Select
          mode="tags"
          open={false}
          suffixIcon={null}
          disabled={off}
          value={Array.isArray(given) ? given.map(String) : []}
          aria-label={label}
          tokenSeparators={[',', '，', '\n']}
          onChange={onChange}
        />
      )
    case 'longText':
      return (
        <Input.TextArea
          disabled={off}
          autoSize={{ minRows: 2, maxRows: 8 }}
          value={String(value ?? '')}
          aria-label={label}
          onChange={(event) => onChange(event.target.value || undefined)}
        />
      )
    default:
      return (
        <Input
          disabled={off}
          value={String(value ?? '')}
          aria-label={label}
          onChange={(event) => onChange(event.target.value || (required ? '' : undefined))}
        />
      )
  }
}

/** One of a few words, or a number: `all`, `any`, 2. */
function UnionField({
  schema,
  value,
  label,
  onChange,
}: {
  schema: Schema
  value: unknown
  label: string
  onChange: (value: unknown) => void
}) {
  const { editor } = useDesk()
  const { t } = useTranslation()
  const entryName = useEntryName()
  const words = (schema.anyOf ?? []).flatMap((each) =>
    typeof each.const === 'string' ? [each.const] : (each.enum ?? []).map(String),
  )
  const number = schema.anyOf?.find(({ type }) => type === 'integer' || type === 'number')
  const options = [
    ...words.map((each) => ({ value: each, label: entryName(each) })),
    ...(number ? [{ value: '#', label: t('flows.properties.number') }] : []),
  ]
  return (
    <div className="flow-row">
      <Segmented
        disabled={editor.readOnly}
        options={options}
        aria-label={label}
        value={typeof value === 'number' ? '#' : String(value ?? '')}
        onChange={(next) => onChange(next === '#' ? (number?.minimum ?? 1) : next)}
      />
      {typeof value === 'number' && (
        <InputNumber
          disabled={editor.readOnly}
          min={number?.minimum ?? 0}
          value={value}
          aria-label={label}
          onChange={(next) => onChange(next ?? number?.minimum ?? 1)}
        />
      )}
    </div>
  )
}

/** Lists of words in both languages. */
export function WordLists({ value, onChange }: { value: unknown; onChange: (value: unknown) => void }) {
  const { t } = useTranslation()
  const { editor } = useDesk()
  const lists = isRecord(value) ? value : {}
  return (
    <div className="words">
      {(['zh', 'en'] as const).map((language) => (
        <div key={language} className="words-line">
          <span aria-hidden>{language === 'zh' ? '中' : 'EN'}</span>
          <Select
            mode="tags"
            open={false}
            suffixIcon={null}
            disabled={editor.readOnly}
            value={Array.isArray(lists[language]) ? (lists[language] as string[]) : []}
            placeholder={t('flows.properties.wordsHint')}
            aria-label={t(`common.language.${language}`)}
            tokenSeparators={['\n']}
            onChange={(next: string[]) => onChange({ zh: [], en: [], ...lists, [language]: next })}
          />
        </div>
      ))}
    </div>
  )
}

/** Any JSON; while it cannot be read the last readable value stands. */
export function JsonField({
  value,
  label,
  onChange,
}: {
  value: unknown
  label: string
  onChange: (value: unknown) => void
}) {
  const { editor } = useDesk()
  const [text, setText] = useState(() => JSON.stringify(value ?? {}, null, 2))
  const [bad, setBad] = useState('')
  const own = useRef(value)
  useEffect(() => {
    if (own.current !== value) setText(JSON.stringify(value ?? {}, null, 2))
    own.current = value
  }, [value])
  return (
    <div className="flow-expression">
      <CodeEditor
        kind="json"
        className="code-tall"
        value={text}
        label={label}
        readOnly={editor.readOnly}
        onChange={(next) => {
          setText(next)
          try {
            const read: unknown = JSON.parse(next)
            own.current = read
            setBad('')
            onChange(read)
          } catch (error) {
            setBad((error as Error).message)
          }
        }}
      />
      {bad && <p className="preview is-bad">{bad}</p>}
    </div>
  )
}
