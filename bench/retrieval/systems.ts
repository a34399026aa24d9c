import { encode } from '@loopdesk/engines/encoder/encoder.ts'
import { loadIndex, saveIndex } from '@loopdesk/engines/retrieval/save-index.ts'
import { search as findIn } from '@loopdesk/engines/retrieval/search.ts'
import {
  addPassage,
  buildIndex,
  type Passage,
  removePassage,
  settle,
} from '@loopdesk/engines/retrieval/search-index.ts'
import { segment } from '@loopdesk/engines/text/segment.ts'
import { create, insertMultiple, search as searchOrama } from '@orama/orama'
import { createTokenizer } from '@orama/tokenizers/mandarin'
import MiniSearch from 'minisearch'
import { readEncoder, readWords } from '../../server/src/modules/understanding/index.ts'

/** Something that finds passages: built of all of them, asked one question after another. */
export interface System {
  name: string
  /** The largest base it is measured with, and why it is left out of larger ones. */
  most: number
  beyond?: string
  /** Questions it is asked at most. */
  patience?: number
  build: (passages: Iterable<Passage>) => Promise<Built>
}

export interface Built {
  search: (text: string) => string[] | Promise<string[]>
  /** Milliseconds of one addition and removal each (mean and worst), and of saving and loading; ours alone. */
  more?: (
    passage: (number: number) => Passage,
    size: number,
  ) => { change: number; worst: number; save: number; load: number; bytes: number }
}

/** Ours as the product uses it, and the two best-known libraries that search in memory, given Chinese words as well as they can be. */
export const systems: System[] = [
  { name: 'Loopdesk', most: 1_000_000, build: buildOurs },
  {
    name: 'MiniSearch with jieba',
    most: 100_000,
    beyond: 'a question takes a tenth of a second at 100,000 and grows with the base',
    patience: 200,
    build: buildMiniSearch,
  },
  {
    name: 'Orama with its Mandarin tokenizer',
    most: 10_000,
    beyond: 'it puts fewer than two in three first at 10,000 already',
    patience: 200,
    build: buildOrama,
  },
]

async function buildOurs(passages: Iterable<Passage>): Promise<Built> {
  const encoder = readEncoder()
  const meaning = (text: string) => encode(encoder, text)
  const index = buildIndex(passages, { meaning, concepts: encoder.concepts, words: readWords() })
  return {
    search: (text) => findIn(index, text, { limit: 10 }).map(({ id }) => id),
    more: (passage, size) => {
      const times: number[] = []
      const timed = (work: () => void) => {
        const from = process.threadCpuUsage()
        work()
        settle(index)
        const spent = process.threadCpuUsage(from)
        times.push((spent.user + spent.system) / 1000)
      }
      for (let i = 0; i < 1000; i++) {
        timed(() => addPassage(index, passage(size + i)))
        timed(() => removePassage(index, passage(i * 7).id))
      }
      const from = performance.now()
      const saved = saveIndex(index)
      const between = performance.now()
      loadIndex(saved, { meaning })
      return {
        change: times.reduce((sum, time) => sum + time, 0) / times.length,
        worst: Math.max(...times),
        save: between - from,
        load: performance.now() - between,
        bytes: saved.reduce((sum, { length }) => sum + length, 0),
      }
    },
  }
}

async function buildMiniSearch(passages: Iterable<Passage>): Promise<Built> {
  const index = new MiniSearch<Passage>({ fields: ['title', 'text'], tokenize: segment })
  index.addAll([...passages])
  const options = { boost: { title: 2 }, prefix: false, fuzzy: false }
  return {
    search: (text) =>
      index
        .search(text, options)
        .slice(0, 10)
        .map(({ id }) => id as string),
  }
}

async function buildOrama(passages: Iterable<Passage>): Promise<Built> {
  const index = create({
    schema: { id: 'string', title: 'string', text: 'string' } as const,
    components: { tokenizer: createTokenizer({ language: 'mandarin' }) },
  })
  const documents = Array.from(passages, ({ id, title, text }) => ({ id, title: title ?? '', text }))
  await insertMultiple(index, documents)
  return {
    search: async (text) => {
      const { hits } = await searchOrama(index, {
        term: text,
        properties: ['title', 'text'],
        boost: { title: 2 },
        limit: 10,
      })
      return hits.map(({ document }) => document.id)
    },
  }
}
