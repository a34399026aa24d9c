import type { FlowTrigger } from '@loopdesk/contracts/flow.ts'
import { Input, InputNumber, Select } from 'antd'
import { type ReactNode, useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { useNodeTitle } from '../canvas/use-node-title.ts'
import { useDesk, useDoc, useEditor } from '../editor/use-editor.ts'
import { at, type FlowDoc, type Path, withAt } from '../model/flow-doc.ts'
import type { Schema } from '../model/node-fields.ts'
import { drawing, Field } from '../properties/field.tsx'
import { FormContext, type FormTarget } from '../properties/form-context.ts'
import { Fold } from '../properties/node-form.tsx'
import { useLanguage } from '../use-language.ts'
import { SlotsEditor } from './slots-editor.tsx'

const words = { type: 'object', properties: { zh: { type: 'string' }, en: { type: 'string' } } } satisfies Schema
const template: Schema = { ...words, role: 'template' }
const wordLists: Schema = {
  type: 'object',
  properties: { zh: { type: 'array', items: { type: 'string' } }, en: { type: 'array', items: { type: 'string' } } },
}
const inputs: Schema = {
  type: 'object',
  propertyNames: { type: 'string' },
  additionalProperties: {
    type: 'object',
    properties: {
      type: { enum: ['string', 'number', 'boolean', 'object', 'array'], type: 'string' },
      required: { type: 'boolean', default: true },
    },
    required: ['type'],
  },
}
const steps: Schema = {
  type: 'array',
  items: {
    type: 'object',
    properties: { node: { type: 'string', role: 'edge' }, label: words },
    required: ['node', 'label'],
  },
}
const edge: Schema = { type: 'string', role: 'edge' }

/** The flow itself: shown while nothing is selected. */
export function FlowForm() {
  const { t } = useTranslation()
  const { editor } = useDesk()
  const doc = useDoc()
  const form = useMemo<FormTarget>(
    () => ({
      node: undefined,
      change: (path: Path, value: unknown) => editor.type((now) => withAt(now, path, value), `flow ${path.join('.')}`),
      read: (path: Path) => at(editor.doc(), path),
      drawing,
    }),
    [editor],
  )
  const labelled = (schema: Schema, name: keyof typeof labels): Schema => ({ ...schema, label: labels[name] })
  const labels = useLabels()
  return (
    <FormContext value={form}>
      <div className="form">
        <header className="form-head">
          <div>
            <b>{t('flows.settings.title')}</b>
            <small className="mono">{doc.id}</small>
          </div>
        </header>
        <FlowFindings />
        <Top name="name" schema={labelled(words, 'name')} value={doc.name} required />
        <Top name="description" schema={labelled(words, 'description')} value={doc.description} required />
        <TriggerField trigger={doc.trigger} />
        {doc.trigger.type === 'customer' && (
          <Top name="examples" schema={labelled(wordLists, 'examples')} value={doc.examples} required />
        )}
        <section className="form-part">
          <h3>{t('flows.settings.slots')}</h3>
          <SlotsEditor />
        </section>
        <Fold title={t('flows.settings.inputs')} names={['inputs']}>
          <Top name="inputs" schema={labelled(inputs, 'inputs')} value={doc.inputs} required />
        </Fold>
        <Fold title={t('flows.settings.progress')} names={['steps', 'status']}>
          <Top name="steps" schema={labelled(steps, 'steps')} value={doc.steps} required />
          <Top name="status" schema={labelled(template, 'status')} value={doc.status} />
        </Fold>
        <Fold title={t('flows.settings.safety')} names={['start', 'onError', 'finally', 'limits']}>
          <StartField />
          <Top name="onError" schema={labelled(edge, 'onError')} value={doc.onError} />
          <Top name="finally" schema={labelled(edge, 'finally')} value={doc.finally} />
          <LimitFields limits={doc.limits} />
        </Fold>
      </div>
    </FormContext>
  )
}

function useLabels() {
  const { t } = useTranslation()
  const both = (text: string) => ({ zh: text, en: text })
  return {
    name: both(t('flows.settings.name')),
    description: both(t('flows.settings.description')),
    examples: both(t('flows.settings.examples')),
    inputs: both(t('flows.settings.inputsLabel')),
    steps: both(t('flows.settings.steps')),
    status: both(t('flows.settings.status')),
    onError: both(t('flows.settings.onError')),
    finally: both(t('flows.settings.finally')),
  }
}

function Top({
  name,
  schema,
  value,
  required = false,
}: {
  name: string
  schema: Schema
  value: unknown
  required?: boolean
}) {
  const path = useMemo(() => [name], [name])
  return <Field name={name} path={path} schema={schema} value={value} required={required} />
}

function Plain({ label, inline, children }: { label: string; inline?: boolean; children: ReactNode }) {
  return (
    <div className={`field ${inline ? 'field-inline' : ''}`}>
      <span className="field-label">{label}</span>
      {children}
    </div>
  )
}

const blankTriggers: Record<FlowTrigger['type'], FlowTrigger> = {
  customer: { type: 'customer' },
  call: { type: 'call' },
  event: { type: 'event', connection: '', event: '' },
  schedule: { type: 'schedule', cron: '0 9 * * *' },
}

function TriggerField({ trigger }: { trigger: FlowTrigger }) {
  const { t } = useTranslation()
  const { editor, world } = useDesk()
  const language = useLanguage()
  const set = (next: FlowTrigger) => editor.apply((doc) => ({ ...doc, trigger: next }), 'trigger')
  const connection =
    trigger.type === 'event' ? world?.connections.find(({ id }) => id === trigger.connection) : undefined
  return (
    <div className="field" data-field="trigger">
      <span className="field-label">{t('flows.settings.trigger')}</span>
      <Select
        disabled={editor.readOnly}
        value={trigger.type}
        aria-label={t('flows.settings.trigger')}
        options={(['customer', 'event', 'schedule', 'call'] as const).map((type) => ({
          value: type,
          label: t(`flows.triggers.${type}`),
        }))}
        onChange={(type) => set(blankTriggers[type])}
      />
      {trigger.type === 'event' && (
        <div className="flow-row">
          <Select
            disabled={editor.readOnly}
            value={trigger.connection || undefined}
            placeholder={t('flows.settings.system')}
            aria-label={t('flows.settings.system')}
            options={(world?.connections ?? [])
              .filter(({ events }) => events)
              .map(({ id, name }) => ({ value: id, label: name[language] }))}
            onChange={(next) => set({ ...trigger, connection: next })}
          />
          <Select
            showSearch
            mode="tags"
            maxCount={1}
            disabled={editor.readOnly}
            value={trigger.event ? [trigger.event] : []}
            placeholder={t('flows.settings.event')}
            aria-label={t('flows.settings.event')}
            options={(connection?.eventTypes ?? []).map((type) => ({ value: type, label: type }))}
            onChange={(next: string[]) => set({ ...trigger, event: next.at(-1) ?? '' })}
          />
        </div>
      )}
      {trigger.type === 'schedule' && (
        <>
          <Input
            className="mono"
            disabled={editor.readOnly}
            value={trigger.cron}
            aria-label={t('flows.settings.cron')}
            onChange={(event) => set({ type: 'schedule', cron: event.target.value })}
          />
          <p className="field-help">{t('flows.settings.cronHelp', { zone: world?.timeZone ?? '' })}</p>
        </>
      )}
    </div>
  )
}

function StartField() {
  const { t } = useTranslation()
  const { editor } = useDesk()
  const titleOf = useNodeTitle()
  const { nodes, start } = useDoc()
  const options = Object.entries(nodes).map(([name, node]) => ({
    value: name,
    label: `${titleOf(node)} · ${name}`,
  }))
  return (
    <Plain label={t('flows.settings.start')}>
      <Select
        showSearch
        optionFilterProp="label"
        disabled={editor.readOnly}
        value={nodes[start] ? start : undefined}
        options={options}
        aria-label={t('flows.settings.start')}
        onChange={(next) => editor.apply((doc) => ({ ...doc, start: next }))}
      />
    </Plain>
  )
}

const limitBounds = { steps: [10, 100_000], calls: [1, 10_000], hours: [0.1, 100_000], cost: [0, 100_000] } as const

function LimitFields({ limits }: { limits: FlowDoc['limits'] }) {
  const { t } = useTranslation()
  const { editor } = useDesk()
  return (Object.keys(limitBounds) as (keyof typeof limitBounds)[]).map((name) => (
    <Plain key={name} inline label={t(`flows.settings.limits.${name}`)}>
      <InputNumber
        disabled={editor.readOnly}
        min={limitBounds[name][0]}
        max={limitBounds[name][1]}
        value={limits[name] ?? null}
        placeholder={t('flows.settings.unlimited')}
        aria-label={t(`flows.settings.limits.${name}`)}
        onChange={(value) =>
          editor.apply((doc) => ({ ...doc, limits: withAt(doc.limits, [name], value ?? undefined) }), `limit ${name}`)
        }
      />
    </Plain>
  ))
}

function FlowFindings() {
  const language = useLanguage()
  const findings = useEditor(
    (state) => state.findings.filter((one) => !one.node && !one.field),
    (a, b) => a.length === b.length && a.every((one, index) => one === b[index]),
  )
  return findings.map((one) => (
    <p key={`${one.code} ${one.message.en}`} className={`field-finding is-${one.severity}`}>
      {one.message[language]} <span>{one.fix[language]}</span>
    </p>
  ))
}
