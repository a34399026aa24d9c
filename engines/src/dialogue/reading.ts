import type { EmotionReading } from '../emotion/emotions.ts'
import type { Entity } from '../entities/entity.ts'
import type { MatchedFault } from '../pictures/match-faults.ts'

/** What one customer message (or several sent in one breath) says on its face, before the conversation's state is looked at. */
export interface Reading {
  text: string
  /** With slips in Latin words mended. */
  spelt: string
  language: 'zh' | 'en'
  /** Label → calibrated probability, best first. Labels: a flow's id, `talk:<id>`, `act:<id>`, `kb:<id>`, `oos`. */
  intents: { label: string; score: number }[]
  /** The same for each clause, where there are several. */
  clauses: { text: string; intents: { label: string; score: number }[] }[]
  /** The share of all labels of knowledge entries together: how much it sounds like a question. */
  asking: number
  /** Chance that no label covers it. */
  outside: number
  /** Those that stand in pictures come last; their `detail.picture` names the file. */
  entities: Entity[]
  /** How the writer feels; absent where nothing was written. */
  emotion?: EmotionReading
  /** Values of pressed buttons. */
  choice: string | null
  files: { fileId: string; name: string; mime: string; size: number }[]
  /** Pictures among the files that could be read. */
  pictures?: SeenPicture[]
  knowledge: { decision: 'answer' | 'clarify' | 'decline'; candidates: { id: string; title: string; score: number }[] }
}

/** What a picture in a message shows. */
export interface SeenPicture {
  fileId: string
  /** Its look (engines/pictures/picture-hash.ts); null where it has none. */
  hash: string | null
  entities: Entity[]
  /** Error codes on it. */
  codes: string[]
  /** Known faults it shows, surest first. */
  faults: MatchedFault[]
}

/** The best score of labels with this prefix (or this very label). */
export function scoreOf(reading: { intents: Reading['intents'] }, label: string): number {
  return reading.intents.find((each) => each.label === label)?.score ?? 0
}

export const act = (id: string) => `act:${id}`
export const talk = (id: string) => `talk:${id}`
export const kb = (id: string) => `kb:${id}`
