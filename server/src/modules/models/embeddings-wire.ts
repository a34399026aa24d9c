import { redact } from '@loopdesk/engines/masking/mask-text.ts'
import { z } from 'zod'
import { PermanentError } from '../../infra/errors.ts'
import type { Post } from './open-answer.ts'
import { readText } from './read-answer.ts'
import { errorIn, refusalOf } from './refusals.ts'

/** An OpenAI-compatible service of embeddings and the model to ask there. */
export interface EmbeddingEndpoint {
  /** Up to and including `/v1`. */
  url: string
  key?: string
  model: string
  /** Asked for where the model offers several lengths; what it gives when left out. */
  dimensions?: number
  /** In the house: texts are sent as they are, with names and numbers. */
  local?: boolean
}

/** What a service turned out not to take. */
export interface EmbeddingQuirks {
  format: boolean
}

export interface WireVectors {
  vectors: Float32Array[]
  model: string
  /** Undefined where the service does not count. */
  tokens: number | undefined
}

/**
 * https://platform.openai.com/docs/api-reference/embeddings. Vectors come as lists of numbers or, from services that prefer
 * it, as base64 of little-endian 32-bit floats; `index` says whose they are.
 */
const answerShape = z.object({
  model: z.string().nullish(),
  data: z.array(
    z.object({ index: z.int().nonnegative().nullish(), embedding: z.union([z.array(z.number()), z.string()]) }),
  ),
  usage: z
    .object({ prompt_tokens: z.number().nullish(), total_tokens: z.number().nullish() })
    .nullish()
    .catch(undefined),
})

/** A matter shows in its first words; many models read no more than 512 tokens, and some services refuse more. */
const longestText = 480

/** What is sent for a text: personal data masked unless the service is in the house, never empty, never over-long. */
export function outgoing(text: string, local: boolean): string {
  const said = (local ? text : redact(text)).trim()
  return said === '' ? '-' : [...said].slice(0, longestText).join('')
}

/**
 * One request for the vectors of `inputs` (as `outgoing` made them), in their order; put again at once without `encoding_format`
 * where the service does not know that. Throws RetryableError or PermanentError, coded as in docs/models.md.
 */
export async function postEmbeddings(
  { endpoint, post, quirks }: { endpoint: EmbeddingEndpoint; post: Post; quirks: EmbeddingQuirks },
  inputs: string[],
  until: number,
): Promise<WireVectors> {
  const url = new URL(`${endpoint.url.replace(/\/+$/, '')}/embeddings`)
  const headers: Record<string, string> = {
    accept: 'application/json',
    ...(endpoint.key ? { authorization: `Bearer ${endpoint.key}` } : {}),
  }
  for (;;) {
    const leftMs = until - performance.now()
    const body = JSON.stringify({
      model: endpoint.model,
      input: inputs,
      ...(quirks.format && { encoding_format: 'float' }),
      ...(endpoint.dimensions && { dimensions: endpoint.dimensions }),
    })
    const limits = { connect: 2_000, firstToken: leftMs, idle: leftMs }
    const answer = await post({ url, headers, body, limits, leftMs })
    const text = await readText(answer)
    if (answer.status === 200) return readVectors(text, inputs.length, endpoint)
    const said = errorIn(text)
    const strange = /encoding_format/.test(`${said?.param ?? ''} ${said?.message ?? ''}`)
    if (!quirks.format || !strange || (answer.status !== 400 && answer.status !== 422))
      throw refusalOf(answer.status, said, answer.headers)
    quirks.format = false
  }
}

function readVectors(text: string, count: number, endpoint: EmbeddingEndpoint): WireVectors {
  const read = answerShape.safeParse(parsed(text))
  if (!read.success) throw garbled('JSON of another shape')
  const { data, model, usage } = read.data
  const vectors: (Float32Array | undefined)[] = Array.from({ length: count })
  data.forEach(({ index, embedding }, at) => {
    vectors[index ?? at] = typeof embedding === 'string' ? fromBase64(embedding) : Float32Array.from(embedding)
  })
  const size = endpoint.dimensions ?? vectors[0]?.length ?? 0
  const whole = vectors.filter((each) => each !== undefined && each.length === size && each.every(Number.isFinite))
  if (size === 0 || data.length !== count || vectors.length !== count || whole.length !== count)
    throw garbled(`not ${count} vectors of one length`)
  return {
    vectors: whole as Float32Array[],
    model: model ?? endpoint.model,
    tokens: usage?.prompt_tokens ?? usage?.total_tokens ?? undefined,
  }
}

function fromBase64(text: string): Float32Array {
  const bytes = Buffer.from(text, 'base64')
  return Float32Array.from({ length: Math.floor(bytes.length / 4) }, (_, i) => bytes.readFloatLE(i * 4))
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw garbled('broken JSON')
  }
}

const garbled = (what: string) => new PermanentError('model_garbled', `the embedding service answered ${what}`)
