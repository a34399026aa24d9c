import type { Todo } from '@loopdesk/engines/dialogue/decide.ts'
import type { FlowEvent } from '@loopdesk/engines/flow/effects.ts'
import type { Environment, RecordNames } from '@loopdesk/engines/flow/expression.ts'
import type { ClaimRow } from '../modules/conversations/index.ts'
import type { Brain } from '../modules/understanding/index.ts'
import type { TurnDeps, WorkspaceFacts } from './deps.ts'
import type { Progress } from './progress.ts'
import type { Work } from './run-work.ts'

export type IdentityTodo = Extract<Todo, { do: 'identify' | 'checkCode' | 'sendCode' }>

/** One turn at work: its lease, its progress, and what is read once and kept for its duration. */
export interface TurnContext {
  deps: TurnDeps
  claim: ClaimRow
  brain: Brain
  workspace: WorkspaceFacts
  progress: Progress
  customer: { id: string; externalId: string | null; name: string | null }
  /** Whether the customer's channel shows forms. */
  showsForms: boolean
  /** The step of identification being carried out; a worker that takes the turn over begins it again. */
  identifying?: IdentityTodo | undefined
  /** Answers of systems that are being waited for, by step. */
  underWay: Map<string, Promise<{ event: Extract<FlowEvent, { type: 'done' }> }>>
  /** A rehearsal: what stands in for systems and for the check of who is asking. */
  rehearsal?: { answer(work: Work): Promise<Extract<FlowEvent, { type: 'done' }> | undefined> }
  /** Read through the connectors at most once a turn. */
  profile?: Record<string, unknown> | null
}

export const languageOf = ({ progress }: TurnContext): 'zh' | 'en' => progress.state.language

/** Today in the workspace's zone, `YYYY-MM-DD`. */
export function todayOf({ deps, workspace }: Pick<TurnContext, 'deps' | 'workspace'>): string {
  const { timeZone } = workspace
  let format = dayFormats.get(timeZone)
  if (!format) {
    format = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short' })
    dayFormats.set(timeZone, format)
  }
  return format.format(deps.now())
}

/** Making a format costs a hundred times its use. */
const dayFormats = new Map<string, Intl.DateTimeFormat>()

/** One of the platform's own sentences, the variants taken in turn. */
export function sentence(context: TurnContext, key: string, params: Record<string, string> = {}): string {
  const { said, language } = context.progress.state
  const variants = context.deps.understanding.core.replies.get(key)?.[language]
  if (!variants || variants.length === 0) throw new Error(`no sentence ${key}`)
  const count = said[key] ?? 0
  said[key] = count + 1
  return fillPlaceholders(context, variants[count % variants.length]!, params)
}

/** `{company}`, `{topics}` and what the caller gives. */
export function fillPlaceholders(context: TurnContext, text: string, params: Record<string, string> = {}): string {
  const { language } = context.progress.state
  const { names, topics } = context.workspace
  const values: Record<string, string> = {
    company: names[language],
    topics: topics[language].slice(0, 4).join(language === 'zh' ? '、' : ', '),
    ...params,
  }
  return text.replace(/\{(\w+)\}/g, (_, name: string) => values[name] ?? '')
}

/** How business objects are called, for expressions. */
export function recordNames(context: TurnContext): RecordNames {
  const { deps, claim, brain } = context
  return {
    title: (type, value, lang) => deps.tools.records.title(claim.workspace_id, type, value, lang),
    status: (type, status, lang) => brain.records.get(type)?.statuses[status]?.[lang] ?? status,
  }
}

/** What a flow's expressions see besides its own scope. The profile is only read for flows that speak of it. */
export async function environmentOf(
  context: TurnContext,
  runId: string,
  wantsProfile: boolean,
): Promise<Omit<Environment, 'scope'>> {
  const { claim, customer, deps } = context
  const profile = wantsProfile ? await readProfile(context) : null
  const lang = languageOf(context)
  return {
    lang,
    now: deps.now().toISOString(),
    names: recordNames(context),
    context: {
      customer: { externalId: customer.externalId, name: customer.name, locale: lang },
      profile,
      page: claim.page,
      today: todayOf(context),
      run: { id: runId },
      lang,
    },
  }
}

/** The customer's own record in the company's systems; null when unknown or out of reach. */
export async function readProfile(context: TurnContext): Promise<Record<string, unknown> | null> {
  if (context.profile !== undefined) return context.profile
  const { deps, claim, customer, workspace } = context
  context.profile = null
  const rules = workspace.identity?.profile
  if (!rules || !customer.externalId) return null
  const args = await deps.tools.evaluate(rules.args, { customer, externalId: customer.externalId })
  const { result } = await deps.tools.execute.read(claim.workspace_id, rules.tool, args as Record<string, unknown>)
  if (result.status === 'ok') context.profile = result.value as Record<string, unknown>
  return context.profile
}

/** The two buttons under a question that wants a yes. */
export function yesNo(context: TurnContext) {
  return {
    type: 'choices' as const,
    choices: [
      { value: 'yes', label: sentence(context, 'yes') },
      { value: 'no', label: sentence(context, 'no') },
    ],
  }
}
