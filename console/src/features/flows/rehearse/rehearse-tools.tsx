import { Button, Input, Segmented, Select } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { EmptyState } from '../../../ui/states.tsx'
import { CodeEditor } from '../code/code-editor.tsx'
import { useDesk, useDoc } from '../editor/use-editor.ts'
import { useEntryName } from '../use-entry-name.ts'
import { useLanguage } from '../use-language.ts'
import { defaultResult, type Result, toolsOf } from './rehearsal.ts'
import type { Rehearsal } from './use-rehearsal.ts'

/** What each tool answers while it is simulated. */
export function RehearseTools({ rehearsal }: { rehearsal: Rehearsal }) {
  const { t } = useTranslation()
  const language = useLanguage()
  const { world } = useDesk()
  const { injections, inject, results, setResult } = rehearsal
  const tools = [...new Set([...toolsOf(useDoc()), ...Object.keys(results)])]
  const others = (world?.tools ?? []).filter(({ id }) => !tools.includes(id))
  const entryName = useEntryName()
  return (
    <div className="rehearse-tools">
      {injections.map(({ node, kind, code }) => (
        <p key={node} className="warn-line">
          {t('flows.rehearse.injectedAt', {
            node,
            kind: kind === 'refused' ? t('flows.rehearse.refusedCode', { code }) : entryName(kind),
          })}{' '}
          <button type="button" className="link" onClick={() => inject(node, null)}>
            {t('flows.rehearse.clearInjection')}
          </button>
        </p>
      ))}
      {tools.length === 0 && <EmptyState title={t('flows.rehearse.noTools')} />}
      {tools.map((tool) => (
        <ToolResult key={tool} tool={tool} rehearsal={rehearsal} />
      ))}
      <Select
        showSearch
        optionFilterProp="label"
        size="small"
        value={null}
        placeholder={t('flows.rehearse.otherTool')}
        aria-label={t('flows.rehearse.otherTool')}
        options={others.map(({ id, name }) => ({ value: id, label: `${name[language]} ${id}` }))}
        onChange={(tool: string) => setResult(tool, defaultResult(tool, world))}
      />
    </div>
  )
}

function ToolResult({ tool, rehearsal }: { tool: string; rehearsal: Rehearsal }) {
  const { t } = useTranslation()
  const language = useLanguage()
  const entryName = useEntryName()
  const { world } = useDesk()
  const { results, setResult } = rehearsal
  const facts = world?.tools.find(({ id }) => id === tool)
  const sample = defaultResult(tool, world)
  const result = results[tool] ?? sample
  const begin: Record<Result['status'], Result> = {
    ok: sample,
    refused: { status: 'refused', code: facts?.refusals[0] ?? 'not_allowed', message: '' },
    failed: { status: 'failed', kind: 'unavailable', code: 'simulated', message: '' },
  }
  return (
    <section className="tool-result">
      <header>
        <b>{facts?.name[language] || tool}</b>
        <small className="mono">{tool}</small>
      </header>
      <Segmented
        size="small"
        value={result.status}
        aria-label={t('flows.rehearse.result')}
        options={(['ok', 'refused', 'failed'] as const).map((value) => ({
          value,
          label: t(`flows.rehearse.${value}`),
        }))}
        onChange={(status) => setResult(tool, begin[status])}
      />
      {result.status === 'ok' && (
        <OkValue
          key={String(results[tool] !== undefined)}
          value={result.value}
          onChange={(value) => setResult(tool, { status: 'ok', value })}
        />
      )}
      {result.status === 'refused' && (
        <Select
          size="small"
          mode="tags"
          maxCount={1}
          value={result.code ? [result.code] : []}
          aria-label={t('flows.rehearse.code')}
          options={(facts?.refusals ?? []).map((code) => ({ value: code, label: code }))}
          onChange={(codes: string[]) => setResult(tool, { ...result, code: codes.at(-1) ?? '' })}
        />
      )}
      {result.status === 'failed' && (
        <>
          <Select
            size="small"
            value={result.kind}
            aria-label={t('flows.rehearse.failed')}
            options={(['unavailable', 'timeout', 'unknown', 'invalid'] as const).map((value) => ({
              value,
              label: entryName(value),
            }))}
            onChange={(kind) => setResult(tool, { ...result, kind })}
          />
          <Input
            size="small"
            className="mono"
            value={result.code}
            aria-label={t('flows.rehearse.code')}
            onChange={(event) => setResult(tool, { ...result, code: event.target.value })}
          />
        </>
      )}
      {results[tool] && (
        <Button size="small" type="link" onClick={() => setResult(tool, null)}>
          {t('flows.rehearse.reset')}
        </Button>
      )}
    </section>
  )
}

function OkValue({ value, onChange }: { value: unknown; onChange: (value: unknown) => void }) {
  const { t } = useTranslation()
  const [text, setText] = useState(() => JSON.stringify(value, null, 2))
  const [bad, setBad] = useState('')
  return (
    <div className="flow-expression">
      <CodeEditor
        kind="json"
        value={text}
        label={t('flows.rehearse.value')}
        onChange={(next) => {
          setText(next)
          try {
            onChange(JSON.parse(next))
            setBad('')
          } catch (error) {
            setBad((error as Error).message)
          }
        }}
      />
      {bad && <p className="preview is-bad">{bad}</p>}
    </div>
  )
}
