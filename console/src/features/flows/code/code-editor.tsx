import { autocompletion, type CompletionSource, completionKeymap } from '@codemirror/autocomplete'
import { type Diagnostic, lintGutter, setDiagnostics } from '@codemirror/lint'
import { Compartment, EditorState, type Extension } from '@codemirror/state'
import { EditorView, keymap, placeholder as placeholderText } from '@codemirror/view'
import { basicSetup, minimalSetup } from 'codemirror'
import { useEffect, useRef } from 'react'
import { useStable } from '../../../ui/use-stable.ts'
import { languageOf, type TextKind } from './languages.ts'
import { look } from './look.ts'

interface Props {
  value: string
  kind: TextKind
  label: string
  onChange: (text: string) => void
  placeholder?: string
  readOnly?: boolean
  /** Line numbers, folding and search. */
  full?: boolean
  complete?: CompletionSource
  problems?: Diagnostic[]
  className?: string
}

const none: Diagnostic[] = []

/** A text people write for machines, with colours, completion and what is wrong with it underlined. */
export function CodeEditor(props: Props) {
  const { value, kind, label, placeholder, readOnly = false, full = false, problems = none, className } = props
  const box = useRef<HTMLDivElement>(null)
  const view = useRef<EditorView | null>(null)
  const onChange = useStable(props.onChange)
  const complete = useRef(props.complete)
  complete.current = props.complete
  const begin = useRef({ value, readOnly })
  const writable = useRef(new Compartment())

  useEffect(() => {
    const extensions: Extension[] = [
      full ? basicSetup : minimalSetup,
      languageOf(kind),
      look,
      EditorView.lineWrapping,
      EditorView.contentAttributes.of({ 'aria-label': label }),
      writable.current.of(EditorState.readOnly.of(begin.current.readOnly)),
      autocompletion({ override: [(context) => complete.current?.(context) ?? null], icons: false }),
      keymap.of(completionKeymap),
      EditorView.updateListener.of((update) => {
        if (update.docChanged && !update.transactions.some((one) => one.isUserEvent('outside')))
          onChange(update.state.doc.toString())
      }),
      ...(placeholder ? [placeholderText(placeholder)] : []),
      ...(full ? [lintGutter()] : []),
    ]
    const made = new EditorView({
      state: EditorState.create({ doc: begin.current.value, extensions }),
      ...(box.current && { parent: box.current }),
    })
    view.current = made
    return () => {
      view.current = null
      made.destroy()
    }
  }, [kind, full, label, placeholder, onChange])

  useEffect(() => {
    begin.current.value = value
    const now = view.current
    if (!now || now.state.doc.toString() === value) return
    now.dispatch({ changes: { from: 0, to: now.state.doc.length, insert: value }, userEvent: 'outside' })
  }, [value])
  useEffect(() => {
    begin.current.readOnly = readOnly
    view.current?.dispatch({ effects: writable.current.reconfigure(EditorState.readOnly.of(readOnly)) })
  }, [readOnly])
  useEffect(() => {
    const now = view.current
    if (!now) return
    const length = now.state.doc.length
    const inside = problems.map((one) => ({ ...one, from: Math.min(one.from, length), to: Math.min(one.to, length) }))
    now.dispatch(setDiagnostics(now.state, inside))
  }, [problems])

  return <div ref={box} className={`code code-${full ? 'full' : 'field'} ${className ?? ''}`} />
}
