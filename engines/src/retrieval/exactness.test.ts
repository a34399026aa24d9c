import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { joinParts } from '../features/pack.ts'
import { makeFilter } from './filters.ts'
import { bringing, findWords, scoreOf } from './first-stage.ts'
import type { Passage } from './passage.ts'
import { readQuery } from './query.ts'
import { loadIndex, packIndex, saveIndex } from './save-index.ts'
import { search } from './search.ts'
import { addPassage, buildIndex, type RetrievalIndex, removePassage, settle } from './search-index.ts'

const WORDS =
  '退货 运费 发票 洗衣机 安装 refund card 保修 E05 12.5V 谁 承担 的 预约 师傅 付款 开具 到账 几天 shipping fee'.split(
    ' ',
  )
const sentence = fc.array(fc.constantFrom(...WORDS), { maxLength: 12 }).map((words) => words.join(''))
const passage: fc.Arbitrary<Passage> = fc.record(
  {
    id: fc.constantFrom(...Array.from({ length: 30 }, (_, i) => `p${i}`)),
    text: sentence,
    title: sentence,
    questions: fc.array(sentence, { maxLength: 3 }),
    tags: fc.subarray(['a', 'b']),
    audiences: fc.subarray(['vip', 'staff']),
    channels: fc.subarray(['web', 'phone']),
    language: fc.constantFrom('zh', 'en'),
    from: fc.constantFrom(10, 30),
    until: fc.constantFrom(20, 40),
    freshness: fc.constantFrom(0, 25),
    quality: fc.constantFrom(-1, 0.5),
    boost: fc.constantFrom(0.7, 1.5),
    source: fc.constantFrom('document:1', 'document:2'),
  },
  { requiredKeys: ['id', 'text'] },
)
const change = fc.oneof(
  { weight: 6, arbitrary: passage.map((add) => ({ add })) },
  { weight: 3, arbitrary: fc.nat(29).map((n) => ({ remove: `p${n}` })) },
  { weight: 2, arbitrary: fc.constant({ search: true }) },
  { weight: 1, arbitrary: fc.constant({ merge: true }) },
  { weight: 1, arbitrary: fc.constant({ reload: true }) },
)
type Change = { add: Passage } | { remove: string } | { search: true } | { merge: true } | { reload: true }
const QUERIES = ['退货运费谁承担', 'refund card 到账几天', '洗衣机E05保修', '预约师傅安装洗衣机', '12.5V']

function apply(index: RetrievalIndex, changes: Change[]): RetrievalIndex {
  let now = index
  for (const step of changes) {
    if ('add' in step) addPassage(now, step.add)
    else if ('remove' in step) removePassage(now, step.remove)
    else if ('search' in step) search(now, '退货')
    else if ('merge' in step) settle(now, Number.POSITIVE_INFINITY)
    else now = loadIndex(saveIndex(now))
  }
  return now
}

/** An index of several segments: what is added is made searchable piece by piece, and nothing is joined in between. */
function inSegments(passages: Passage[]): RetrievalIndex {
  const index = buildIndex([])
  for (const [i, one] of passages.entries()) {
    addPassage(index, one)
    if (i % 20 === 0 || i === passages.length - 1) settle(index, 0)
  }
  return index
}

describe('a search index', () => {
  it('ranks like one built afresh of what is left, after any additions, replacements, removals, merges and restarts', () => {
    fc.assert(
      fc.property(fc.array(change, { maxLength: 60 }), (changes) => {
        const index = apply(buildIndex([]), changes)
        const fresh = buildIndex(index.passages.values())
        expect(index.passages.size).toBe(fresh.passages.size)
        for (const query of QUERIES)
          expect(search(index, query, { now: 26 })).toEqual(search(fresh, query, { now: 26 }))
      }),
      { numRuns: 60 },
    )
  })

  it('finds the best of all passages, and with little to spend the best of those that telling words bring, over any segments', () => {
    fc.assert(
      fc.property(
        fc.array(passage, { minLength: 40, maxLength: 200 }),
        fc.integer({ min: 1, max: 8 }),
        fc.constantFrom(1, 20, 100, 1e9),
        (many, count, budget) => {
          const index = inSegments(many.map((one, i) => ({ ...one, id: `${i}` })))
          expect(index.segments.length).toBeGreaterThan(1)
          for (const text of QUERIES) {
            const { terms, average } = readQuery(index, text)
            const bring = bringing(terms, budget)
            if (budget === 1e9) expect(terms.every(({ count: holders }, t) => bring[t] === holders > 0)).toBe(true)
            const telling = terms.filter((_, t) => bring[t])
            const held = index.segments.flatMap((segment) =>
              Array.from(segment.ids, (id, place) => ({
                id,
                brought: scoreOf(segment, place, telling, average),
                score: scoreOf(segment, place, terms, average),
              })).filter(({ brought }) => brought > 0),
            )
            const found = findWords(index, { terms, average, count, budget, excluded: makeFilter(index, {}) })
            // Few enough that none is left out in the first round.
            if (held.length > 8 * count && budget < 1e9) continue
            held.sort((a, b) => b.score - a.score || (a.id < b.id ? -1 : 1))
            expect(found.map(({ segment, place, score }) => ({ id: segment.ids[place], score }))).toEqual(
              held.slice(0, count).map(({ id, score }) => ({ id, score })),
            )
          }
        },
      ),
      { numRuns: 25 },
    )
  })

  it('filters exactly: what may not be found is missing, and nothing else is', () => {
    const wish = fc.record(
      {
        audiences: fc.subarray(['vip', 'staff', 'other']),
        languages: fc.subarray(['zh', 'en']),
        channel: fc.constantFrom('web', 'phone', 'app'),
        tags: fc.subarray(['a', 'b'], { minLength: 1 }),
        sources: fc.subarray(['document:0', 'document:1', 'document:2'], { minLength: 1 }),
        now: fc.constantFrom(5, 15, 25, 35, 45),
      },
      { requiredKeys: [] },
    )
    const has = (names: string[] | undefined, wanted: string[]) =>
      !names?.length || names.some((one) => wanted.includes(one))
    fc.assert(
      fc.property(fc.array(passage, { maxLength: 60 }), wish, (many, filters) => {
        // Each its own source: a passage that may not be found lends nothing to its neighbours either.
        const passages = many.map((one, i) => ({ ...one, id: `${i}`, source: one.source && `document:${i}` }))
        const index = buildIndex(passages)
        const mayBeFound = (one: Passage) =>
          (!filters.audiences || has(one.audiences, filters.audiences)) &&
          (!filters.languages || !one.language || filters.languages.includes(one.language)) &&
          (!filters.channel || has(one.channels, [filters.channel])) &&
          (!filters.tags || (one.tags ?? []).some((tag) => filters.tags!.includes(tag))) &&
          (!filters.sources || (one.source !== undefined && filters.sources.includes(one.source))) &&
          (filters.now === undefined || !(one.from! > filters.now || one.until! <= filters.now))
        for (const query of QUERIES) {
          const all = search(index, query, { limit: 100 }).map(({ id }) => id)
          const found = search(index, query, { ...filters, limit: 100 }).map(({ id }) => id)
          expect(new Set(found)).toEqual(new Set(all.filter((id) => mayBeFound(passages[Number(id)]!))))
        }
      }),
      { numRuns: 60 },
    )
  })

  it('names points that add up to the score', () => {
    fc.assert(
      fc.property(fc.array(passage, { maxLength: 40 }), (many) => {
        const index = buildIndex(many, { meaning: (text) => Float32Array.of(text.length % 2, 1 - (text.length % 2)) })
        for (const query of QUERIES)
          for (const { score, parts } of search(index, query, { now: 26, pins: ['p3'], buries: ['p4'] }))
            expect(Object.values(parts).reduce((sum, points) => sum + points, 0)).toBeCloseTo(score, 6)
      }),
      { numRuns: 30 },
    )
  })
})

describe('a saved index', () => {
  it('that changed while it was written is whole again when the changes since are made again', () => {
    const steps = fc.array(change, { maxLength: 20 })
    fc.assert(
      fc.property(
        fc.array(passage, { minLength: 30, maxLength: 60 }),
        fc.array(steps, { maxLength: 4 }),
        (many, meanwhile) => {
          const index = inSegments(many)
          const pieces: Uint8Array[] = []
          const since = meanwhile.map((each) => each.filter((step) => !('reload' in step)))
          for (const parts of packIndex(index)) {
            pieces.push(joinParts(parts))
            apply(index, since[pieces.length - 1] ?? [])
          }
          const made = since.slice(0, pieces.length).flat()
          const loaded = apply(loadIndex([pieces.pop()!, ...pieces]), made)
          const fresh = buildIndex(index.passages.values())
          expect(loaded.passages.size).toBe(fresh.passages.size)
          for (const query of QUERIES)
            expect(search(loaded, query, { now: 26 })).toEqual(search(fresh, query, { now: 26 }))
        },
      ),
      { numRuns: 15 },
    )
  })

  it('is refused when it is damaged, cut short or something else', () => {
    const pieces = saveIndex(buildIndex([{ id: 'a', text: '退货运费' }]))
    const damaged = pieces[1]!.slice()
    damaged[damaged.length >> 1]! ^= 1
    expect(() => loadIndex([pieces[0]!, damaged])).toThrow('damaged')
    expect(() => loadIndex([pieces[0]!])).toThrow('cut short')
    expect(() => loadIndex([new TextEncoder().encode('something else')])).toThrow('not a search index')
  })
})
