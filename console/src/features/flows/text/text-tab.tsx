import { useEffect, useMemo, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useDebounced } from '../../../ui/use-debounced.ts'
import { CodeEditor } from '../code/code-editor.tsx'
import { useDesk, useDoc } from '../editor/use-editor.ts'
import type { FlowDoc } from '../model/flow-doc.ts'
import { readText, textOf } from '../model/yaml-text.ts'

const restMs = 300

/** The same flow as text. What is written becomes the flow a moment later; what cannot be read is told on its line. */
export function TextTab() {
  const { t } = useTranslation()
  const { editor } = useDesk()
  const doc = useDoc()
  const [text, setText] = useState(() => textOf(doc))
  const mine = useRef<FlowDoc>(doc)
  /** Only what people wrote here becomes the flow: reading it alone changes nothing. */
  const written = useRef(false)
  const rested = useDebounced(text, restMs)
  const read = useMemo(() => readText(rested, editor.doc()), [rested, editor])

  useEffect(() => {
    if (!written.current || !read.doc || editor.readOnly || textOf(read.doc) === textOf(editor.doc())) return
    editor.apply(read.doc, 'text')
    mine.current = editor.doc()
  }, [read, editor])
  // Leaving right after the last key: what was written becomes the flow all the same.
  const latest = useRef(text)
  latest.current = text
  useEffect(
    () => () => {
      const left = written.current && !editor.readOnly ? readText(latest.current, editor.doc()).doc : null
      if (left && textOf(left) !== textOf(editor.doc())) editor.apply(left, 'text')
    },
    [editor],
  )
  useEffect(() => {
    // Changed elsewhere (undone, or by a dialog): the text follows.
    if (doc === mine.current) return
    mine.current = doc
    setText((now) => (readText(now, doc).doc && textOf(readText(now, doc).doc!) === textOf(doc) ? now : textOf(doc)))
  }, [doc])

  const problems = useMemo(
    () =>
      read.problems.map(({ from, to, message, fatal }) => ({
        from,
        to,
        message,
        severity: fatal ? ('error' as const) : ('warning' as const),
      })),
    [read],
  )
  const fatal = read.problems.find((one) => one.fatal)
  return (
    <div className="text-tab">
      <CodeEditor
        full
        kind="yaml"
        value={text}
        label={t('flows.text.label')}
        readOnly={editor.readOnly}
        problems={problems}
        onChange={(next) => {
          written.current = true
          setText(next)
        }}
      />
      <p className={`text-state ${fatal ? 'bad' : 'quiet'}`} role="status">
        {fatal
          ? t('flows.text.fatal', { line: fatal.line, message: fatal.message })
          : read.problems.length > 0
            ? t('flows.text.problems', { count: read.problems.length, line: read.problems[0]!.line })
            : t('flows.text.fine')}
      </p>
    </div>
  )
}
