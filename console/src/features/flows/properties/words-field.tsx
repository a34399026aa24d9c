import { render } from '@loopdesk/engines/flow/expression.ts'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useDebounced } from '../../../ui/use-debounced.ts'
import { CodeEditor } from '../code/code-editor.tsx'
import { sampleNow, useDesk } from '../editor/use-editor.ts'
import { isRecord } from '../model/node-fields.ts'
import { useCompletion } from './expression-field.tsx'
import { useSample } from './sample.tsx'

interface Words {
  zh: string
  en: string
}

interface Props {
  value: unknown
  label: string
  /** Whether `{{ }}` is filled in. */
  template: boolean
  required: boolean
  onChange: (words: Words | undefined) => void
}

/** Words in both languages; a template completes and previews what stands between `{{` and `}}`. */
export function WordsField({ value, label, template, required, onChange }: Props) {
  const { t } = useTranslation()
  const { editor } = useDesk()
  const complete = useCompletion(true)
  const words: Words = isRecord(value) ? { zh: String(value.zh ?? ''), en: String(value.en ?? '') } : { zh: '', en: '' }
  const change = (language: keyof Words, text: string) => {
    const next = { ...words, [language]: text }
    onChange(next.zh === '' && next.en === '' && !required ? undefined : next)
  }
  return (
    <div className="words">
      {(['zh', 'en'] as const).map((language) => (
        <div key={language} className="words-line">
          <span aria-hidden>{language === 'zh' ? '中' : 'EN'}</span>
          <CodeEditor
            kind="template"
            className="code-words"
            value={words[language]}
            label={`${label} · ${t(`common.language.${language}`)}`}
            readOnly={editor.readOnly}
            onChange={(text) => change(language, text)}
            {...(template && { complete })}
          />
          {template && words[language].includes('{{') && <Rendered text={words[language]} language={language} />}
        </div>
      ))}
    </div>
  )
}

function Rendered({ text, language }: { text: string; language: 'zh' | 'en' }) {
  const { scope } = useSample()
  const rested = useDebounced(text, 250)
  const [shown, setShown] = useState<{ text: string; bad: boolean }>({ text: '', bad: false })
  useEffect(() => {
    let gone = false
    const tell = (next: typeof shown) => {
      if (!gone) setShown(next)
    }
    render(rested, { scope, context: {}, lang: language, now: sampleNow, names })
      .then((done) => tell({ text: done, bad: false }))
      .catch((error: { message?: string }) => tell({ text: error.message ?? String(error), bad: true }))
    return () => {
      gone = true
    }
  }, [rested, scope, language])
  return <p className={`preview ${shown.bad ? 'is-bad' : ''}`}>{shown.bad ? shown.text : `= ${shown.text}`}</p>
}

const names = {
  title: async (_type: string, value: unknown) => String((isRecord(value) && (value.title ?? value.id)) || '…'),
  status: (_type: string, status: string) => status,
}
