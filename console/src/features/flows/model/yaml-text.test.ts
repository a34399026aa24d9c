import { expect, test } from 'vitest'
import { testFlow } from './test-flow.ts'
import { fileText, readText, textOf } from './yaml-text.ts'

test('a flow survives the way to text and back', () => {
  const doc = testFlow()
  const { doc: again, problems } = readText(textOf(doc), doc)
  expect(problems).toEqual([])
  expect(again).toEqual(doc)
  expect(readText(fileText(doc), testFlow()).doc!.layout).toEqual(doc.layout)
})

test('an edit in the text keeps every place on the canvas, also of a renamed node', () => {
  const doc = testFlow()
  const text = textOf(doc).replace('过期了', '已经过了退款期').replaceAll('sorry', 'tooLate')
  const { doc: edited } = readText(text.replace('已经过了退款期', '过期了'), doc)
  expect(edited!.nodes.tooLate).toEqual(doc.nodes.sorry)
  expect(edited!.layout.nodes.tooLate).toEqual(doc.layout.nodes.sorry)
  expect(edited!.layout.nodes.pay).toEqual(doc.layout.nodes.pay)
})

test('wrong YAML is told with its line and changes nothing', () => {
  const doc = testFlow()
  const text = textOf(doc).replace('trigger:', 'trigger: [')
  const { doc: none, problems } = readText(text, doc)
  expect(none).toBeNull()
  expect(problems[0]!.fatal).toBe(true)
  expect(problems[0]!.line).toBeGreaterThan(5)
})

test('a field that does not fit is told on its own line', () => {
  const doc = testFlow()
  const text = textOf(doc).replace('outcome: solved', 'outcome: wonderful')
  const { doc: read, problems } = readText(text, doc)
  expect(read).not.toBeNull()
  expect(problems).toHaveLength(1)
  expect(text.split('\n')[problems[0]!.line - 1]).toContain('wonderful')
  expect(text.slice(problems[0]!.from, problems[0]!.to)).toContain('outcome')
})

test('a missing field is told where its node stands', () => {
  const doc = testFlow()
  const text = textOf(doc).replace('    slot: order\n', '')
  const { problems } = readText(text, doc)
  expect(text.split('\n')[problems[0]!.line - 1]).toBe('  order:')
})
