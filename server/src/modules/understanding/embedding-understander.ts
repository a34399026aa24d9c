import { propose } from '@loopdesk/engines/dialogue/propose.ts'
import type { Reading } from '@loopdesk/engines/dialogue/reading.ts'
import { type DenseHead, helps, secondOpinion } from '@loopdesk/engines/embeddings/dense-head.ts'
import { judgeMessage } from '@loopdesk/engines/intents/model.ts'
import type { Brain } from './brain.ts'
import type { EmbeddingHeads } from './embedding-heads.ts'
import { isCertain } from './is-certain.ts'
import { followLeads } from './teaching.ts'
import type { ToUnderstand, Understander } from './understander.ts'

interface EmbeddingUnderstanderOptions {
  heads: EmbeddingHeads
  brainOf(workspaceId: string, conversationId: string): Promise<Brain>
  /** Who is asked next: a model where one is configured, else the built-in one. */
  next: Understander
  /** The longest a customer waits for vectors, in milliseconds. */
  waitMs?: number
  /** The built-in recogniser's probability from which no vector is asked for; 0.9 when left out. */
  sure?: number
}

/**
 * Where the built-in understander is in doubt, embeddings of the message are its second opinion, and whoever comes next starts
 * from there. Whatever the embedder does (fails, is late, is of no help here), the built-in reading stands, and the trace says so.
 */
export function makeEmbeddingUnderstander(options: EmbeddingUnderstanderOptions): Understander {
  const { heads, brainOf, next, waitMs = 300, sure } = options
  return {
    usesHistory: next.usesHistory,
    async propose(input) {
      const builtIn = propose(input.reading, input.state, input.context)
      if (isCertain(input, builtIn, sure)) return { commands: builtIn, by: 'built-in' }
      const asked = await inTime(ask(heads, brainOf, input, waitMs), waitMs).catch((error: unknown) => codeOf(error))
      if (typeof asked === 'string') {
        const proposal = await next.propose(input)
        return { ...proposal, by: `${proposal.by} (embeddings: ${asked})` }
      }
      const proposal = await next.propose({ ...input, reading: asked.reading })
      const by = proposal.by.replace(/^built-in/, `embeddings:${asked.spent.model}`)
      return { ...proposal, by, embedded: asked.spent, reading: asked.reading }
    },
  }
}

async function ask(
  heads: EmbeddingHeads,
  brainOf: EmbeddingUnderstanderOptions['brainOf'],
  { workspaceId, conversationId, reading }: ToUnderstand,
  waitMs: number,
) {
  const brain = await brainOf(workspaceId, conversationId)
  const head = heads.headOf(brain.intents)
  if (!head) return 'not_ready'
  if (!helps(head)) return 'no_help'
  // The second opinion is of the recogniser's own reading: the same words, spelt as it saw them.
  const texts = [reading.spelt, ...reading.clauses.map(({ text }) => brain.speller.correct(text))]
  const request = { workspaceId, conversationId, purpose: 'embed-message', texts: texts.slice(0, heads.embedder.batch) }
  const { vectors, model, tokensIn, cost, ms } = await heads.embedder.embed({ ...request, totalMs: waitMs })
  return { reading: refined(brain, head, reading, vectors), spent: { model, tokensIn, tokensOut: 0, cost, ms } }
}

/** The reading with what the vectors (of the message, then of its clauses) say beside the recogniser. */
function refined(brain: Brain, head: DenseHead, reading: Reading, vectors: Float32Array[]): Reading {
  const judge = (text: string, vector: Float32Array) => {
    const { intents, outside } = secondOpinion(head, judgeMessage(brain.intents, text), vector)
    return { intents: followLeads(intents, brain.taught?.leads), outside }
  }
  const { intents, outside } = judge(reading.spelt, vectors[0]!)
  return {
    ...reading,
    intents: intents.slice(0, 8),
    outside,
    asking: intents.filter(({ label }) => label.startsWith('kb:')).reduce((sum, { score }) => sum + score, 0),
    clauses: reading.clauses.map((clause, i) => {
      const vector = vectors[i + 1]
      return vector
        ? { ...clause, intents: judge(brain.speller.correct(clause.text), vector).intents.slice(0, 3) }
        : clause
    }),
  }
}

/** Rejects with `model_timeout` when the work is not done in time, whatever it hangs on. */
async function inTime<T>(work: Promise<T>, ms: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(Object.assign(new Error('out of time'), { code: 'model_timeout' })), ms)
  })
  work.catch(() => {})
  return Promise.race([work, late]).finally(() => clearTimeout(timer))
}

const codeOf = (error: unknown): string => {
  const { code } = error as { code?: unknown }
  return typeof code === 'string' ? code : 'internal'
}
