import { redact } from '@loopdesk/engines/masking/mask-text.ts'
import { z } from 'zod'
import { makeBreaker } from '../../../infra/breaker.ts'
import type { Log } from '../../../infra/log.ts'

export interface RerankerOptions {
  /** The address up to and including `/rerank`, or the base before it. */
  url: string
  key?: string | undefined
  model?: string | undefined
  log: Log
  now(): Date
  /** Milliseconds a customer waits for it at most. */
  waitMs?: number
}

export interface Reranker {
  /** Relevance of each text to the question (0 to 1, as the model gives it), in their order; undefined when it cannot be asked now. */
  rank(question: string, texts: string[]): Promise<number[] | undefined>
  state(): 'on' | 'failing'
}

/** Jina, Cohere and vLLM wrap results; TEI answers the bare list and calls the number `score`. */
const result = z.object({
  index: z.number().int(),
  relevance_score: z.number().optional(),
  score: z.number().optional(),
})
const answer = z.union([z.object({ results: z.array(result) }), z.array(result)])

/** Characters of one text; rerankers cut longer ones anyway. */
const mostCharacters = 2_000

/** Asks a reranking model behind POST /rerank (Jina, Cohere, vLLM, TEI). When it is slow or down, answers come without it. */
export function makeReranker({ url, key, model, log, now, waitMs = 800 }: RerankerOptions): Reranker {
  const address = /\/rerank\/?$/.test(url) ? url : `${url.replace(/\/+$/, '')}/rerank`
  const breaker = makeBreaker(now, { failuresToOpen: 3, restMs: 15_000, afterRest: 'one' })
  let failing = false

  async function ask(question: string, texts: string[]): Promise<number[]> {
    const asked = redact(question)
    const cut = texts.map((text) => text.slice(0, mostCharacters))
    // TEI serves one model and reads `texts`; all others are told which model and read `documents`.
    const body = model
      ? { model, query: asked, documents: cut, top_n: cut.length, return_documents: false }
      : { query: asked, texts: cut }
    const reply = await fetch(address, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...(key && { authorization: `Bearer ${key}` }) },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(waitMs),
    })
    if (!reply.ok) throw new Error(`the reranker answered ${reply.status}`)
    const read = answer.parse(await reply.json())
    const scores = new Array<number>(texts.length).fill(0)
    for (const { index, relevance_score: relevance, score } of Array.isArray(read) ? read : read.results)
      if (index >= 0 && index < scores.length) scores[index] = relevance ?? score ?? 0
    // Some models answer logits.
    const areShares = scores.every((score) => score >= 0 && score <= 1)
    return areShares ? scores : scores.map((score) => 1 / (1 + Math.exp(-score)))
  }

  return {
    async rank(question, texts) {
      if (texts.length === 0 || breaker.waitMs() > 0) return undefined
      try {
        const scores = await ask(question, texts)
        breaker.succeeded()
        failing = false
        return scores
      } catch (error) {
        breaker.failed()
        failing = true
        log.warn({ err: error }, 'the reranker could not be asked')
        return undefined
      }
    },
    state: () => (failing ? 'failing' : 'on'),
  }
}
