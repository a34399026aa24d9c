import { RedoOutlined, SaveOutlined, SendOutlined } from '@ant-design/icons'
import { Button, Input } from 'antd'
import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useSession } from '../../../app/session.tsx'
import { useEditor } from '../editor/use-editor.ts'
import { FindingList } from '../problems/problems-panel.tsx'
import { useEntryName } from '../use-entry-name.ts'
import { MessageParts } from './message-parts.tsx'
import { SaveScenario } from './save-scenario.tsx'
import { StartForm } from './start-form.tsx'
import type { Rehearsal } from './use-rehearsal.ts'
import { WaitingActions } from './waiting-actions.tsx'

/** The chat with the draft: people play the customer, and time, systems and colleagues too. */
export function RehearseChat({ rehearsal, flowId }: { rehearsal: Rehearsal; flowId: string }) {
  const { t } = useTranslation()
  const { can } = useSession()
  const entryName = useEntryName()
  const { played, last, busy, play } = rehearsal
  const [text, setText] = useState('')
  const [saving, setSaving] = useState(false)
  const end = useRef<HTMLDivElement>(null)
  const count = played.lines.length
  const errors = useEditor(
    (state) => state.findings.filter(({ severity }) => severity === 'error'),
    (a, b) => a.length === b.length && a.every((one, index) => one === b[index]),
  )
  // biome-ignore lint/correctness/useExhaustiveDependencies: every new line comes into view
  useEffect(() => {
    end.current?.scrollIntoView({ block: 'nearest' })
  }, [count, busy])
  if (played.turns.length === 0) return <StartForm rehearsal={rehearsal} />
  const ended = last?.ended
  const stuck = (last?.findings.length ?? 0) > 0
  const send = () => {
    const words = text.trim()
    if (words === '' || busy) return
    setText('')
    void play({ type: 'text', text: words }, { who: 'customer', text: words, parts: [] })
  }
  const press = (value: string, label: string) =>
    void play({ type: 'choice', value }, { who: 'customer', text: label, parts: [] })
  return (
    <>
      <div className="rehearse-lines" aria-live="polite">
        {played.lines.map((line, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: lines are only ever added
          <div key={index} className={`line line-${line.who}`}>
            {line.text && <p>{line.text}</p>}
            <MessageParts parts={line.parts} off={busy || index < played.lines.length - 1} onPress={press} />
          </div>
        ))}
        {last && !ended && (
          <MessageParts
            parts={last.parts.filter(
              (part) => !played.lines.at(-1)?.parts.some((one) => JSON.stringify(one) === JSON.stringify(part)),
            )}
            off={busy}
            onPress={press}
            onForm={(formId, values) =>
              void play(
                { type: 'form', formId, values },
                { who: 'customer', text: t('flows.rehearse.sent'), parts: [] },
              )
            }
          />
        )}
        {stuck && (
          <div className="rehearse-unsound">
            <p>{t('flows.rehearse.notWalkable')}</p>
            <FindingList findings={errors.length > 0 ? errors : (last?.findings ?? [])} />
          </div>
        )}
        {last &&
          !ended &&
          last.waiting.map((waiting) => (
            <WaitingActions key={waiting.step} waiting={waiting} busy={busy} play={play} />
          ))}
        {busy && <p className="line-busy">…</p>}
        {ended && (
          <div className="rehearse-end">
            <b>{t('flows.rehearse.ended', { outcome: entryName(ended.outcome) })}</b>
            {last.writes.length > 0 && (
              <p className="quiet">
                {t('flows.rehearse.writes', { tools: last.writes.map(({ tool }) => tool).join('、') })}
              </p>
            )}
          </div>
        )}
        <div ref={end} />
      </div>
      {!ended && !stuck && (
        <div className="rehearse-write">
          <Input
            value={text}
            placeholder={t('flows.rehearse.hint')}
            aria-label={t('flows.rehearse.hint')}
            onChange={(event) => setText(event.target.value)}
            onPressEnter={(event) => !event.nativeEvent.isComposing && send()}
          />
          <Button
            type="primary"
            icon={<SendOutlined />}
            disabled={busy || text.trim() === ''}
            aria-label={t('flows.rehearse.send')}
            onClick={send}
          />
        </div>
      )}
      <div className="rehearse-foot">
        <Button size="small" icon={<RedoOutlined />} onClick={rehearsal.forget}>
          {t('flows.rehearse.restart')}
        </Button>
        {can('flows.write') && (
          <Button
            size="small"
            icon={<SaveOutlined />}
            disabled={rehearsal.tools === 'real' || stuck}
            onClick={() => setSaving(true)}
          >
            {t('flows.rehearse.saveScenario')}
          </Button>
        )}
        <RealSwitch rehearsal={rehearsal} />
      </div>
      {saving && <SaveScenario rehearsal={rehearsal} flowId={flowId} onClose={() => setSaving(false)} />}
    </>
  )
}

function RealSwitch({ rehearsal }: { rehearsal: Rehearsal }) {
  const { t } = useTranslation()
  return rehearsal.tools === 'real' ? (
    <span className="tag tag-warn">{t('flows.rehearse.real')}</span>
  ) : (
    <span className="tag">{t('flows.rehearse.simulated')}</span>
  )
}
