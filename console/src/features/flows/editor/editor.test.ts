import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { setField } from '../model/document.ts'
import { testFlow } from '../model/test-flow.ts'
import { makeEditor } from './editor.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

const note = (text: string) => (doc: ReturnType<typeof testFlow>) => setField(doc, 'pay', ['note'], text)

test('what is typed is there at once, and drawn when the keys rest', () => {
  const editor = makeEditor(testFlow(), false)
  const drawn = editor.state().drawn
  for (const text of ['退', '退款']) editor.type(note(text), 'pay note')
  expect(editor.doc().nodes.pay!.note).toBe('退款')
  expect(editor.state().drawn).toBe(drawn)
  vi.runAllTimers()
  expect(editor.state().drawn).toBe(editor.doc())
})

test('any other change is drawn at once, with what was typed before it', () => {
  const editor = makeEditor(testFlow(), false)
  editor.type(note('退款'), 'pay note')
  editor.apply((doc) => setField(doc, 'pay', ['next'], 'done'))
  expect(editor.state().drawn).toBe(editor.doc())
  editor.undo()
  expect(editor.state().drawn.nodes.pay).toMatchObject({ note: '退款', next: 'each' })
})

test('who may only read changes nothing', () => {
  const editor = makeEditor(testFlow(), true)
  const before = editor.doc()
  editor.type(note('退款'), 'pay note')
  editor.apply((doc) => setField(doc, 'pay', ['next'], 'done'))
  expect(editor.doc()).toBe(before)
})
