import type { IncidentDetail, IncidentItem } from '@loopdesk/contracts/api/flows.ts'
import { Button, Checkbox, Input } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { JsonView } from '../runs/json-view.tsx'
import { toolName } from '../runs/node-name.ts'
import { type Reader, whyWords } from '../runs/waiting-words.ts'
import { writeLook } from '../runs/write-list.tsx'
import { inOrder, plainFacts, todoOf } from './incident-words.ts'
import type { useIncidentActs } from './use-incidents.ts'

interface Props {
  incident: IncidentDetail
  reader: Reader
  /** None where this person may only look. */
  acts: ReturnType<typeof useIncidentActs> | undefined
}

/** What is left to do, to be ticked off; what was ticked is marked as settled together, with a note on how. */
export function Checklist({ incident, reader, acts }: Props) {
  const { t } = useTranslation()
  const [ticked, setTicked] = useState<string[]>([])
  const items = inOrder(incident.items)
  const open = items.filter(({ state }) => state === 'open')
  const chosen = ticked.filter((id) => open.some((item) => item.id === id))
  const writable = acts !== undefined && incident.state === 'open'
  return (
    <>
      {incident.kind === 'halted' && incident.state === 'open' && (
        <p>
          <Link to={`/flows/runs/${incident.runId}`}>{t('incidents.haltedTodo')}</Link>
        </p>
      )}
      {open.length > 0 && writable && <p className="quiet">{t('incidents.todoHelp')}</p>}
      <ul className="checklist">
        {items.map((item) => (
          <li key={item.id} className={item.state === 'open' ? undefined : 'item-done'}>
            <Checkbox
              checked={item.state !== 'open' || chosen.includes(item.id)}
              disabled={!writable || item.state !== 'open'}
              onChange={({ target }) =>
                setTicked(target.checked ? [...chosen, item.id] : chosen.filter((id) => id !== item.id))
              }
            >
              <b>{todoOf(item, incident.kind, reader)}</b>
            </Checkbox>
            <ItemFacts item={item} reader={reader} />
          </li>
        ))}
      </ul>
      {writable && (
        <Settle
          items={chosen}
          all={chosen.length === open.length}
          busy={acts.resolve.isPending}
          onSettle={(note, done) =>
            acts.resolve.mutate({ note, ...(open.length > 0 && { items: chosen }) }, { onSuccess: done })
          }
        />
      )}
    </>
  )
}

function ItemFacts({ item, reader }: { item: IncidentItem; reader: Reader }) {
  const { t, world, language } = reader
  const { write, error, compensation } = item
  return (
    <div className="item-facts">
      <span className={`tag ${item.state === 'open' ? (write ? writeLook[write.status] : 'tag-bad') : 'tag-good'}`}>
        {item.state === 'open' && write ? t(`runs.write.${write.status}`) : t(`incidents.item.${item.state}`)}
      </span>
      {compensation && <small>{t('incidents.itemBy', { tool: toolName(world, compensation, language) })}</small>}
      {item.attempts > 0 && <small>{t('incidents.itemTries', { n: item.attempts })}</small>}
      {error && item.state === 'open' && (
        <p className="incident-failure">{t('incidents.itemError', { why: whyWords(error, t) })}</p>
      )}
      {write ? (
        <>
          <Sent label={t('incidents.args')} value={write.args} />
          {write.result !== null && <Sent label={t('incidents.result')} value={write.result} />}
          <small className="item-key">
            {t('runs.detail.key')} <code>{write.key}</code>
          </small>
        </>
      ) : (
        <small>{t('incidents.noRecord')}</small>
      )}
    </div>
  )
}

/** What went over the wire: plain values in a line, anything deeper folded away. */
function Sent({ label, value }: { label: string; value: unknown }) {
  const facts = plainFacts(value)
  if (facts)
    return (
      <p className="item-line">
        <span className="quiet">{label}</span>
        {facts.map((fact) => (
          <span key={fact.name}>
            <span className="quiet">{fact.name}</span> {fact.value}
          </span>
        ))}
      </p>
    )
  return (
    <details>
      <summary className="quiet">{label}</summary>
      <JsonView value={value} label="" />
    </details>
  )
}

interface SettleProps {
  items: string[]
  all: boolean
  busy: boolean
  onSettle(note: string, done: () => void): void
}

function Settle({ items, all, busy, onSettle }: SettleProps) {
  const { t } = useTranslation()
  const [note, setNote] = useState('')
  const [tried, setTried] = useState(false)
  const missing = tried && !note.trim()
  if (items.length === 0 && !all) return null
  const press = () => {
    setTried(true)
    if (note.trim())
      onSettle(note.trim(), () => {
        setNote('')
        setTried(false)
      })
  }
  return (
    <div className="settle">
      <Input.TextArea
        value={note}
        maxLength={2000}
        autoSize={{ minRows: 2, maxRows: 8 }}
        aria-label={t('incidents.note')}
        placeholder={t('incidents.noteHint')}
        status={missing ? 'error' : ''}
        onChange={(event) => setNote(event.target.value)}
        onKeyDown={(event) => event.key === 'Enter' && (event.ctrlKey || event.metaKey) && press()}
      />
      {missing && <small className="bad">{t('incidents.noteRequired')}</small>}
      <Button type="primary" loading={busy} onClick={press}>
        {all ? t('incidents.resolveAll') : t('incidents.resolveSome', { n: items.length })}
      </Button>
    </div>
  )
}
