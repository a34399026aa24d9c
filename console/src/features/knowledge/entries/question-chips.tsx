import { CloseOutlined } from '@ant-design/icons'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { linesOf } from '../../workbench/intents/lines-of.ts'

interface Props {
  label: string
  values: string[]
  onChange(values: string[]): void
  readOnly?: boolean
  /** Most that are taken. */
  most?: number
}

/** Ways to ask: Enter adds one, a pasted list adds one for each line, pressing one changes it. */
export function QuestionChips({ label, values, onChange, readOnly = false, most = 200 }: Props) {
  const { t } = useTranslation()
  const [text, setText] = useState('')
  const add = (given: string) => {
    const known = new Set(values)
    const fresh = [...new Set(linesOf(given))].filter((line) => !known.has(line))
    if (fresh.length > 0) onChange([...values, ...fresh].slice(0, most))
    setText('')
  }
  return (
    <div className="chips">
      <ul aria-label={label}>
        {values.map((value) => (
          <li key={value} className="chip">
            {readOnly ? (
              <span>{value}</span>
            ) : (
              <>
                <button
                  type="button"
                  className="chip-text"
                  title={t('knowledge.editor.changeQuestion')}
                  onClick={() => {
                    onChange(values.filter((one) => one !== value))
                    setText(value)
                  }}
                >
                  {value}
                </button>
                <button
                  type="button"
                  className="chip-close"
                  aria-label={t('knowledge.editor.removeQuestion', { text: value })}
                  onClick={() => onChange(values.filter((one) => one !== value))}
                >
                  <CloseOutlined />
                </button>
              </>
            )}
          </li>
        ))}
      </ul>
      {!readOnly && (
        <input
          className="chip-input"
          value={text}
          maxLength={300}
          placeholder={t('knowledge.editor.addQuestion')}
          aria-label={label}
          onChange={(event) => setText(event.target.value)}
          onBlur={() => add(text)}
          onKeyDown={(event) => {
            if (event.nativeEvent.isComposing) return
            if (event.key === 'Enter') {
              event.preventDefault()
              add(text)
            }
            if (event.key === 'Backspace' && text === '' && values.length > 0) onChange(values.slice(0, -1))
          }}
          onPaste={(event) => {
            const pasted = event.clipboardData.getData('text')
            if (!/\n/.test(pasted.trim())) return
            event.preventDefault()
            add(`${text}${pasted}`)
          }}
        />
      )}
    </div>
  )
}
