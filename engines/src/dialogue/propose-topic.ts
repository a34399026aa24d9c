import type { Command } from '@loopdesk/contracts/commands.ts'
import { flowsRefused } from './name-flow.ts'
import type { Situation } from './propose-context.ts'
import { followsUp } from './propose-return.ts'
import { looksLikeQuestion, speaksOfPeople } from './questions.ts'
import { act, kb, type Reading, scoreOf } from './reading.ts'
import { type DialogueState, openRun } from './state.ts'
import { thresholds } from './thresholds.ts'

/** What a message means that is no answer to anything: something to begin, a question, small talk, or nothing known. */
export function newTopic(situation: Situation): Command[] {
  const { reading, state } = situation
  const interrupting = state.pending !== null
  if (reading.files.length > 0 && reading.text.trim() === '') return [{ type: 'files', count: reading.files.length }]
  // A number nobody asked for means nothing by itself.
  if (/^[\d\s.,，。-]+$/.test(reading.text)) return [{ type: 'cannot_handle' }]
  const followed = followsUp(situation)
  if (followed) return followed
  const refused = flowsRefused(reading.text, situation.context.flows)
  const several = startsInClauses(reading).filter(({ flow }) => !refused.includes(flow))
  if (several.length > 1) return several
  const asked = several.length === 1 ? askedInClauses(reading) : []
  if (asked.length > 0) return [{ type: 'answer', entries: asked }, ...several]
  const answer = knowledgeFor(reading)
  if (answer && asksBeside(reading, several)) return [answer, ...several]
  const ranked = rankedFor(reading, state).filter(({ label }) => !refused.includes(label))
  const [best] = ranked
  const believed = reading.outside < thresholds.outside
  if (best && believed) {
    const flow = ranked.find(({ label }) => isFlow(label))
    const from = interrupting ? thresholds.interrupt : thresholds.start
    if (flow && answersRather(reading, answer, flow, openRun(state)?.flow)) return [answer!]
    if (flow && flow.score >= from && (flow.score >= reading.asking || !answer))
      return [{ type: 'start_flow', flow: flow.label, score: flow.score }]
    if (answer && reading.asking >= thresholds.asking) return [answer]
    if (several[0] && !best.label.startsWith('act:')) return several
    if (best.label.startsWith('act:') && best.score >= thresholds.act) return bareAct(best.label.slice(4))
    if (best.label.startsWith('talk:') && best.score >= thresholds.talk)
      return [{ type: 'small_talk', id: best.label.slice(5) }]
  }
  if (answer?.type === 'answer') return [answer]
  if (!believed) return [{ type: 'out_of_scope' }]
  return unclear(reading, state)
}

/** A question the knowledge base answers plainly is answered, unless it sounds far more like a wish (or like a new one). */
function answersRather(
  { knowledge, spelt }: Reading,
  answer: ReturnType<typeof knowledgeFor>,
  flow: { label: string; score: number },
  open: string | undefined,
): boolean {
  if (answer?.type !== 'answer' || knowledge.decision !== 'answer' || !looksLikeQuestion(spelt)) return false
  return flow.score < thresholds.wish || flow.label === open
}

const isFlow = (label: string) => !label.includes(':') && label !== 'oos'

/**
 * Where nothing is open, 取消 and 好的 by themselves mean little; said of something named (原汁机取消了吧) they are what is wanted,
 * so the acts step back behind what else it may mean.
 */
function rankedFor(reading: Reading, { pending, stack }: DialogueState): Reading['intents'] {
  const intents = reading.intents.filter(({ label }) => label !== act('handoff') || speaksOfPeople.test(reading.spelt))
  const idle = pending === null && stack.length === 0
  const named = reading.entities.some(({ type }) => type.startsWith('catalogue:') || type.startsWith('record:'))
  if (!idle || !named) return intents
  const others = intents.filter(({ label }) => !label.startsWith('act:') || label === act('handoff'))
  const mass = others.reduce((sum, { score }) => sum + score, 0)
  return mass === 0 ? intents : others.map(({ label, score }) => ({ label, score: score / mass }))
}

/** What the knowledge base has to say: retrieval finds the entry, the recogniser says whether a question was asked at all. */
export function knowledgeFor(reading: Reading): Extract<Command, { type: 'answer' | 'clarify_knowledge' }> | undefined {
  const { decision, candidates } = reading.knowledge
  const [first] = candidates
  const guessed = reading.intents.find(({ label }) => label.startsWith('kb:'))
  if (first && (decision === 'answer' || (decision === 'clarify' && guessed?.label === kb(first.id))))
    return { type: 'answer', entries: candidates.map(({ id }) => id) }
  if (guessed && guessed.score >= 0.6 && reading.outside < 0.4)
    return { type: 'answer', entries: [guessed.label.slice(3)] }
  // Both ways of finding out point at it, neither strongly: together that is enough where a question was asked.
  const agreed = candidates.some(({ id }) => guessed?.label === kb(id))
  const doubt = guessed && guessed.score >= 0.3 ? thresholds.outside : 0.6
  if (guessed && agreed && reading.asking >= 0.5 && guessed.score >= 0.2 && reading.outside < doubt)
    return { type: 'answer', entries: [guessed.label.slice(3)] }
  if (decision === 'clarify' && reading.asking >= 0.6 && reading.outside < 0.5)
    return { type: 'clarify_knowledge', entries: candidates.slice(0, 3).map(({ id }) => id) }
  return undefined
}

function bareAct(id: string): Command[] {
  const known: Record<string, Command> = {
    affirm: { type: 'affirm' },
    deny: { type: 'deny' },
    unsure: { type: 'unsure' },
    cancel: { type: 'cancel_flow' },
    repeat: { type: 'repeat' },
    handoff: { type: 'handoff', reason: 'customer_asked' },
  }
  return [known[id] ?? { type: 'small_talk', id }]
}

/** Distinct flows clearly meant by different clauses (我想退货并且改个地址), each with its own words. */
function startsInClauses(reading: Reading): Extract<Command, { type: 'start_flow' }>[] {
  const found: Extract<Command, { type: 'start_flow' }>[] = []
  for (const { text, intents } of reading.clauses) {
    const best = intents[0]
    if (!best || !isFlow(best.label) || best.score < thresholds.clause) continue
    // Half a sentence may sound like another matter that the whole is clearly not about.
    if (scoreOf(reading, best.label) < thresholds.partOfWhole) continue
    if (!found.some(({ flow }) => flow === best.label))
      found.push({ type: 'start_flow', flow: best.label, score: best.score, said: text })
  }
  return found
}

/** A question put beside a wish (退货，另外保修多久): the entry that a clause of its own asks for. */
function askedInClauses(reading: Reading): string[] {
  for (const { intents } of reading.clauses) {
    const [best] = intents
    if (best?.label.startsWith('kb:') && best.score >= thresholds.clause && scoreOf(reading, best.label) >= 0.02)
      return [best.label.slice(3)]
  }
  return []
}

/** One clause says a wish, another asks what the knowledge base answers plainly: neither is to be lost. */
function asksBeside({ knowledge, clauses, spelt }: Reading, [wish, ...more]: { said?: string | undefined }[]): boolean {
  if (!wish || more.length > 0 || clauses.length < 2 || knowledge.decision !== 'answer') return false
  return looksLikeQuestion(spelt) && !looksLikeQuestion(wish.said ?? '')
}

/** Between several flows: ask which. About nothing known: say so. */
function unclear(reading: Reading, { pending }: DialogueState): Command[] {
  const flows = reading.intents.filter(({ label, score }) => isFlow(label) && score >= thresholds.clarify)
  if (flows.length > 0 && !pending) return [{ type: 'clarify', flows: flows.slice(0, 3).map(({ label }) => label) }]
  return [{ type: 'cannot_handle' }]
}
