import { DeleteOutlined, PlusOutlined } from '@ant-design/icons'
import { Button, Input, Select } from 'antd'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useDesk, useDoc, useEditor } from '../editor/use-editor.ts'
import { freeName } from '../model/document.ts'
import type { FlowDoc } from '../model/flow-doc.ts'
import { withAt } from '../model/flow-doc.ts'
import { isRecord, type Schema } from '../model/node-fields.ts'
import { renameVariable } from '../model/rename.ts'
import { FieldWidget } from '../properties/field.tsx'
import { isKey, widgetOf } from '../properties/form-plan.ts'
import { Small } from '../properties/nested-fields.tsx'
import { blankSlot, slotFields, slotKinds } from './slot-schemas.ts'
import { useFieldName } from './use-field-name.ts'

type Slots = FlowDoc['slots']

/** What the flow needs to know: each slot's kind and how the customer's words become it. */
export function SlotsEditor() {
  const { t } = useTranslation()
  const { editor } = useDesk()
  const { slots } = useDoc()
  const focus = useEditor((state) => state.focus)
  const [open, setOpen] = useState<string | null>(null)
  useEffect(() => {
    const name = focus?.node === undefined && focus?.field?.startsWith('slots.') ? focus.field.split('.')[1] : undefined
    if (name) setOpen(name)
  }, [focus])
  const add = () => {
    const name = freeName(slots, 'answer')
    editor.apply((doc) => ({ ...doc, slots: { ...doc.slots, [name]: blankSlot('text') } as Slots }))
    setOpen(name)
  }
  return (
    <div className="slots">
      {Object.entries(slots).map(([name, slot]) => (
        <div key={name} className="slot" data-field={`slots.${name}`}>
          <div className="slot-head">
            <button type="button" aria-expanded={open === name} onClick={() => setOpen(open === name ? null : name)}>
              <b className="mono">{name}</b>
              <small>{t(`flows.settings.slotKinds.${slot.kind}`)}</small>
            </button>
            {!editor.readOnly && (
              <Small
                name={t('flows.properties.remove')}
                onPress={() =>
                  editor.apply((doc) => {
                    const { [name]: _, ...rest } = doc.slots
                    return { ...doc, slots: rest }
                  })
                }
              >
                <DeleteOutlined />
              </Small>
            )}
          </div>
          {open === name && <SlotForm name={name} slot={slot} onRenamed={setOpen} />}
        </div>
      ))}
      {Object.keys(slots).length === 0 && <p className="quiet">{t('flows.settings.noSlots')}</p>}
      {!editor.readOnly && (
        <Button size="small" type="text" icon={<PlusOutlined />} onClick={add}>
          {t('flows.settings.addSlot')}
        </Button>
      )}
    </div>
  )
}

function SlotForm({ name, slot, onRenamed }: { name: string; slot: Slots[string]; onRenamed: (name: string) => void }) {
  const { t } = useTranslation()
  const { editor } = useDesk()
  const doc = useDoc()
  const fieldLabel = useFieldName()
  const [wish, setWish] = useState(name)
  const bad = !isKey(wish) || (wish !== name && doc.slots[wish] !== undefined)
  const set = (next: unknown) =>
    editor.type((now) => ({ ...now, slots: { ...now.slots, [name]: next as Slots[string] } }), `slot ${name}`)
  const rename = () => {
    if (bad || wish === name) return
    editor.apply((now) => renameVariable(now, name, wish))
    onRenamed(wish)
  }
  return (
    <div className="slot-form">
      <div className="field">
        <span className="field-label">{t('flows.properties.name')}</span>
        <Input
          className="mono"
          disabled={editor.readOnly}
          value={wish}
          status={bad ? 'error' : ''}
          aria-label={t('flows.properties.name')}
          onChange={(event) => setWish(event.target.value)}
          onBlur={rename}
          onPressEnter={rename}
        />
      </div>
      <div className="field">
        <span className="field-label">{t('flows.settings.slotKind')}</span>
        <Select
          disabled={editor.readOnly}
          value={slot.kind}
          aria-label={t('flows.settings.slotKind')}
          options={slotKinds.map((kind) => ({
            value: kind,
            label: t(`flows.settings.slotKinds.${kind as Slots[string]['kind']}`),
          }))}
          onChange={(kind) => set(blankSlot(kind))}
        />
      </div>
      {slotFields(slot.kind).map(({ name: field, schema, required }) => (
        <div key={field} className={`field ${['switch', 'number'].includes(widgetOf(schema)) ? 'field-inline' : ''}`}>
          <span className="field-label">
            {fieldLabel(field)}
            {!required && schema.default === undefined && <small>{t('common.optional')}</small>}
          </span>
          <SlotWidget
            schema={schema}
            field={field}
            slotName={name}
            slot={slot}
            label={fieldLabel(field)}
            required={required}
            onChange={(value) => set(withAt(slot as unknown, [field], value))}
          />
        </div>
      ))}
    </div>
  )
}

interface WidgetProps {
  schema: Schema
  field: string
  slotName: string
  slot: Slots[string]
  label: string
  required: boolean
  onChange: (value: unknown) => void
}

/** Records and catalogues are chosen from what the workspace has; the rest is drawn from the schema. */
function SlotWidget({ schema, field, slotName, slot, label, required, onChange }: WidgetProps) {
  const { world, editor } = useDesk()
  const value = isRecord(slot) ? (slot as Record<string, unknown>)[field] : undefined
  const types =
    field === 'record'
      ? world?.records.map(({ type, names }) => ({ value: type, label: names.zh[0] ? `${names.zh[0]} ${type}` : type }))
      : field === 'catalogue'
        ? world?.catalogues.map(({ type }) => ({ value: type, label: type }))
        : undefined
  if (types)
    return (
      <Select
        showSearch
        optionFilterProp="label"
        disabled={editor.readOnly}
        value={(value as string) || undefined}
        options={types}
        aria-label={label}
        onChange={onChange}
      />
    )
  return (
    <FieldWidget
      schema={schema}
      value={value}
      path={['slots', slotName, field]}
      name={field}
      label={label}
      required={required}
    />
  )
}
