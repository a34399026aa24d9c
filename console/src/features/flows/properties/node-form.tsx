import { DeleteOutlined, DownOutlined } from '@ant-design/icons'
import { Button, Input, Tooltip } from 'antd'
import { useEffect, useMemo, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { fieldName } from '../editor/editor.ts'
import { useDesk, useEditor } from '../editor/use-editor.ts'
import { KindIcon } from '../kind-icon.tsx'
import { removeNodes, setField } from '../model/document.ts'
import { at, type FlowDoc, type NodeValue, type Path } from '../model/flow-doc.ts'
import { isRecord, kindNamed, schemaOf } from '../model/node-fields.ts'
import { renameNode } from '../model/rename.ts'
import { useLanguage } from '../use-language.ts'
import { drawing, Field } from './field.tsx'
import { FormContext, type FormTarget } from './form-context.ts'
import { isKey, type PlannedField, planOf } from './form-plan.ts'
import { WordsField } from './words-field.tsx'

/** Everything of one node, drawn from its kind's schema. */
export function NodeForm({ name }: { name: string }) {
  const { t } = useTranslation()
  const language = useLanguage()
  const { editor } = useDesk()
  const node = useEditor((state) => state.history.now.nodes[name])
  const form = useMemo<FormTarget>(
    () => ({
      node: name,
      change: (path: Path, value: unknown) => {
        const change = (doc: FlowDoc) => setField(doc, name, path, value)
        const about = `${name} ${fieldName(path)}`
        // Words are typed key by key; everything else is one press and seen at once.
        if (typeof value === 'string' || isRecord(value)) editor.type(change, about)
        else editor.apply(change, about)
      },
      read: (path: Path) => at(editor.doc().nodes[name], path),
      drawing,
    }),
    [editor, name],
  )
  const box = useRef<HTMLDivElement>(null)
  useFirstField(box, name)
  if (!node) return null
  const kind = kindNamed(node.type)
  const schema = schemaOf(node.type)
  return (
    <FormContext value={form}>
      <div ref={box} className="form">
        <header className="form-head">
          <KindIcon type={node.type} />
          <div>
            <b>{kind?.title[language] ?? node.type}</b>
            <small>{kind?.description[language]}</small>
          </div>
          {!editor.readOnly && (
            <Tooltip title={`${t('flows.properties.delete')} (Del)`}>
              <Button
                type="text"
                size="small"
                icon={<DeleteOutlined />}
                aria-label={t('flows.properties.delete')}
                onClick={() => editor.apply((doc) => removeNodes(doc, [name]))}
              />
            </Tooltip>
          )}
        </header>
        <NodeFindings name={name} />
        {schema ? (
          <Body node={node} />
        ) : (
          <p className="field-finding is-error">{t('flows.properties.unknownKind', { type: node.type })}</p>
        )}
        <About key={name} name={name} node={node} />
      </div>
    </FormContext>
  )
}

function Body({ node }: { node: NodeValue }) {
  const { t } = useTranslation()
  const schema = schemaOf(node.type)!
  const { main, more, ways, errors } = planOf(schema, node)
  return (
    <>
      <Fields fields={main} node={node} />
      {more.length > 0 && (
        <Fold title={t('flows.properties.more', { count: more.length })} names={more.map(({ name }) => name)}>
          <Fields fields={more} node={node} />
        </Fold>
      )}
      {ways.length > 0 && (
        <section className="form-part">
          <h3>{t('flows.properties.ways')}</h3>
          <Fields fields={ways} node={node} />
        </section>
      )}
      {errors.length > 0 && (
        <section className="form-part form-errors">
          <h3>{t('flows.properties.errors')}</h3>
          <Fields fields={errors} node={node} />
        </section>
      )}
    </>
  )
}

function Fields({ fields, node }: { fields: PlannedField[]; node: NodeValue }) {
  return fields.map(({ name, schema, required }) => (
    <StableField key={`${node.type} ${name}`} name={name} schema={schema} required={required} value={node[name]} />
  ))
}

/** Its path is the same array every time, so that a field is drawn again only when its value changes. */
function StableField({ name, ...rest }: PlannedField & { value: unknown }) {
  const path = useMemo(() => [name], [name])
  return <Field name={name} path={path} {...rest} />
}

function About({ name, node }: { name: string; node: NodeValue }) {
  const { t } = useTranslation()
  const { editor } = useDesk()
  const [wish, setWish] = useState(name)
  const taken = useEditor((state) => wish !== name && state.history.now.nodes[wish] !== undefined)
  const bad = !isKey(wish) || taken
  const rename = () => {
    if (bad || wish === name) return
    editor.apply((doc) => renameNode(doc, name, wish))
    editor.select([wish])
  }
  const isStart = useEditor((state) => state.history.now.start === name)
  return (
    <Fold title={t('flows.properties.about')} names={['label', 'note']}>
      <div className="field" data-field="label">
        <span className="field-label">
          {t('flows.properties.title')}
          <small>{t('common.optional')}</small>
        </span>
        <WordsField
          value={node.label}
          label={t('flows.properties.title')}
          template={false}
          required={false}
          onChange={(words) => editor.type((doc) => setField(doc, name, ['label'], words), `${name} label`)}
        />
      </div>
      <div className="field">
        <span className="field-label">{t('flows.properties.id')}</span>
        <Input
          className="mono"
          disabled={editor.readOnly}
          value={wish}
          status={bad ? 'error' : ''}
          aria-label={t('flows.properties.id')}
          onChange={(event) => setWish(event.target.value)}
          onBlur={rename}
          onPressEnter={rename}
        />
        {bad && (
          <p className="field-finding is-error">
            {taken ? t('flows.properties.taken') : t('flows.properties.badName')}
          </p>
        )}
      </div>
      <div className="field" data-field="note">
        <span className="field-label">
          {t('flows.properties.note')}
          <small>{t('common.optional')}</small>
        </span>
        <Input.TextArea
          disabled={editor.readOnly}
          autoSize={{ minRows: 2, maxRows: 6 }}
          value={node.note ?? ''}
          aria-label={t('flows.properties.note')}
          onChange={(event) =>
            editor.type((doc) => setField(doc, name, ['note'], event.target.value || undefined), `${name} note`)
          }
        />
      </div>
      {!isStart && !editor.readOnly && (
        <button type="button" className="link" onClick={() => editor.apply((doc) => ({ ...doc, start: name }))}>
          {t('flows.properties.makeStart')}
        </button>
      )}
    </Fold>
  )
}

/** A folded part; it opens by itself when people are sent to one of its fields. */
export function Fold({ title, names, children }: { title: string; names: string[]; children: React.ReactNode }) {
  const focus = useEditor((state) => state.focus)
  const [open, setOpen] = useState(false)
  const wanted =
    focus?.field !== undefined && names.some((name) => focus.field === name || focus.field?.startsWith(`${name}.`))
  useEffect(() => {
    if (focus && wanted) setOpen(true)
  }, [focus, wanted])
  return (
    <section className="form-part">
      <button type="button" className="form-fold" aria-expanded={open} onClick={() => setOpen(!open)}>
        <DownOutlined rotate={open ? 0 : -90} />
        {title}
      </button>
      {open && children}
    </section>
  )
}

/** What the proof says of the node as a whole, or of fields that are not drawn. */
function NodeFindings({ name }: { name: string }) {
  const language = useLanguage()
  const findings = useEditor(
    (state) => state.findings.filter((one) => one.node === name && !one.field),
    (a, b) => a.length === b.length && a.every((one, index) => one === b[index]),
  )
  return findings.map((one) => (
    <p key={`${one.code} ${one.message.en}`} className={`field-finding is-${one.severity}`}>
      {one.message[language]} <span>{one.fix[language]}</span>
    </p>
  ))
}

/** Enter on the canvas: the cursor goes into the form. */
function useFirstField(box: React.RefObject<HTMLDivElement | null>, name: string) {
  const focus = useEditor((state) => state.focus)
  const done = useRef(0)
  useEffect(() => {
    if (!focus || focus.node !== name || focus.field !== '' || focus.at === done.current) return
    done.current = focus.at
    box.current?.querySelector<HTMLElement>('.field input, .field textarea, .field [contenteditable="true"]')?.focus()
  }, [box, focus, name])
}
