import { Input, Radio } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type CallInput, call, routes } from '../../../api.ts'
import { JsonField } from './json-field.tsx'
import { readJson } from './json-text.ts'
import { nodeName } from './node-name.ts'
import { RepairForm } from './repair-form.tsx'
import type { StepRepairProps } from './repair-props.ts'

type Result = NonNullable<CallInput<typeof routes.overrideRun>['body']>['result']

/** A person says what the step came to: a system's answer, an event, a colleague's decision. */
export function OverrideForm({ run, reader, at, onClose }: StepRepairProps) {
  const { t } = useTranslation()
  const [result, setResult] = useState<Result | null>(at.kind === 'timer' ? { status: 'ok', value: null } : null)
  const what = nodeName(reader, at.node)
  const approval = reader.definition?.nodes[at.node]?.type === 'approval'
  return (
    <RepairForm
      run={run}
      reader={reader}
      happens={[t('runs.repair.overrideDoes', { what }), t('runs.repair.overrideTruth')]}
      go={t('runs.repair.names.override')}
      incomplete={result === null}
      submit={async (reason) =>
        result && call(routes.overrideRun, { params: { runId: run.id }, body: { step: at.step, reason, result } })
      }
      onClose={onClose}
    >
      {approval ? (
        <Decision onResult={setResult} />
      ) : (
        at.kind !== 'timer' && <Answer refusable={at.kind === 'halted'} onResult={setResult} />
      )}
    </RepairForm>
  )
}

interface Given {
  onResult(result: Result | null): void
}

function Decision({ onResult }: Given) {
  const { t } = useTranslation()
  const [approved, setApproved] = useState<boolean | null>(null)
  const [comment, setComment] = useState('')
  const change = (next: boolean | null, words: string) => {
    setApproved(next)
    setComment(words)
    onResult(next === null ? null : { status: 'ok', value: { approved: next, comment: words.trim() } })
  }
  return (
    <>
      <div className="repair-field">
        <span>{t('runs.repair.approvalValue')}</span>
        <Radio.Group
          aria-label={t('runs.repair.approvalValue')}
          value={approved}
          options={[
            { value: true, label: t('runs.repair.approvalYes') },
            { value: false, label: t('runs.repair.approvalNo') },
          ]}
          onChange={(event) => change(event.target.value as boolean, comment)}
        />
      </div>
      <div className="repair-field">
        <span>{t('runs.repair.comment')}</span>
        <Input
          aria-label={t('runs.repair.comment')}
          value={comment}
          maxLength={1000}
          onChange={(event) => change(approved, event.target.value)}
        />
      </div>
    </>
  )
}

function Answer({ refusable, onResult }: Given & { refusable: boolean }) {
  const { t } = useTranslation()
  const [refused, setRefused] = useState(false)
  const [text, setText] = useState('')
  const [code, setCode] = useState('')
  const [words, setWords] = useState('')
  const read = readJson(text, t)
  const tell = (no: boolean, json: string, name: string, message: string) => {
    const value = readJson(json, t)
    if (no) onResult(name.trim() ? { status: 'refused', code: name.trim(), message: message.trim() } : null)
    else onResult(value.ok ? { status: 'ok', value: value.value } : null)
  }
  return (
    <>
      {refusable && (
        <Radio.Group
          value={refused}
          options={[
            { value: false, label: t('runs.repair.overrideOk') },
            { value: true, label: t('runs.repair.overrideRefused') },
          ]}
          onChange={(event) => {
            const no = event.target.value as boolean
            setRefused(no)
            tell(no, text, code, words)
          }}
        />
      )}
      {refused ? (
        <>
          <div className="repair-field">
            <span>{t('runs.repair.code')}</span>
            <Input
              aria-label={t('runs.repair.code')}
              value={code}
              onChange={(event) => {
                setCode(event.target.value)
                tell(true, text, event.target.value, words)
              }}
            />
            {!code.trim() && <small className="quiet">{t('runs.repair.codeRequired')}</small>}
          </div>
          <div className="repair-field">
            <span>{t('runs.repair.message')}</span>
            <Input
              aria-label={t('runs.repair.message')}
              value={words}
              onChange={(event) => {
                setWords(event.target.value)
                tell(true, text, code, event.target.value)
              }}
            />
          </div>
        </>
      ) : (
        <JsonField
          label={t('runs.repair.value')}
          text={text}
          read={text ? read : { ok: true, value: null }}
          onChange={(json) => {
            setText(json)
            tell(false, json, code, words)
          }}
        />
      )}
    </>
  )
}
