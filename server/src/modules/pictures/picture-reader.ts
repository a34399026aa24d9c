import { preparePicture } from './prepare.ts'
import { readWords } from './read-words.ts'
import { makeSlots } from './slots.ts'
import type { Tesseract } from './tesseract.ts'

/** What is on a picture, as stored with it. */
export interface PictureText {
  /**
   * `read`: there is text (perhaps little, see `confidence`). `blank`: looked at, no text. `unreadable`: too large, too small
   * or no picture. `late`: not finished in time; looked at again when it is asked for again.
   */
  status: 'read' | 'blank' | 'unreadable' | 'late'
  lines: string[]
  /** 0 to 1. */
  confidence: number
  /** Its look, 16 hex digits; null where it has none. */
  hash: string | null
  /** `tesseract` or `model:NAME`. */
  by: string
  passes: number
  ms: number
}

/** A model that copies the text out of a picture; throws when it cannot. */
export type Transcribe = (
  picture: Buffer,
  about: ReadFor & { timeoutMs: number },
) => Promise<{ text: string; model: string }>

/** On whose account a picture is read. */
export interface ReadFor {
  workspaceId: string
  conversationId: string | null
}

export interface PictureReader {
  /** Never throws for what a picture holds; ends within `budgetMs`. */
  read(file: Buffer, about: ReadFor & { budgetMs: number }): Promise<PictureText>
}

interface ReaderDeps {
  tesseract: Tesseract
  transcribe?: Transcribe | undefined
  /** Pictures read at the same time. */
  concurrency: number
}

/** Text with less than this share of certainty is noise from a photograph without text. */
const leastSure = 0.45
const leastCharacters = 2
/** A few letters are easily seen in cracks and drops. */
const fewCharacters = 8
const sureOfFew = 0.62
/** Of the time for a picture, what a model may take of it: what is left is enough to read it without. */
const shareOfModel = 0.65

/** Reads the text in one picture: by the model where there is one, else (or when it fails) by tesseract in several passes. */
export function makePictureReader({ tesseract, transcribe, concurrency }: ReaderDeps): PictureReader {
  const slots = makeSlots(concurrency)
  return {
    async read(file, { budgetMs, ...about }) {
      const started = performance.now()
      const deadline = started + budgetMs
      const free = await slots.take(budgetMs / 2)
      if (!free) return nothing('late', started)
      try {
        return await look(file, about, { started, deadline })
      } finally {
        free()
      }
    },
  }

  async function look(file: Buffer, about: ReadFor, time: { started: number; deadline: number }): Promise<PictureText> {
    const prepared = await preparePicture(file)
    if (!prepared.ok) return nothing('unreadable', time.started)
    const { picture } = prepared
    const hash = picture.hash ?? null
    if (picture.plain) return { ...nothing('blank', time.started), hash }
    const seen = transcribe && (await byModel(transcribe, file, about, time))
    if (seen) return { ...seen, hash, ms: since(time.started) }
    const { languages } = await tesseract.ready()
    if (languages.length === 0) return { ...nothing('late', time.started), hash }
    const words = await readWords(tesseract, picture, { languages, deadline: time.deadline })
    if (!words) return { ...nothing('late', time.started), hash }
    const needed = words.characters < fewCharacters ? sureOfFew : leastSure
    const hasText = words.characters >= leastCharacters && words.confidence >= needed
    return {
      status: hasText ? 'read' : 'blank',
      lines: hasText ? words.lines : [],
      confidence: Math.round(words.confidence * 100) / 100,
      hash,
      by: 'tesseract',
      passes: words.passes,
      ms: since(time.started),
    }
  }
}

async function byModel(
  transcribe: Transcribe,
  file: Buffer,
  about: ReadFor,
  { deadline }: { deadline: number },
): Promise<Omit<PictureText, 'hash' | 'ms'> | undefined> {
  try {
    const timeoutMs = Math.round((deadline - performance.now()) * shareOfModel)
    const { text, model } = await transcribe(file, { ...about, timeoutMs })
    const lines = text
      .split('\n')
      .map((line) => line.trim())
      .filter((line) => line !== '')
    return { status: lines.length > 0 ? 'read' : 'blank', lines, confidence: 0.95, by: `model:${model}`, passes: 1 }
  } catch {
    return undefined
  }
}

const since = (started: number) => Math.round(performance.now() - started)

function nothing(status: PictureText['status'], started: number): PictureText {
  return { status, lines: [], confidence: 0, hash: null, by: 'tesseract', passes: 0, ms: since(started) }
}
