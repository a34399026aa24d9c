import { ArrowDownOutlined, ArrowUpOutlined, DeleteOutlined, PlusOutlined } from '@ant-design/icons'
import { Button, Input, Select } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useDesk } from '../editor/use-editor.ts'
import { freeName } from '../model/document.ts'
import { blankValue, isRecord, type Schema } from '../model/node-fields.ts'
import { useEntryName } from '../use-entry-name.ts'
import { type FieldProps, useForm } from './form-context.ts'
import { isKey, moved, widgetOf } from './form-plan.ts'

/** A list of pieces that can be added, moved and taken away: cases, options, fields. */
export function ListField({ schema, value, path, name, label }: FieldProps & { label: string }) {
  const { t } = useTranslation()
  const { editor } = useDesk()
  const { change, drawing } = useForm()
  const { FieldWidget } = drawing
  const items: unknown[] = Array.isArray(value) ? value : []
  const inner = schema.items ?? {}
  const set = (next: unknown[]) => change(path, next)
  const most = schema.maxItems ?? Number.POSITIVE_INFINITY
  return (
    <div className="list-field">
      {items.map((item, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a piece has no other name than its number
        <div key={index} className="list-item">
          <div className="list-item-head">
            <span className="num">{index + 1}</span>
            {!editor.readOnly && (
              <>
                <Small
                  name={t('flows.properties.up')}
                  off={index === 0}
                  onPress={() => set(moved(items, index, index - 1))}
                >
                  <ArrowUpOutlined />
                </Small>
                <Small
                  name={t('flows.properties.down')}
                  off={index === items.length - 1}
                  onPress={() => set(moved(items, index, index + 1))}
                >
                  <ArrowDownOutlined />
                </Small>
                <Small
                  name={t('flows.properties.remove')}
                  off={items.length <= (schema.minItems ?? 0)}
                  onPress={() => set(items.filter((_, each) => each !== index))}
                >
                  <DeleteOutlined />
                </Small>
              </>
            )}
          </div>
          {widgetOf(inner) === 'object' ? (
            <Fields schema={inner} value={item} path={[...path, index]} />
          ) : (
            <FieldWidget
              schema={inner}
              value={item}
              path={[...path, index]}
              name={name}
              label={`${label} ${index + 1}`}
              required
            />
          )}
        </div>
      ))}
      {!editor.readOnly && items.length < most && (
        <Button size="small" type="text" icon={<PlusOutlined />} onClick={() => set([...items, blankValue(inner)])}>
          {t('flows.properties.add')}
        </Button>
      )}
    </div>
  )
}

/** Fields of one piece. */
function Fields({ schema, value, path }: { schema: Schema; value: unknown; path: FieldProps['path'] }) {
  const { Field } = useForm().drawing
  const record = isRecord(value) ? value : {}
  return Object.entries(schema.properties ?? {}).map(([name, inner]) => (
    <Field
      key={name}
      schema={inner}
      value={record[name]}
      path={[...path, name]}
      name={name}
      required={schema.required?.includes(name) ?? false}
    />
  ))
}

/** Entries by name: variables with their expressions, branches, ways by code or kind. */
export function MapField({ schema, value, path }: FieldProps) {
  const { t } = useTranslation()
  const { editor } = useDesk()
  const { change, read, drawing } = useForm()
  const { FieldWidget } = drawing
  const entryName = useEntryName()
  const entries = Object.entries(isRecord(value) ? value : {})
  const inner = typeof schema.additionalProperties === 'object' ? schema.additionalProperties : {}
  const named = schema.propertyNames?.enum?.map(String)
  const suggested = useSuggestedNames(path, read)
  const [text, setText] = useState('')
  const free = named?.filter((name) => !entries.some(([taken]) => taken === name))
  const add = (name: string) => {
    setText('')
    if (name) change([...path, name], blankValue(inner) ?? '')
  }
  const rename = (from: string, to: string) =>
    to &&
    to !== from &&
    change(path, Object.fromEntries(entries.map(([name, each]) => [name === from ? to : name, each])))
  return (
    <div className="map-field">
      {entries.map(([name, each]) => (
        <div key={name} className="map-entry">
          <div className="map-entry-head">
            {named ? (
              <b>{entryName(name)}</b>
            ) : (
              <NameInput name={name} readOnly={editor.readOnly} onRename={(to) => rename(name, to)} />
            )}
            {!editor.readOnly && (
              <Small
                name={t('flows.properties.remove')}
                onPress={() => change(path, Object.fromEntries(entries.filter(([other]) => other !== name)))}
              >
                <DeleteOutlined />
              </Small>
            )}
          </div>
          <FieldWidget
            schema={inner}
            value={each}
            path={[...path, name]}
            name={name}
            label={entryName(name)}
            required
          />
        </div>
      ))}
      {!editor.readOnly &&
        (free || suggested.length > 0 ? (
          <Select
            className="map-add"
            size="small"
            showSearch
            value={null}
            placeholder={`+ ${t('flows.properties.add')}`}
            aria-label={t('flows.properties.add')}
            searchValue={text}
            onSearch={setText}
            options={[...(free ?? suggested), ...(!free && text && isKey(text) ? [text] : [])].map((name) => ({
              value: name,
              label: entryName(name),
            }))}
            onChange={add}
          />
        ) : (
          <Button
            size="small"
            type="text"
            icon={<PlusOutlined />}
            onClick={() =>
              add(freeName(new Set(entries.map(([name]) => name)), inner.role === 'body' ? 'branch' : 'name'))
            }
          >
            {t('flows.properties.add')}
          </Button>
        ))}
    </div>
  )
}

/** Codes with which the chosen tool is known to refuse, beside the field that sorts by them. */
function useSuggestedNames(path: FieldProps['path'], read: (path: FieldProps['path']) => unknown): string[] {
  const { world } = useDesk()
  if (path.at(-1) !== 'refusals') return []
  const tool = world?.tools.find(({ id }) => id === read([...path.slice(0, -1), 'tool']))
  return tool?.refusals ?? []
}

function NameInput({
  name,
  readOnly,
  onRename,
}: {
  name: string
  readOnly: boolean
  onRename: (name: string) => void
}) {
  const { t } = useTranslation()
  const [text, setText] = useState(name)
  return (
    <Input
      size="small"
      variant="filled"
      className="mono"
      disabled={readOnly}
      value={text}
      aria-label={t('flows.properties.name')}
      onChange={(event) => setText(event.target.value)}
      onBlur={() => onRename(text.trim())}
      onPressEnter={() => onRename(text.trim())}
    />
  )
}

/** An object inside a node: folded out once it is there. */
export function ObjectField({ schema, value, path, required }: FieldProps) {
  const { t } = useTranslation()
  const { editor } = useDesk()
  const { change } = useForm()
  if (value === undefined && !required)
    return editor.readOnly ? (
      <span className="quiet">–</span>
    ) : (
      <Button size="small" type="text" icon={<PlusOutlined />} onClick={() => change(path, blankValue(schema))}>
        {t('flows.properties.add')}
      </Button>
    )
  return (
    <div className="object-field">
      <Fields schema={schema} value={value} path={path} />
      {!required && !editor.readOnly && (
        <Button size="small" type="text" danger icon={<DeleteOutlined />} onClick={() => change(path, undefined)}>
          {t('flows.properties.remove')}
        </Button>
      )}
    </div>
  )
}

export function Small(props: { name: string; off?: boolean; onPress: () => void; children: React.ReactNode }) {
  return (
    <button
      type="button"
      className="small-button"
      aria-label={props.name}
      title={props.name}
      disabled={props.off}
      onClick={props.onPress}
    >
      {props.children}
    </button>
  )
}
