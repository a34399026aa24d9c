import { expect, test } from 'vitest'
import { memberNamed } from './extract/read-names.ts'
import { makeGraph } from './graph.ts'
import { readTable, suggestMapping, type TableMapping } from './import-table.ts'
import { testGraph, testOntology, uuid } from './test-graph.ts'

const graph = testGraph()
const header = ['货号', '型号', '额定功率（kW）', '售价', '可用滤芯', '颜色']
const mapping: TableMapping = {
  type: 'model',
  columns: [
    { use: 'key' },
    { use: 'name' },
    { use: 'property', property: 'power' },
    { use: 'property', property: 'price' },
    { use: 'relation', relation: 'fits', inverse: true, create: true },
    { use: 'property', property: 'colour' },
  ],
}

test('headings suggest what columns are', () => {
  expect(suggestMapping(graph, header, 'model', (label) => memberNamed(graph, label)).columns).toEqual(mapping.columns)
})

test('rows become entities and facts; what is known is found by key, code or name', () => {
  const read = readTable(
    graph,
    header,
    [
      ['S1', 'D1', '1.2', '1,299元', 'F2、F9', '白色'],
      ['A100', 'A100', '', '', '', ''],
    ],
    mapping,
  )
  expect(read.errors).toEqual([])
  expect(read.counts).toEqual({ rows: 2, added: 1, known: 1 })
  expect(read.entities.map(({ id, name }) => [id, name])).toEqual([
    [undefined, 'D1'],
    [uuid('f2'), '滤芯 F2'],
    [undefined, 'F9'],
    [uuid('a100'), 'A100'],
  ])
  expect(
    read.facts.map(({ subject, property, relation, value, object }) => [
      subject,
      property ?? relation,
      value ?? object,
    ]),
  ).toEqual([
    [0, 'power', 1200],
    [0, 'price', 1299],
    [1, 'fits', 0],
    [2, 'fits', 0],
    [0, 'colour', 'white'],
  ])
})

test('a row that cannot be read whole is told and left out', () => {
  const read = readTable(
    graph,
    header,
    [
      ['S1', '', '1.2'],
      ['S2', 'D2', '很大', '便宜', '', '紫色'],
      ['S3', 'D3'],
      ['S3', 'D4'],
    ],
    mapping,
  )
  expect(read.errors).toEqual([
    { row: 2, column: '额定功率（kW）', message: 'is no number' },
    { row: 2, column: '售价', message: 'is no amount of money' },
    { row: 2, column: '颜色', message: 'is none of 白色、灰色' },
    { row: 4, column: '货号', message: 'is that of row 3 as well' },
  ])
  expect(read.entities.map(({ name }) => name)).toEqual(['S1', 'D3'])
})

test('relations to things nobody knows are refused unless they may be made', () => {
  const strict: TableMapping = {
    type: 'model',
    columns: [{ use: 'name' }, { use: 'relation', relation: 'fits', inverse: true }],
  }
  expect(readTable(graph, ['型号', '滤芯'], [['D1', 'F99']], strict).errors).toEqual([
    { row: 1, column: '滤芯', message: 'there is no “F99”' },
  ])
})

test('a thousand rows take no time', () => {
  const rows = Array.from({ length: 1000 }, (_, at) => [`S${at}`, `D${at}`, '1', '10元', 'F2', '白色'])
  const empty = makeGraph(testOntology)
  const started = performance.now()
  expect(readTable(empty, header, rows, mapping).facts).toHaveLength(4000)
  expect(performance.now() - started).toBeLessThan(2000)
})
