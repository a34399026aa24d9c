import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { CodeEditor } from '../code/code-editor.tsx'
import { type ReadJson, writeJson } from './json-text.ts'

interface Props {
  label: string
  text: string
  read: ReadJson
  onChange(text: string): void
}

/** A value written as JSON, checked while it is written. */
export function JsonField({ label, text, read, onChange }: Props) {
  const { t } = useTranslation()
  return (
    <div className="repair-field">
      <span>
        {label}
        <Button type="link" size="small" disabled={!read.ok} onClick={() => read.ok && onChange(writeJson(read.value))}>
          {t('runs.repair.tidy')}
        </Button>
      </span>
      <div className={`json-field${read.ok ? '' : ' json-field-bad'}`}>
        <CodeEditor kind="json" label={label} value={text} onChange={onChange} />
      </div>
      {!read.ok && (
        <small className="bad" role="alert">
          {read.problem}
        </small>
      )}
    </div>
  )
}
