import { readdirSync, readFileSync, statSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { entity, fact, ontology } from '@loopdesk/contracts/graph.ts'
import { knowledgeEntry } from '@loopdesk/contracts/knowledge.ts'
import { dividePassages } from '@loopdesk/engines/documents/divide.ts'
import { checkFacts, fitsTypes } from '@loopdesk/engines/graph/check-facts.ts'
import { checkOntology } from '@loopdesk/engines/graph/check-ontology.ts'
import { findConflicts } from '@loopdesk/engines/graph/conflicts/find-conflicts.ts'
import { makeGraph } from '@loopdesk/engines/graph/graph.ts'
import { askGraph } from '@loopdesk/engines/graph/questions/ask.ts'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { z } from 'zod'
import { readFile } from '../../../../server/src/read-documents/read-file.ts'
import { defaultLimits } from '../../../../server/src/read-documents/read-outcome.ts'
import { catalogue } from '../../seed/catalogue.ts'

const path = (name: string) => fileURLToPath(new URL(name, import.meta.url))

async function passagesOf(name: string): Promise<{ text: string; page?: number; headings?: string[] }[]> {
  const context = { name, limits: defaultLimits, progress() {} }
  const { documents } = await readFile({ source: path(name), name }, context)
  return documents.flatMap(({ document }) => dividePassages(document).passages)
}

describe('the documents of the demo shop', () => {
  test.each([
    ['r600-manual.zh.pdf', '增压泵故障', 'BP-R600'],
    ['r600-manual.en.pdf', 'Leak protection', 'SR-R600'],
    ['r9-manual.zh.docx', '尘袋已满或未安装', 'RK-R9-KIT'],
    ['warranty-and-returns.md', '36 个月', '大家电'],
    ['specifications.xlsx', '清源厨下净水器 R600', '1299'],
  ])('%s can be read: “%s” stands with “%s” in one passage', async (name, words, beside) => {
    const found = (await passagesOf(name)).filter(({ text }) => text.includes(words))
    expect(found.some(({ text }) => text.includes(beside))).toBe(true)
  })

  test('the printed manuals have ten to fifteen pages and stay small', async () => {
    for (const name of ['r600-manual.zh.pdf', 'r600-manual.en.pdf']) {
      const pages = (await passagesOf(name)).map(({ page }) => page ?? 0)
      expect(Math.max(...pages)).toBeGreaterThanOrEqual(10)
      expect(Math.max(...pages)).toBeLessThanOrEqual(15)
      expect(statSync(path(name)).size).toBeLessThan(400_000)
    }
  })

  test('name only models and parts that the shop sells or that their own list of parts has', () => {
    const skus = new Set(catalogue.flatMap(({ skus: variants }) => variants.map(([sku]) => sku)))
    for (const name of ['r600-manual.zh.md', 'r600-manual.en.md', 'r9-manual.zh.md']) {
      const text = readFileSync(path(`sources/${name}`), 'utf8')
      const listed = [...text.matchAll(/^\| [^|]+ \| ([A-Z]{2}-R\d+(?:-\w+)?) \|/gm)].map(([, sku]) => sku!)
      for (const [sku] of text.matchAll(/\b[A-Z]{2}-R(?:9|600)(?:-[A-Z]+)?/g))
        expect(skus.has(sku) || listed.includes(sku), `${name} ${sku}`).toBe(true)
    }
  })
})

test('the documents say nothing else than the knowledge of the shop', async () => {
  const known = readdirSync(path('../knowledge')).flatMap((file) =>
    z.array(knowledgeEntry).parse(parse(readFileSync(path(`../knowledge/${file}`), 'utf8'))),
  )
  const entries = known.flatMap(({ id, title, answer }) =>
    (['zh', 'en'] as const).map((language) => checked('entry', id, title[language] ?? id, [], answer[language] ?? '')),
  )
  const documents = ['r600-manual.zh.pdf', 'r600-manual.en.pdf', 'r9-manual.zh.docx', 'warranty-and-returns.md']
  const read = await Promise.all(
    documents.map(async (name) =>
      (await passagesOf(name)).map(({ text, headings }) => checked('document', name, name, headings ?? [], text)),
    ),
  )
  const told = findConflicts([...entries, ...read.flat()])
  expect(told.map((each) => JSON.stringify(each).slice(0, 400))).toEqual([])
})

let count = 0
function checked(kind: 'entry' | 'document', id: string, title: string, headings: string[], text: string) {
  count += 1
  return { id: `p${count}`, source: { kind, id, title }, headings, text, updatedAt: 0 }
}

describe('the knowledge graph of the demo shop', () => {
  const {
    ontology: shape,
    entities,
    facts,
  } = z
    .object({ ontology, entities: z.array(entity), facts: z.array(fact) })
    .parse(parse(readFileSync(path('../graph.yaml'), 'utf8')))
  const graph = makeGraph(shape, entities, facts)

  test('hangs together and breaks none of its rules', () => {
    expect(checkOntology(shape)).toEqual([])
    expect(checkFacts(graph)).toEqual([])
    expect(facts.filter((each) => !fitsTypes(graph, each))).toEqual([])
  })

  test('has the prices, warranties and return periods of the catalogue', () => {
    for (const product of catalogue) {
      const id = entities.find(({ key }) => key === product.id)?.id
      if (id === undefined) continue
      const value = (property: string) => facts.find((each) => each.subject === id && each.property === property)?.value
      expect(value('price'), product.name).toBe(product.price)
      expect(value('warranty'), product.name).toBe(product.category === 'large' ? 36 : 12)
      expect(value('return_days'), product.name).toBe(product.notReturnable ? 0 : (product.returnDays ?? 15))
    }
  })

  test.each([
    ['R600报E4', '师傅更换 R600 增压泵'],
    ['扫地机错误8', '更换 R9 尘袋'],
    ['R600 用哪些配件', 'R600 前置复合芯'],
    ['R600 和 R9 哪个安静', 'R600'],
  ])('answers %s', (question, says) => {
    expect(askGraph(graph, question, 'zh').text).toContain(says)
  })
})
