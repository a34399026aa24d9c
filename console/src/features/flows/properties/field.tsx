import { memo, type ReactNode, useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { inWords } from '../../../ui/in-words.ts'
import { inLanguage } from '../canvas/node-words.ts'
import { CodeEditor } from '../code/code-editor.tsx'
import { fieldName } from '../editor/editor.ts'
import { useDesk, useEditor } from '../editor/use-editor.ts'
import type { Path } from '../model/flow-doc.ts'
import { useLanguage } from '../use-language.ts'
import { ExpressionField } from './expression-field.tsx'
import { type FieldProps, useForm } from './form-context.ts'
import { widgetOf } from './form-plan.ts'
import { ListField, MapField, ObjectField } from './nested-fields.tsx'
import { ConnectionField, FlowField, NodeField, SlotField, ToolField, VariableField } from './pickers.tsx'
import { JsonField, SimpleField, WordLists } from './simple-fields.tsx'
import { WordsField } from './words-field.tsx'

/** One field: its name, its widget by the schema, what the proof says of it. */
export const Field = memo(function Field(props: FieldProps) {
  const { schema, path, name, required } = props
  const language = useLanguage()
  const { t } = useTranslation()
  const { node } = useForm()
  const label = inLanguage(schema.label, language) || inWords(name)
  const box = useRef<HTMLDivElement>(null)
  const wide = !['switch', 'number'].includes(widgetOf(schema))
  useFocusHere(box, node, path)
  return (
    <div ref={box} className={`field ${wide ? '' : 'field-inline'}`} data-field={fieldName(path)}>
      <span className="field-label">
        {label}
        {!required && wide && schema.default === undefined && <small>{t('common.optional')}</small>}
      </span>
      <FieldWidget {...props} label={label} />
      {schema.help && <p className="field-help">{inLanguage(schema.help, language)}</p>}
      <FieldFindings node={node} path={path} />
    </div>
  )
})

/** The widget alone, for lists and maps that have names of their own. */
export function FieldWidget(props: FieldProps & { label: string }): ReactNode {
  const { schema, value, path, required, label } = props
  const { change } = useForm()
  const { editor } = useDesk()
  const set = (next: unknown) => change(path, next)
  const text = typeof value === 'string' ? value : ''
  switch (widgetOf(schema)) {
    case 'node':
      return <NodeField value={text} path={path} label={label} />
    case 'expression':
      return (
        <ExpressionField value={text} label={label} onChange={(next) => set(next ?? (required ? '' : undefined))} />
      )
    case 'words':
      return (
        <WordsField
          value={value}
          label={label}
          template={schema.role === 'template'}
          required={required}
          onChange={set}
        />
      )
    case 'wordLists':
      return <WordLists value={value} onChange={set} />
    case 'variable':
      return <VariableField value={text} label={label} required={required} onChange={set} />
    case 'slot':
      return <SlotField value={text} label={label} onChange={set} />
    case 'tool':
      return <ToolField value={text} label={label} onChange={set} />
    case 'flow':
      return <FlowField value={text} label={label} onChange={set} />
    case 'connection':
      return <ConnectionField value={text} label={label} onChange={set} />
    case 'code':
      return (
        <CodeEditor
          kind="javascript"
          className="code-tall"
          value={text}
          label={label}
          readOnly={editor.readOnly}
          onChange={set}
        />
      )
    case 'json':
      return <JsonField value={value} label={label} onChange={set} />
    case 'list':
      return <ListField {...props} />
    case 'map':
      return <MapField {...props} />
    case 'object':
      return <ObjectField {...props} />
    default:
      return <SimpleField {...props} onChange={set} />
  }
}

function FieldFindings({ node, path }: { node: string | undefined; path: Path }) {
  const language = useLanguage()
  const name = fieldName(path)
  const findings = useEditor(
    (state) => state.findings.filter((one) => one.node === node && one.field === name),
    (a, b) => a.length === b.length && a.every((one, index) => one === b[index]),
  )
  return findings.map((one) => (
    <p key={`${one.code} ${one.message.en}`} className={`field-finding is-${one.severity}`}>
      {one.message[language]} <span>{one.fix[language]}</span>
    </p>
  ))
}

/** Comes into view and takes the cursor when people were sent to this field. An empty name means the form's first field. */
function useFocusHere(box: React.RefObject<HTMLDivElement | null>, node: string | undefined, path: Path) {
  const focus = useEditor((state) => state.focus)
  const done = useRef(0)
  const name = fieldName(path)
  useEffect(() => {
    if (!focus || focus.node !== node || focus.at === done.current || focus.field !== name) return
    done.current = focus.at
    box.current?.scrollIntoView({ block: 'center' })
    box.current?.querySelector<HTMLElement>('input, textarea, [contenteditable="true"]')?.focus({ preventScroll: true })
  }, [box, focus, node, name])
}

/** How fields are drawn, for widgets that hold fields themselves. */
export const drawing = { Field, FieldWidget }
