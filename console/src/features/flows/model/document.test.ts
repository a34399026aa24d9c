import { describe, expect, test } from 'vitest'
import { copyText, duplicate, paste } from './clipboard.ts'
import { addNode, connect, groupNodes, insertOnExit, moveTo, removeNodes, setField } from './document.ts'
import { exitsOf, pathOfExit } from './exits.ts'
import { begin, change, redo, undo } from './history.ts'
import { findNodes, neighbour } from './navigate.ts'
import { renamedInExpression, renameNode, renameVariable } from './rename.ts'
import { testFlow } from './test-flow.ts'

const targets = (doc: ReturnType<typeof testFlow>, name: string) =>
  Object.fromEntries(exitsOf(doc.nodes[name]!).map(({ id, target }) => [id, target]))

describe('a flow under construction', () => {
  test('names every way out of a node, also those that lead nowhere yet', () => {
    const exits = exitsOf(testFlow().nodes.pay!)
    expect(exits.map(({ id, error }) => [id, error])).toEqual([
      ['next', false],
      ['refusals/too_late', true],
      ['errors/timeout', true],
      ['failed', true],
    ])
    expect(exitsOf({ type: 'ask' }).map(({ id, target }) => [id, target])).toEqual([
      ['next', undefined],
      ['exhausted', undefined],
    ])
  })

  test('keeps ways apart whatever the system calls its refusals', () => {
    const doc = setField(testFlow(), 'pay', ['refusals'], { 'order/closed now': 'sorry', 40001: 'person' })
    const [first, second] = exitsOf(doc.nodes.pay!).filter(({ id }) => id.startsWith('refusals'))
    expect(pathOfExit(first!.id)).toEqual(first!.path.map((step) => (step === '40001' ? 40001 : step)))
    expect(targets(connect(doc, 'pay', pathOfExit(second!.id), 'done'), 'pay')[second!.id]).toBe('done')
    expect(second!.id).not.toContain(' ')
  })

  test('lets everything follow when a node is renamed', () => {
    const doc = groupNodes(testFlow(), ['pay', 'each'], '钱').doc
    const renamed = renameNode({ ...doc, onError: 'pay' }, 'pay', 'payBack')
    expect(Object.keys(renamed.nodes)).toEqual(
      Object.keys(doc.nodes).map((name) => (name === 'pay' ? 'payBack' : name)),
    )
    expect(targets(renamed, 'order').next).toBe('payBack')
    expect(targets(renamed, 'payBack')['errors/timeout']).toBe('payBack')
    expect(renamed.steps[0]!.node).toBe('payBack')
    expect(renamed.onError).toBe('payBack')
    expect(renamed.layout.groups[0]!.nodes).toEqual(['payBack', 'each'])
    expect(renamed.layout.nodes.payBack).toEqual(doc.layout.nodes.pay)
  })

  test('renames a variable where it is one, and nowhere else', () => {
    const doc = renameVariable(testFlow(), 'order', 'parcel')
    expect(doc.slots).toHaveProperty('parcel')
    expect(doc.nodes.order!.slot).toBe('parcel')
    expect(doc.nodes.pay!.args).toBe('{"orderId": parcel.id, "note": "order"}')
    expect(doc.nodes.tell!.text).toMatchObject({ zh: '{{ parcel.id }}：{{ refund.amount }}' })
    expect(renamedInExpression('a.order + order.order + $order', 'order', 'x')).toBe('a.order + x.order + $order')
  })

  test('closes the gap when a node between two others is taken away', () => {
    const doc = removeNodes(testFlow(), ['sorry'])
    expect(targets(doc, 'pay')['refusals/too_late']).toBe('done')
    expect(doc.layout.nodes.sorry).toBeUndefined()
  })

  test('cuts what led to a node that went on in several ways', () => {
    const doc = removeNodes(testFlow(), ['each', 'done'])
    expect(targets(doc, 'pay').next).toBeUndefined()
    expect(targets(doc, 'sorry').next).toBeUndefined()
  })

  test('begins elsewhere when its first node is taken away', () => {
    expect(removeNodes(testFlow(), ['order']).start).toBe('pay')
  })

  test('puts a new node into an edge', () => {
    const { doc, names } = insertOnExit(testFlow(), 'order', ['next'], 'confirm', { x: 1, y: 2 })
    expect(names).toEqual(['confirm'])
    expect(targets(doc, 'order').next).toBe('confirm')
    expect(targets(doc, 'confirm').yes).toBe('pay')
    const { confirm, pay } = doc.layout.nodes
    expect(confirm).toEqual(testFlow().layout.nodes.pay)
    expect(pay!.x).toBeGreaterThan(confirm!.x + 232)
  })

  test('leads each named exit on its own', () => {
    const added = addNode(testFlow(), 'switch', { x: 0, y: 0 })
    expect(added.names).toEqual(['switch'])
    const doc = connect(added.doc, 'switch', pathOfExit('cases/0/next'), 'done')
    expect(doc.nodes.switch!.cases).toEqual([{ when: '', next: 'done' }])
    expect(targets(doc, 'switch')).toEqual({ 'cases/0/next': 'done', else: undefined })
  })

  test('pastes into another flow with new names and without edges to what is not there', () => {
    const text = copyText(testFlow(), ['pay', 'sorry'])
    const pasted = paste(testFlow(), text, { x: 500, y: 500 })!
    expect(pasted.names).toEqual(['pay2', 'sorry2'])
    expect(targets(pasted.doc, 'pay2')).toEqual({
      next: undefined,
      'refusals/too_late': 'sorry2',
      'errors/timeout': 'pay2',
      failed: undefined,
    })
    expect(pasted.doc.nodes.pay2!.errors).toEqual({ timeout: 'pay2' })
    expect(paste(testFlow(), 'just some words', { x: 0, y: 0 })).toBeNull()
  })

  test('brings along the slots that pasted questions fill', () => {
    const { order: _, ...slots } = testFlow().slots
    const pasted = paste({ ...testFlow(), slots }, copyText(testFlow(), ['order']), { x: 0, y: 0 })!
    expect(pasted.doc.slots).toHaveProperty('order')
  })

  test('duplicates in place with the ways on kept', () => {
    const { doc, names } = duplicate(testFlow(), ['sorry'])!
    expect(targets(doc, names[0]!).next).toBe('done')
  })

  test('moves many at once without touching the rest', () => {
    const doc = testFlow()
    const moved = moveTo(doc, { order: { x: 7.4, y: 1 }, pay: { x: 9, y: 9 } })
    expect(moved.layout.nodes.order).toEqual({ x: 7, y: 1 })
    expect(moved.nodes).toBe(doc.nodes)
  })

  test('undoes and redoes; quick changes of one field are one step', () => {
    let history = begin('a')
    history = change(history, 'ab', 0, 'text')
    history = change(history, 'abc', 300, 'text')
    history = change(history, 'abcd', 5000, 'text')
    history = change(history, 'moved', 5100, 'move')
    expect(undo(history).now).toBe('abcd')
    expect(undo(undo(history)).now).toBe('abc')
    expect(undo(undo(undo(history))).now).toBe('a')
    expect(redo(undo(history)).now).toBe('moved')
  })

  test('is walked with arrow keys and found by words', () => {
    const doc = testFlow()
    expect(neighbour(doc, 'order', 'right')).toBe('pay')
    expect(neighbour(doc, 'pay', 'left')).toBe('order')
    expect(neighbour(doc, 'order', 'left')).toBeNull()
    expect(findNodes(doc, 'createRefund')).toEqual(['pay'])
    expect(findNodes(doc, 'order')[0]).toBe('order')
  })
})
