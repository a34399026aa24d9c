import { AimOutlined, PlusOutlined } from '@ant-design/icons'
import { AutoComplete, Button, Input, Select } from 'antd'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useNodeTitle } from '../canvas/use-node-title.ts'
import { useDesk, useDoc, useEditor } from '../editor/use-editor.ts'
import { KindIcon } from '../kind-icon.tsx'
import { freeName } from '../model/document.ts'
import type { Path } from '../model/flow-doc.ts'
import type { Schema } from '../model/node-fields.ts'
import { argumentSkeleton } from '../model/sample.ts'
import { useLanguage } from '../use-language.ts'
import { useForm } from './form-context.ts'
import { isKey } from './form-plan.ts'
import { useSample } from './sample.tsx'

interface Props {
  value: string
  label: string
  onChange: (value: unknown) => void
}

/** The node a way leads to: chosen by name, gone to, or cut. */
export function NodeField({ value, path, label }: { value: string; path: Path; label: string }) {
  const { t } = useTranslation()
  const { editor } = useDesk()
  const titleOf = useNodeTitle()
  const { node: own, change } = useForm()
  const nodes = useEditor((state) => state.drawn.nodes)
  const options = useMemo(
    () =>
      Object.entries(nodes)
        .filter(([name]) => name !== own)
        .map(([name, node]) => ({ value: name, label: titleOf(node), name, type: node.type })),
    [nodes, own, titleOf],
  )
  const missing = value !== '' && !nodes[value]
  return (
    <div className="flow-row">
      <Select
        showSearch={{
          filterOption: (text, option) => `${option?.label} ${option?.name}`.toLowerCase().includes(text.toLowerCase()),
        }}
        allowClear
        disabled={editor.readOnly}
        value={value || undefined}
        status={missing ? 'error' : ''}
        placeholder={t('flows.properties.nowhere')}
        aria-label={label}
        options={options}
        optionRender={({ data }) => (
          <span className="node-option">
            <KindIcon type={data.type} />
            {data.label} <small className="mono">{data.name}</small>
          </span>
        )}
        onChange={(next: string | undefined) => change(path, next)}
        onClear={() => change(path, undefined)}
      />
      <Button
        size="small"
        type="text"
        icon={<AimOutlined />}
        disabled={!nodes[value]}
        title={t('flows.properties.goTo')}
        aria-label={t('flows.properties.goTo')}
        onClick={() => editor.show([value])}
      />
    </div>
  )
}

interface ToolOption {
  value: string
  label: string
  write: boolean
}

const holds = ({ value, label }: ToolOption, text: string) =>
  `${label} ${value}`.toLowerCase().includes(text.toLowerCase())

function ToolLine({ option }: { option: ToolOption }) {
  const { t } = useTranslation()
  return (
    <span className="tool-option">
      <span>
        {option.label}
        <small className="mono">{option.value}</small>
      </span>
      {option.write && <span className="tag tag-warn">{t('flows.properties.write')}</span>}
    </span>
  )
}

/** A tool of the company's systems; taking one offers its arguments. */
export function ToolField({ value, label, onChange }: Props) {
  const { t } = useTranslation()
  const { editor, world } = useDesk()
  const language = useLanguage()
  const { change, read, node } = useForm()
  const { variables } = useSample()
  const groups = useMemo(() => {
    const names = new Map(world?.connections.map((each) => [each.id, each.name[language]]))
    const found = new Map<string, ToolOption[]>()
    for (const tool of world?.tools ?? []) {
      const list = found.get(tool.connection) ?? []
      list.push({ value: tool.id, label: tool.name[language] || tool.id, write: tool.kind === 'write' })
      found.set(tool.connection, list)
    }
    return [...found].map(([id, options]) => ({ label: names.get(id) ?? id, title: id, options }))
  }, [world, language])
  const tool = world?.tools.find(({ id }) => id === value)
  const skeleton = tool ? argumentSkeleton(tool.input as Schema | null, new Set(variables.map(({ name }) => name))) : ''
  const args = read(['args'])
  const canFill = tool && node !== undefined && !editor.readOnly && skeleton !== '{}' && args !== skeleton
  return (
    <div className="picker">
      <Select
        showSearch={{ filterOption: (text, option) => holds(option as unknown as ToolOption, text) }}
        disabled={editor.readOnly}
        value={value || undefined}
        placeholder={t('flows.properties.chooseTool')}
        aria-label={label}
        options={groups}
        optionRender={({ data }) => <ToolLine option={data as unknown as ToolOption} />}
        onChange={(next: string) => {
          onChange(next)
          const chosen = world?.tools.find(({ id }) => id === next)
          if (chosen && (args === undefined || args === '' || args === '{}'))
            change(
              ['args'],
              argumentSkeleton(chosen.input as Schema | null, new Set(variables.map(({ name }) => name))),
            )
        }}
      />
      {tool && (
        <p className="picker-facts">
          <span className="mono">{tool.id}</span>
          <span className={`tag ${tool.kind === 'write' ? 'tag-warn' : ''}`}>{t(`flows.properties.${tool.kind}`)}</span>
          {tool.risk && tool.kind === 'write' && <span className="tag">{t(`flows.properties.risk.${tool.risk}`)}</span>}
          {tool.compensation && <span className="tag">{t('flows.properties.compensated')}</span>}
          {tool.irreversible && <span className="tag tag-bad">{t('flows.properties.irreversible')}</span>}
          {canFill && (
            <button type="button" className="link" onClick={() => change(['args'], skeleton)}>
              {t('flows.properties.fillArguments')}
            </button>
          )}
        </p>
      )}
    </div>
  )
}

export function FlowField({ value, label, onChange }: Props) {
  const { t } = useTranslation()
  const { editor, world } = useDesk()
  const language = useLanguage()
  const own = useDoc().id
  const options = (world?.flows ?? [])
    .filter(({ id }) => id !== own)
    .map((flow) => ({ value: flow.id, label: flow.name[language] || flow.id }))
  return (
    <div className="flow-row">
      <Select
        showSearch
        optionFilterProp="label"
        disabled={editor.readOnly}
        value={value || undefined}
        options={options}
        aria-label={label}
        placeholder={t('flows.properties.chooseFlow')}
        onChange={onChange}
      />
      {value && (
        <a
          className="small-button"
          href={`/console/flows/${value}`}
          target="_blank"
          rel="noreferrer"
          title={t('flows.properties.goTo')}
          aria-label={t('flows.properties.goTo')}
        >
          <AimOutlined />
        </a>
      )}
    </div>
  )
}

export function ConnectionField({ value, label, onChange }: Props) {
  const { editor, world } = useDesk()
  const language = useLanguage()
  const options = (world?.connections ?? []).map(({ id, name }) => ({ value: id, label: name[language] || id }))
  return (
    <Select
      showSearch
      optionFilterProp="label"
      disabled={editor.readOnly}
      value={value || undefined}
      options={options}
      aria-label={label}
      onChange={onChange}
    />
  )
}

/** The slot a question fills; a new one is made on the spot and described in the flow's settings. */
export function SlotField({ value, label, onChange }: Props) {
  const { t } = useTranslation()
  const { editor } = useDesk()
  const slots = useEditor((state) => state.history.now.slots)
  const [text, setText] = useState('')
  const make = (name: string) => {
    editor.apply((doc) => ({ ...doc, slots: { ...doc.slots, [name]: { kind: 'text', min: 1, max: 500 } } }))
    onChange(name)
    setText('')
  }
  const options = Object.entries(slots).map(([name, slot]) => ({
    value: name,
    label: name,
    kind: t(`flows.settings.slotKinds.${slot.kind}`),
  }))
  const canMake = text !== '' && isKey(text) && !slots[text]
  return (
    <div className="flow-row">
      <Select
        showSearch
        disabled={editor.readOnly}
        value={value || undefined}
        status={value && !slots[value] ? 'error' : ''}
        options={options}
        searchValue={text}
        onSearch={setText}
        aria-label={label}
        placeholder={t('flows.properties.chooseSlot')}
        optionRender={({ data }) => (
          <span className="tool-option">
            <span className="mono">{data.label}</span>
            <small>{data.kind}</small>
          </span>
        )}
        notFoundContent={canMake ? null : t('flows.properties.noSlot')}
        popupRender={(menu) => (
          <>
            {menu}
            {canMake && (
              <Button type="text" block size="small" icon={<PlusOutlined />} onClick={() => make(text)}>
                {t('flows.properties.newSlot', { name: text })}
              </Button>
            )}
          </>
        )}
        onChange={onChange}
      />
      {!editor.readOnly && !value && (
        <Button
          size="small"
          type="text"
          icon={<PlusOutlined />}
          title={t('flows.properties.makeSlot')}
          aria-label={t('flows.properties.makeSlot')}
          onClick={() => make(freeName(slots, 'answer'))}
        />
      )}
      {value && slots[value] && (
        <Button
          size="small"
          type="text"
          icon={<AimOutlined />}
          title={t('flows.properties.editSlot')}
          aria-label={t('flows.properties.editSlot')}
          onClick={() => editor.focusOn(undefined, `slots.${value}`)}
        />
      )}
    </div>
  )
}

/** The name under which something is kept. */
export function VariableField({ value, label, required, onChange }: Props & { required: boolean }) {
  const { t } = useTranslation()
  const { editor } = useDesk()
  const { variables } = useSample()
  const bad = value !== '' && !isKey(value)
  const options = variables
    .filter(
      ({ origin, name }) => origin !== 'context' && name !== value && name.toLowerCase().includes(value.toLowerCase()),
    )
    .map(({ name }) => ({ value: name }))
  return (
    <>
      <AutoComplete
        disabled={editor.readOnly}
        value={value}
        options={options}
        onChange={(next: string) => onChange(next || (required ? '' : undefined))}
      >
        <Input
          className="mono"
          status={bad ? 'error' : ''}
          aria-label={label}
          placeholder={t('flows.properties.variableHint')}
        />
      </AutoComplete>
      {bad && <p className="field-finding is-error">{t('flows.properties.badName')}</p>}
    </>
  )
}
