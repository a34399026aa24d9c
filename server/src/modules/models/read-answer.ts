import { PermanentError, RetryableError } from '../../infra/errors.ts'
import { type Assembly, addChunk, emptyAssembly } from './assemble.ts'
import type { OpenAnswer } from './open-answer.ts'
import { readEvents } from './read-events.ts'
import { refusalOf } from './refusals.ts'
import { wireAnswer, wireChunk, wireError } from './wire.ts'

/** Told of each piece of the answer; from the first on the request is not repeated. */
export type OnPiece = (text: string) => void

/**
 * The whole answer of a 200, streamed or not as its content type says, whatever was asked for. Throws `model_garbled` for
 * what is not of this protocol, `model_cut` for a stream that ended without saying why.
 */
export async function readAnswer(answer: OpenAnswer, onPiece: OnPiece): Promise<Assembly> {
  const type = answer.headers['content-type']?.split(';')[0]?.trim().toLowerCase() ?? ''
  if (type === 'text/event-stream') return readStream(answer, onPiece)
  if (type === 'application/json') return readWhole(answer, onPiece)
  answer.discard()
  throw garbled('neither JSON nor a stream of events')
}

async function readWhole(answer: OpenAnswer, onPiece: OnPiece): Promise<Assembly> {
  const read = wireAnswer.safeParse(parse(await readText(answer, () => onPiece(''))))
  if (!read.success) throw garbled('JSON of another shape')
  const { choices, model, usage } = read.data
  const { message, finish_reason: finish } = choices[0]!
  const assembly = emptyAssembly()
  const text = addChunk(assembly, { model, usage, choices: [{ delta: message, finish_reason: finish ?? 'stop' }] })
  if (text !== undefined) onPiece(text)
  return assembly
}

/** A body as text, up to the end. Blank lines, with which some services keep a connection open, are no progress. */
export async function readText({ body, moved }: OpenAnswer, onBegun: () => void = () => {}): Promise<string> {
  const pieces: Uint8Array[] = []
  for await (const piece of body) {
    if (piece.some((byte) => byte > 0x20)) {
      moved()
      onBegun()
    }
    pieces.push(piece)
  }
  return Buffer.concat(pieces).toString('utf8')
}

async function readStream(answer: OpenAnswer, onPiece: OnPiece): Promise<Assembly> {
  const assembly = emptyAssembly()
  try {
    for await (const data of readEvents(answer.body)) {
      if (data === '[DONE]') break
      const read = wireChunk.safeParse(parse(data))
      const failed = wireError.safeParse(data.includes('"error"') ? parse(data) : undefined)
      if (failed.success) throw refusalOf(200, failed.data.error, {})
      if (!read.success) throw garbled('an event of another shape')
      const text = addChunk(assembly, read.data)
      if (text === undefined) continue
      answer.moved()
      onPiece(text)
    }
  } catch (error) {
    throw error instanceof RangeError ? garbled(error.message) : error
  } finally {
    answer.discard()
  }
  if (assembly.finish === null) throw new RetryableError('model_cut', 'the answer ended before it was complete')
  return assembly
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw garbled('broken JSON')
  }
}

const garbled = (what: string) => new PermanentError('model_garbled', `the model service answered ${what}`)
