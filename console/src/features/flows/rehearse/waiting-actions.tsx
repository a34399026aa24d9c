import type { WaitingFor } from '@loopdesk/contracts/api/flows.ts'
import { Button, Select } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { exactTime } from '../../../ui/format-time.ts'
import { CodeEditor } from '../code/code-editor.tsx'
import { useDesk, useDoc } from '../editor/use-editor.ts'
import { sampleFiles, samplePlace } from './message-parts.tsx'
import { readObject } from './read-object.ts'
import type { Rehearsal } from './use-rehearsal.ts'

interface Props {
  waiting: WaitingFor
  busy: boolean
  play: Rehearsal['play']
}

/** Everything that is not the customer's words: time passes, systems report, colleagues decide, files are sent. */
export function WaitingActions({ waiting, busy, play }: Props) {
  const { t, i18n } = useTranslation()
  const { about } = waiting
  const said = (text: string) => ({ who: 'system' as const, text, parts: [] })
  const pass = (minutes: number) =>
    void play({ type: 'time', minutes }, said(t('flows.rehearse.events.time', { minutes: Math.round(minutes) })))
  switch (waiting.kind) {
    case 'timer':
      return (
        <div className="waiting">
          <p>{t('flows.rehearse.waits.timer', { at: waiting.until ? exactTime(waiting.until, i18n.language) : '' })}</p>
          <div className="buttons">
            <Button size="small" disabled={busy} onClick={() => pass(minutesTo(waiting.until))}>
              {t('flows.rehearse.toTimer')}
            </Button>
          </div>
        </div>
      )
    case 'event':
      return <EventActions waiting={waiting} busy={busy} play={play} pass={pass} />
    case 'approval':
      return (
        <div className="waiting">
          <p>{t('flows.rehearse.waits.approval', { title: String(about.title ?? '') })}</p>
          <div className="buttons">
            <Button
              size="small"
              type="primary"
              disabled={busy}
              onClick={() =>
                void play({ type: 'approval', approved: true, comment: '' }, said(t('flows.rehearse.events.approved')))
              }
            >
              {t('flows.rehearse.approve')}
            </Button>
            <Button
              size="small"
              disabled={busy}
              onClick={() =>
                void play({ type: 'approval', approved: false, comment: '' }, said(t('flows.rehearse.events.rejected')))
              }
            >
              {t('flows.rehearse.reject')}
            </Button>
            <Button size="small" disabled={busy} onClick={() => pass(minutesTo(waiting.until))}>
              {t('flows.rehearse.elapse')}
            </Button>
          </div>
        </div>
      )
    case 'verify':
      return (
        <div className="waiting">
          <p>{t('flows.rehearse.waits.verify')}</p>
          <div className="buttons">
            <Button
              size="small"
              type="primary"
              disabled={busy}
              onClick={() => void play({ type: 'verified', passed: true }, said(t('flows.rehearse.events.verified')))}
            >
              {t('flows.rehearse.pass')}
            </Button>
            <Button
              size="small"
              disabled={busy}
              onClick={() =>
                void play({ type: 'verified', passed: false }, said(t('flows.rehearse.events.notVerified')))
              }
            >
              {t('flows.rehearse.notPass')}
            </Button>
          </div>
        </div>
      )
    case 'slot':
      return <SampleValue slotName={String(about.slot ?? '')} busy={busy} play={play} />
    case 'halted':
      return (
        <div className="waiting is-bad">
          <p>
            {t('flows.rehearse.waits.halted')}：{String(about.code ?? '')} {String(about.message ?? '')}
          </p>
        </div>
      )
    default:
      return null
  }
}

/** A day when nothing says how long. */
const dayMinutes = 1440
/** The rehearsal's clock runs ahead of ours; a minute more than the difference always gets there. */
const minutesTo = (until: string | null) =>
  until ? Math.max(1, (Date.parse(until) - Date.now()) / 60_000 + 1) : dayMinutes

function EventActions({ waiting, busy, play, pass }: Props & { pass: (minutes: number) => void }) {
  const { t } = useTranslation()
  const { world } = useDesk()
  const connection = String(waiting.about.connection ?? '')
  const wanted = Array.isArray(waiting.about.types) ? waiting.about.types.map(String) : []
  const known = wanted.length > 0 ? wanted : (world?.connections.find(({ id }) => id === connection)?.eventTypes ?? [])
  const [type, setType] = useState(known[0] ?? 'changed')
  const [data, setData] = useState(() => JSON.stringify({ id: waiting.about.key ?? '' }, null, 2))
  const read = readObject(data)
  return (
    <div className="waiting">
      <p>{t('flows.rehearse.waits.event', { connection })}</p>
      <Select
        size="small"
        showSearch
        mode="tags"
        maxCount={1}
        value={[type]}
        options={known.map((value) => ({ value, label: value }))}
        aria-label={t('flows.rehearse.eventType')}
        onChange={(next: string[]) => setType(next.at(-1) ?? '')}
      />
      <CodeEditor kind="json" value={data} label={t('flows.rehearse.eventData')} onChange={setData} />
      <div className="buttons">
        <Button
          size="small"
          type="primary"
          disabled={busy || !read || type === ''}
          onClick={() =>
            read &&
            void play(
              { type: 'event', connection, event: type, data: read },
              { who: 'system', text: t('flows.rehearse.events.event', { event: type }), parts: [] },
            )
          }
        >
          {t('flows.rehearse.sendEvent')}
        </Button>
        {waiting.until && (
          <Button size="small" disabled={busy} onClick={() => pass(minutesTo(waiting.until))}>
            {t('flows.rehearse.elapse')}
          </Button>
        )}
      </div>
    </div>
  )
}

/** For what cannot be typed: a picture, a place, a signature. */
function SampleValue({ slotName, busy, play }: { slotName: string; busy: boolean; play: Rehearsal['play'] }) {
  const { t } = useTranslation()
  const kind = useDoc().slots[slotName]?.kind
  const samples = {
    files: ['samplePhoto', sampleFiles],
    signature: ['sampleSignature', sampleFiles],
    location: ['samplePlace', samplePlace],
  } as const
  const sample = kind && kind in samples ? samples[kind as keyof typeof samples] : undefined
  if (!sample) return null
  return (
    <div className="waiting">
      <Button
        size="small"
        disabled={busy}
        onClick={() =>
          void play(
            { type: 'value', value: sample[1] },
            { who: 'customer', text: t(`flows.rehearse.${sample[0]}`), parts: [] },
          )
        }
      >
        {t(`flows.rehearse.${sample[0]}`)}
      </Button>
    </div>
  )
}
