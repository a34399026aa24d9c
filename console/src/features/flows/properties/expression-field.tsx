import { useEffect, useMemo, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useDebounced } from '../../../ui/use-debounced.ts'
import { CodeEditor } from '../code/code-editor.tsx'
import { expressionCompletion, shown } from '../code/completions.ts'
import { sampleNow, useDesk } from '../editor/use-editor.ts'
import { type Tried, tryExpression } from '../model/variables.ts'
import { useLanguage } from '../use-language.ts'
import { useSample } from './sample.tsx'

interface Props {
  value: string
  label: string
  onChange: (text: string | undefined) => void
  placeholder?: string
}

/** JSONata with completion, and what it comes to on the sample data. */
export function ExpressionField({ value, label, onChange, placeholder }: Props) {
  const { editor } = useDesk()
  const complete = useCompletion(false)
  const tried = useTried(value)
  const problems = useMemo(() => {
    if (!tried || tried.ok) return []
    const at = Math.max(0, (tried.position ?? value.length) - 1)
    return [{ from: at, to: Math.min(at + 1, value.length), severity: 'error' as const, message: tried.message }]
  }, [tried, value])
  return (
    <div className="flow-expression">
      <CodeEditor
        kind="expression"
        value={value}
        label={label}
        readOnly={editor.readOnly}
        complete={complete}
        problems={problems}
        onChange={(text) => onChange(text === '' ? undefined : text)}
        {...(placeholder && { placeholder })}
      />
      {tried && <Preview tried={tried} />}
    </div>
  )
}

function Preview({ tried }: { tried: Tried }) {
  const { t } = useTranslation()
  if (!tried.ok) return <p className="preview is-bad">{tried.message}</p>
  const text = tried.value === undefined ? t('flows.properties.nothing') : shown(tried.value, 160)
  return (
    <p className="preview" title={tried.value === undefined ? undefined : JSON.stringify(tried.value, null, 2)}>
      = {text}
    </p>
  )
}

/** What an expression comes to now; null while it is empty. */
function useTried(expression: string): Tried | null {
  const language = useLanguage()
  const { scope } = useSample()
  const rested = useDebounced(expression, 250)
  const [tried, setTried] = useState<Tried | null>(null)
  useEffect(() => {
    if (rested.trim() === '') return setTried(null)
    let gone = false
    void tryExpression(rested, scope, language, sampleNow).then((outcome) => {
      if (!gone) setTried(outcome)
    })
    return () => {
      gone = true
    }
  }, [rested, scope, language])
  return expression.trim() === '' ? null : tried
}

/** Completion that always knows the latest variables. */
export function useCompletion(inTemplate: boolean) {
  const language = useLanguage()
  const { variables, scope } = useSample()
  const known = useRef({ variables, scope, language })
  known.current = { variables, scope, language }
  return useMemo(() => expressionCompletion(() => known.current, inTemplate), [inTemplate])
}
