import { expect, test } from 'vitest'
import { addNode, setField } from '../model/document.ts'
import { testFlow } from '../model/test-flow.ts'
import { flowsCalledBy, proofWorld, proveDraft } from './prove-here.ts'

const world = proofWorld(
  {
    kinds: [],
    tools: [],
    connections: [],
    records: [],
    catalogues: [],
    flows: [],
    skills: [],
    model: false,
    timeZone: 'UTC',
  },
  new Map(),
)

test('what is missing from a new node is said in words, at its place', () => {
  const { doc } = addNode(testFlow(), 'say', { x: 0, y: 0 })
  const findings = proveDraft(doc, world)
  expect(findings.map(({ node, field, message }) => [node, field, message.zh])).toEqual([
    ['say', 'text', '「说什么」没有填。'],
    ['say', 'next', '「下一步」还没有连到任何节点。'],
  ])
})

test('a whole flow is proven', () => {
  const findings = proveDraft(testFlow(), world)
  expect(findings.some(({ node, severity }) => node === 'pay' && severity === 'error')).toBe(true)
  expect(findings.every(({ code }) => code !== 'shape')).toBe(true)
})

test('a menu is told nothing of the information it is understood by', () => {
  const words = (text: string) => ({ zh: text, en: text })
  const option = (value: string) => ({ value, label: words(value), next: 'done' })
  const nodes = {
    pick: { type: 'choice', prompt: words('?'), options: [option('a'), option('b')], exhausted: 'person' },
    done: { type: 'end', outcome: 'solved' },
    person: { type: 'handoff' },
  }
  expect(proveDraft({ ...testFlow(nodes), steps: [], slots: {} }, world)).toEqual([])
})

test('flows that are called are known', () => {
  const { doc } = addNode(testFlow(), 'subflow', { x: 0, y: 0 })
  expect(flowsCalledBy(setField(doc, 'subflow', ['flow'], 'undo').nodes)).toEqual(['undo'])
})
