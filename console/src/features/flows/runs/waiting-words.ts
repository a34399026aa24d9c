import type { FlowFailure, RunSummary, WaitingFor } from '@loopdesk/contracts/api/flows.ts'
import type { TFunction } from 'i18next'
import { waited } from '../../../ui/format-time.ts'
import { connectionName, type Names, nodeName } from './node-name.ts'

/** Where a run stands, ready to be shown. */
export interface Standing {
  /** What it waits for or came to, in a sentence. */
  words: string
  /** For how long already; null where nobody waits. */
  since: string | null
  /** Until when, and whether that is over. */
  due: { words: string; late: boolean } | null
  /** Whether people must act. */
  stuck: boolean
}

export interface Reader extends Names {
  t: TFunction
  /** Ms since 1970. */
  now: number
}

/** A list may know a run's waits or only the nodes it stands at; then the definition tells what those wait for. */
export type StandingRun = Pick<RunSummary, 'status' | 'nodes' | 'failure' | 'updatedAt' | 'outcome'> & {
  waiting?: WaitingFor[]
}

/** Where a run stands in words: what it waits for, for how long, and until when. */
export function standingOf(run: StandingRun, reader: Reader): Standing {
  const { t, now } = reader
  const none = { since: null, due: null, stuck: false }
  if (run.status === 'ended')
    return { ...none, words: run.failure && run.outcome === 'failed' ? failureWords(run.failure, reader) : '' }
  const since = waited(run.updatedAt, now, t)
  const [first, ...others] = run.waiting ?? []
  if (run.status === 'halted') return { ...none, words: haltedWords(run, first, reader), since, stuck: true }
  if (first) {
    const more = others.length > 0 ? `；${t('runs.waiting.more', { n: others.length })}` : ''
    return { ...none, words: waitingWords(first, reader) + more, since, due: dueOf(first, reader) }
  }
  return { ...none, words: nodeWords(run, reader), since: run.status === 'ready' ? null : since }
}

/** One thing that a run waits for. */
export function waitingWords({ kind, node, until, about }: WaitingFor, reader: Reader): string {
  const { t } = reader
  const what = nodeName(reader, node)
  switch (kind) {
    case 'slot':
    case 'form':
    case 'confirm':
      return t(`runs.waiting.${kind}`, { what })
    case 'verify':
      return t('runs.waiting.verify')
    case 'timer':
      return until ? t('runs.waiting.timer', { time: moment(until, reader) }) : t('runs.waiting.timerSoon')
    case 'event':
      return eventWords(about, reader)
    case 'approval':
      return t('runs.waiting.approval', { title: text(about.title) || what })
    case 'halted':
      return t('runs.waiting.halted', { what, why: text(about.message) || text(about.code) })
    case 'system':
      return t('runs.waiting.system', { what })
  }
}

/** What went wrong, where: the system's own words when it said any. */
export function failureWords(failure: FlowFailure, reader: Reader): string {
  return reader.t('runs.failed', { what: nodeName(reader, failure.node), why: whyWords(failure, reader.t) })
}

/** Why something failed: the message, with the code where that says more. */
export function whyWords(
  { kind, code, message }: { kind?: string; code: string; message: string },
  t: TFunction,
): string {
  const said = message || (isKind(kind) ? t(`runs.kinds.${kind}`) : '')
  if (!said) return code
  return code && code !== kind && !said.includes(code) ? `${said} (${code})` : said
}

/** Until when something may take; null for ever, and for timers, whose end is what is waited for. */
export function dueOf({ kind, until }: Pick<WaitingFor, 'kind' | 'until'>, reader: Reader): Standing['due'] {
  if (!until || kind === 'timer') return null
  const late = Date.parse(until) < reader.now
  return { words: reader.t(late ? 'runs.untilPassed' : 'runs.until', { time: moment(until, reader) }), late }
}

/** A moment ahead (or just gone): the time today, else with its date. */
export function moment(at: string, { now, language }: { now: number; language: string }): string {
  const then = Date.parse(at)
  const sameDay = new Date(then).toDateString() === new Date(now).toDateString()
  const sameYear = new Date(then).getFullYear() === new Date(now).getFullYear()
  return new Intl.DateTimeFormat(language, {
    ...(!sameDay && { month: 'short', day: 'numeric' }),
    ...(!sameYear && { year: 'numeric' }),
    hour: '2-digit',
    minute: '2-digit',
    hour12: false,
  }).format(then)
}

function haltedWords(run: StandingRun, wait: WaitingFor | undefined, reader: Reader): string {
  const { t } = reader
  if (run.failure)
    return t('runs.waiting.halted', { what: nodeName(reader, run.failure.node), why: whyWords(run.failure, t) })
  return wait ? waitingWords(wait, reader) : nodeWords(run, reader)
}

function eventWords(about: Record<string, unknown>, reader: Reader): string {
  const { t, world, language } = reader
  const system = connectionName(world, text(about.connection), language)
  const types = Array.isArray(about.types) ? about.types.map(text).filter(Boolean) : []
  return types.length > 0
    ? t('runs.waiting.eventOf', { system, types: types.join(' / ') })
    : t('runs.waiting.event', { system })
}

const customerNodes = new Set(['ask', 'choice', 'form', 'confirm', 'verify'])

/** Where nothing but the node is known, its kind says what it waits for. */
function nodeWords({ nodes, status }: StandingRun, reader: Reader): string {
  const { t, definition } = reader
  const node = nodes[0]
  if (!node) return ''
  const what = nodeName(reader, node)
  const type = definition?.nodes[node]?.type ?? ''
  if (status === 'ready') return t('runs.waiting.ready', { what })
  if (type === 'wait') return t('runs.waiting.time', { what })
  if (type === 'event') return t('runs.waiting.eventAt', { what })
  if (type === 'approval') return t('runs.waiting.approvalAt', { what })
  if (customerNodes.has(type)) return t('runs.waiting.customer', { what })
  return t('runs.waiting.at', { what })
}

const text = (value: unknown): string => (typeof value === 'string' ? value : '')

type Kind = FlowFailure['kind']
const kinds: Record<Kind, true> = {
  refused: true,
  timeout: true,
  unavailable: true,
  unknown: true,
  invalid: true,
  expression: true,
  rejected: true,
  expired: true,
  limit: true,
  loop: true,
}
const isKind = (kind: string | undefined): kind is Kind => kind !== undefined && Object.hasOwn(kinds, kind)
