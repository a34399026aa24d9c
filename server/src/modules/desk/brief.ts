import type { ConversationSummary, handoverBrief } from '@loopdesk/contracts/api/conversations.ts'
import type { FlowDefinition } from '@loopdesk/engines/flow/definition.ts'
import type { z } from 'zod'
import { readCustomerWords } from '../conversations/index.ts'
import type { RunRow } from '../flows/index.ts'
import { adviceFor, type Language, moodAdvice, nextSteps, outcomeWords } from './brief-words.ts'
import type { DeskDeps } from './deps.ts'
import { type Fact, labelOf, readSlots } from './read-slots.ts'

export type Brief = z.infer<typeof handoverBrief>
type Tried = Brief['tried'][number]
type About = Pick<ConversationSummary, 'language' | 'topic' | 'reason' | 'owner' | 'mood'>
export type WriteBrief = (workspaceId: string, conversationId: string, about: About) => Promise<Brief | null>

/** As many matters as somebody reads in a few seconds; older ones are in the timeline. */
const mostRuns = 3

type Flows = Awaited<ReturnType<DeskDeps['flows']['published']>>

/**
 * What a person needs who takes over: what is wanted in the customer's own (masked) words, what is known, what was tried with
 * which result, and what to do next. In the conversation's language; null when nothing was said yet.
 */
export function makeBrief({ db, flows, tools }: Pick<DeskDeps, 'db' | 'flows' | 'tools'>): WriteBrief {
  return async (workspaceId, conversationId, about) => {
    const { language } = about
    const [all, effects] = await Promise.all([
      flows.runsOf(workspaceId, conversationId),
      tools.effects.ofConversation(workspaceId, conversationId),
    ])
    const runs = all.slice(-mostRuns)
    const latest = runs.at(-1)
    const words = await db.tenant(workspaceId, (tx) =>
      readCustomerWords(tx, conversationId, latest?.started_at ?? null),
    )
    if (!words && !latest) return null
    const known = runs.length > 0 || about.topic ? await flows.published(workspaceId) : new Map()
    const tried = await Promise.all(
      effects.map(async (effect) => {
        const name = (await tools.find(workspaceId, effect.tool))?.tool.name[language] ?? effect.tool
        return {
          text: name,
          state: effectStates[effect.status],
          at: effect.created_at.toISOString(),
          status: effect.status,
        }
      }),
    )
    const definition = latest && known.get(latest.flow)?.definition
    const flowName = (id: string) => known.get(id)?.definition.name[language] ?? id
    const context = { workspaceId, language, tools, flowName }
    return {
      wants: wantsOf(latest?.flow ?? about.topic, words, flowName),
      facts: await factsOf(context, runs, known),
      tried: [...runs.map((run) => runLine(run, flowName(run.flow), language)), ...tried.map(withoutStatus)].toSorted(
        (a, b) => a.at.localeCompare(b.at),
      ),
      next: await nextOf(context, about, latest, definition, tried.at(-1)),
    }
  }
}

interface Context {
  workspaceId: string
  language: Language
  tools: DeskDeps['tools']
  flowName(id: string): string
}

const effectStates = {
  intended: 'pending',
  done: 'done',
  refused: 'failed',
  failed: 'failed',
  undone: 'undone',
  stuck: 'pending',
} as const

const runStates: Record<string, Tried['state']> = {
  solved: 'done',
  answered: 'done',
  compensated: 'undone',
  handed_over: 'pending',
}

const withoutStatus = ({ text, state, at }: Tried): Tried => ({ text, state, at })

function wantsOf(flow: string | null, words: string | undefined, flowName: (id: string) => string): string {
  const said = words ? `“${words.length > 160 ? `${words.slice(0, 160)}…` : words}”` : ''
  return [flow ? flowName(flow) : '', said].filter((each) => each !== '').join(' · ')
}

function runLine(run: RunRow, name: string, language: Language): Tried {
  const ended = run.status === 'running' ? 'running' : (run.outcome ?? 'failed')
  const state = run.status === 'running' ? 'pending' : (runStates[ended] ?? 'failed')
  return { text: `${name}: ${outcomeWords[ended]?.[language] ?? ended}`, state, at: run.started_at.toISOString() }
}

/** The newest matter first; what two matters both know is said once. */
async function factsOf({ workspaceId, language, tools }: Context, runs: RunRow[], known: Flows): Promise<Fact[]> {
  const facts: Fact[] = []
  for (const run of runs.toReversed()) {
    const definition = known.get(run.flow)?.definition
    const found = definition ? await readSlots(tools, workspaceId, definition, run.scope, language) : []
    for (const fact of found)
      if (!facts.some(({ label, value }) => label === fact.label && value === fact.value)) facts.push(fact)
  }
  return facts
}

/** What is uncertain comes first, then what failed, then what is unfinished, then why a person was asked for. */
async function nextOf(
  context: Context,
  about: About,
  latest: RunRow | undefined,
  definition: FlowDefinition | undefined,
  last: (Tried & { status: string }) | undefined,
): Promise<string> {
  const { language } = context
  if (last?.state === 'pending') return nextSteps.unknown[language](last.text)
  if (last?.state === 'failed') return nextSteps.failed[language](last.text)
  const why = (moodAdvice(about.mood) ?? adviceFor[about.reason])?.[language] ?? ''
  const what = latest ? await nextInRun(context, latest, definition) : ''
  return [why, what].filter((each) => each !== '').join(language === 'zh' ? '' : ' ') || nextSteps.ask[language]
}

async function nextInRun(context: Context, run: RunRow, definition: FlowDefinition | undefined): Promise<string> {
  const { language, tools, workspaceId, flowName } = context
  const name = flowName(run.flow)
  if (run.outcome === 'solved' || run.outcome === 'answered') return nextSteps.done[language]
  if (run.outcome === 'compensated') return nextSteps.undone[language](name)
  if (run.outcome === 'declined') return nextSteps.declined[language](name)
  const node = definition?.nodes[run.node ?? '']
  if (definition && node?.type === 'ask')
    return nextSteps.missing[language](name, await labelOf(tools, workspaceId, definition, node.slot, language))
  return nextSteps.goOn[language](name)
}
