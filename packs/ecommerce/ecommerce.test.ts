import { readFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { knowledgeEntry } from '@loopdesk/contracts/knowledge.ts'
import { encode } from '@loopdesk/engines/encoder/encoder.ts'
import { findConflicts } from '@loopdesk/engines/graph/conflicts/find-conflicts.ts'
import { search } from '@loopdesk/engines/retrieval/search.ts'
import { buildIndex, type Passage } from '@loopdesk/engines/retrieval/search-index.ts'
import { beforeAll, describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { fillIn, settleValues } from '../../server/src/modules/knowledge/packs/fill-in.ts'
import { type Pack, readPack } from '../../server/src/modules/knowledge/packs/pack-files.ts'
import { readEncoder, readWords } from '../../server/src/modules/understanding/index.ts'

const folder = dirname(fileURLToPath(import.meta.url))
const languages = ['zh', 'en'] as const
type Language = (typeof languages)[number]
interface Asked {
  id: string
  language: Language
  question: string
}

/** What a shop would give besides the defaults. */
const values = {
  ...{ shop_name: 'Qingwu', hotline: '400-800-1234', business_email: 'biz@shop.example' },
  ...{ promo_start: '2026-11-10', promo_end: '2026-11-12', deposit_start: '2026-10-25', balance_start: '2026-11-09' },
  ...{ balance_end: '2026-11-11', promo_protect_until: '2026-11-30', promo_ship_by: '2026-11-25' },
}
let pack: Pack
let entries: Pack['contents']['entries']
beforeAll(async () => {
  pack = await readPack(folder)
  entries = fillIn(pack.contents.entries, settleValues(pack.settings, values))
})
const places = () =>
  entries.flatMap(({ id, title, answer, questions, variants }) => [
    { id, kind: 'title', ...title },
    { id, kind: 'answer', ...answer },
    ...variants.map(({ text }) => ({ id, kind: 'answer', ...text })),
    { id, kind: 'questions', zh: questions.zh.join('\n'), en: questions.en.join('\n') },
  ])

describe('the e-commerce pack', () => {
  test('brings what a shop needs, and asks only for what it uses', () => {
    expect(entries.length).toBeGreaterThanOrEqual(200)
    expect(pack.contents.intents).toHaveLength(30)
    expect(pack.contents.flows).toHaveLength(5)
    const text = JSON.stringify(pack.contents)
    expect(pack.settings.filter(({ name }) => !text.includes(`{{${name}}}`)).map(({ name }) => name)).toEqual([])
  })

  test('is whole once the values of a shop are filled in', () => {
    for (const each of entries) expect(knowledgeEntry.parse(each).id).toBe(each.id)
    expect(JSON.stringify(entries)).not.toContain('{{')
  })

  test('says everything in Chinese and in English', () => {
    for (const { id, kind, zh, en } of places()) {
      expect(zh, `${id} ${kind}`).toMatch(/\p{Script=Han}/u)
      expect(en, `${id} ${kind}`).toMatch(/[a-z]/)
      expect(en?.replace(/定金|个人/g, ''), `${id} ${kind}`).not.toMatch(/\p{Script=Han}/u)
    }
  })

  test('answers within a phone screen, and asks the way an id reads', () => {
    for (const { id, kind, zh, en } of places()) {
      expect(id).toMatch(/^ec-[a-z0-9]+(-[a-z0-9]+)*$/)
      if (kind !== 'answer') continue
      expect(zh!.length, id).toBeLessThanOrEqual(150)
      expect(en!.length, id).toBeLessThanOrEqual(340)
    }
  })

  test('gives every entry six Chinese and four English wordings or more', () => {
    const few = entries.filter(({ questions: { zh, en } }) => zh.length < 6 || zh.length > 12 || en.length < 4)
    expect(few.map(({ id }) => id)).toEqual([])
  })

  test('has no sentence in two places, so that nothing teaches two things', () => {
    const said = [
      ...entries.map(({ id, questions }) => ({ id, questions })),
      ...pack.contents.intents.map(({ id, examples }) => ({ id, questions: examples })),
      ...pack.contents.flows.map(({ id, examples }) => ({ id, questions: examples })),
    ].flatMap(({ id, questions }) =>
      languages.flatMap((language) =>
        (questions?.[language] ?? []).map((question) => ({ id, question: plain(question) })),
      ),
    )
    const first = new Map<string, string>()
    const twice = said.filter(({ id, question }) => {
      const before = first.get(question)
      if (before === undefined) first.set(question, id)
      return before !== undefined
    })
    expect(twice).toEqual([])
  })

  test('has thirty intents with a dozen Chinese and eight English utterances, leading to what is there', () => {
    const known = new Set([...entries, ...pack.contents.flows].map(({ id }) => id))
    for (const { id, examples, leadsTo } of pack.contents.intents) {
      expect(examples.zh.length, id).toBeGreaterThanOrEqual(12)
      expect(examples.en.length, id).toBeGreaterThanOrEqual(8)
      expect(known, id).toContain(leadsTo?.id)
    }
  })

  test('prepares a sale from 30 days before to 15 after', () => {
    const when = pack.contents.checklist.map((each) => each.when)
    expect(when).toContain('T-30')
    expect(when).toContain('T+15')
    for (const { id, details } of pack.contents.checklist) expect(details?.zh, id).toMatch(/谁：.*为什么：.*怎么查：/)
  })

  test('holds nothing that the check for contradictions finds', () => {
    const passages = entries.flatMap(({ id, title, answer }) =>
      languages.map((language) => ({
        id: `${id}:${language}`,
        source: { kind: 'entry' as const, id, title: title[language] ?? id },
        headings: [],
        text: answer[language] ?? '',
        updatedAt: 0,
      })),
    )
    expect(findConflicts(passages)).toEqual([])
  })

  test('promises the same times and amounts wherever it speaks of them', () => {
    const wrong = entries.flatMap(({ id, answer }) =>
      rules.flatMap(({ about, says }) =>
        [...(answer.zh ?? '').matchAll(about)].filter(([, said]) => said !== says).map(([all]) => `${id}: ${all}`),
      ),
    )
    expect(wrong).toEqual([])
  })
})

/** What several entries state: said with another number anywhere, one of them would be wrong. */
const rules = [
  { about: /(\d+) 天(?:内可)?无理由/g, says: '7' },
  { about: /质量问题 (\d+) 天/g, says: '15' },
  { about: /最晚(?:收到货)? ?(\d+) 天(?:内退款)?。/g, says: '7' },
  { about: /满 (\d+) 元包邮/g, says: '99' },
  { about: /现货一般(?:付款后)? (\d+) 小时/g, says: '48' },
  { about: /最低 (\d+) 元。.*退一赔十/g, says: '500' },
  { about: /(\d+) 个工作日(?:开好|开出)/g, says: '3' },
]

describe('finding entries', { timeout: 60_000 }, () => {
  const passagesOf = (without: ReadonlySet<string>): Passage[] =>
    entries.flatMap(({ id, title, answer, questions, labels }) =>
      languages.map((language) => ({
        id: `${id}:${language}`,
        source: id,
        language,
        title: title[language],
        text: answer[language] ?? '',
        questions: questions[language].filter((question) => !without.has(question)),
        tags: labels,
      })),
    )

  test('finds an entry by a question of its own that the index has not seen, at least as often as measured', () => {
    const asked = entries.flatMap(({ id, questions }) =>
      languages.map((language): Asked => ({ id, language, question: questions[language][1]! })),
    )
    const shares = measure(passagesOf(new Set(asked.map(({ question }) => question))), asked)
    console.info('left out of the entry (hit@1, hit@3)', shares)
    expect(shares.zh.first).toBeGreaterThanOrEqual(0.43)
    expect(shares.zh.third).toBeGreaterThanOrEqual(0.66)
    expect(shares.en.first).toBeGreaterThanOrEqual(0.3)
    expect(shares.en.third).toBeGreaterThanOrEqual(0.56)
  })

  test('finds an entry by a customer who uses none of its words, at least as often as measured', () => {
    const held: Record<string, Partial<Record<Language, string[]>>> = parse(
      readFileSync(`${folder}/questions.held-out.yaml`, 'utf8'),
    )
    expect(Object.keys(held)).toEqual(expect.arrayContaining(entries.map(({ id }) => id)))
    const asked = Object.entries(held).flatMap(([id, questions]) =>
      languages.flatMap((language) =>
        (questions[language] ?? []).map((question): Asked => ({ id, language, question })),
      ),
    )
    const shares = measure(passagesOf(new Set()), asked)
    console.info('written to avoid the words of the entry (hit@1, hit@3)', shares)
    expect(shares.zh.first).toBeGreaterThanOrEqual(0.43)
    expect(shares.zh.third).toBeGreaterThanOrEqual(0.62)
  })
})

/** Shares of questions whose entry is found first, and among the first three, with all that the product knows of words. */
function measure(
  passages: Passage[],
  asked: Asked[],
): Record<Language, { asked: number; first: number; third: number }> {
  const encoder = readEncoder()
  const meaning = (text: string) => encode(encoder, text)
  const index = buildIndex(passages, { meaning, concepts: encoder.concepts, words: readWords() })
  const ranks = asked.map(({ id, language, question }) => {
    const ids = [...new Set(search(index, question, { limit: 20 }).map((hit) => hit.id.split(':')[0]))]
    return { language, rank: ids.indexOf(id) }
  })
  const share = (language: Language) => {
    const mine = ranks.filter((each) => each.language === language)
    const within = (most: number) => round(mine.filter(({ rank }) => rank >= 0 && rank < most).length / mine.length)
    return { asked: mine.length, first: within(1), third: within(3) }
  }
  return { zh: share('zh'), en: share('en') }
}

const round = (share: number) => Math.round(share * 1000) / 1000
const plain = (question: string) => question.toLowerCase().replace(/[\s\p{P}]/gu, '')
