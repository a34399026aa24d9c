import { describe, expect, test } from 'vitest'
import { longFlow } from './cases/long-flow.ts'
import { call, end, flow, fork, human, say, set, shopWorld } from './cases/shop-world.ts'
import { soundValues } from './cases/sound-values.ts'
import { soundWalks } from './cases/sound-walks.ts'
import { unsoundValues } from './cases/unsound-values.ts'
import { unsoundWalks } from './cases/unsound-walks.ts'
import { prove } from './prove.ts'

const world = shopWorld()

describe('a flow is refused when', () => {
  test.each([...unsoundWalks, ...unsoundValues])('%s', (_, flow, code, node) => {
    const errors = prove(flow, world).filter(({ severity }) => severity === 'error')
    expect(errors.map((each) => [each.code, each.node])).toContainEqual([code, node])
  })
})

describe('a flow is accepted when it is', () => {
  test.each([...soundValues, ...soundWalks])('%s', (_, flow) => {
    expect(prove(flow, world).filter(({ severity }) => severity === 'error')).toEqual([])
  })
})

describe('findings', () => {
  const codes = (nodes: Parameters<typeof flow>[0], header = {}) =>
    prove(flow(nodes, header), world).map(({ code, node, field }) => [code, node, field])

  test('name the step as people do, in both languages, and say what to do', () => {
    const [finding] = prove(
      flow({ a: { ...say('{{ ordr.id }}', 'e'), label: { zh: '问候', en: 'Greeting' } }, e: end() }),
      world,
    )
    expect(finding).toMatchObject({
      code: 'unknown-variable',
      severity: 'error',
      node: 'a',
      message: { zh: expect.stringContaining('「问候」'), en: expect.stringContaining('“Greeting”') },
      fix: { zh: expect.stringMatching(/.+/), en: expect.stringMatching(/.+/) },
    })
  })

  test('warn of cases that are never taken', () => {
    const found = codes({ a: fork({ 'page.path': 'e', true: 'e', 'page.x': 'h' }, 'h'), h: human('orders'), e: end() })
    expect(found).toContainEqual(['case-never-taken', 'a', 'cases.2.when'])
    expect(found).toContainEqual(['case-never-taken', 'a', 'else'])
  })

  test('warn of what is saved for nobody and of slots nobody needs', () => {
    const found = codes({ a: set({ x: '1' }, 'e'), e: end() })
    expect(found).toContainEqual(['unused-variable', 'a', undefined])
    expect(found).toContainEqual(['unused-slot', undefined, 'slots.story'])
  })

  test('warn of languages that fill in different values, not of names that only differ by language', () => {
    const text = (zh: string, en: string) => ({ type: 'say', text: { zh, en }, next: 'e' })
    const order = { o: { type: 'ask', slot: 'order', prompt: { zh: '?', en: '?' }, next: 'a' } }
    const different = { ...order, a: text('{{ order.id }}，{{ order.amount }}', '{{ order.id }}'), e: end() }
    const same = { ...order, a: text('{{ order.items[0].name }}', '{{ order.items[0].nameEn }}'), e: end() }
    expect(codes(different)).toContainEqual(['languages-differ', 'a', 'text'])
    expect(codes(same).map(([code]) => code)).not.toContain('languages-differ')
  })

  test('warn of a write that cannot be undone before others, and of loops beyond the limits', () => {
    const writes = {
      a: call('orders.note', '{}', 'b', 'h'),
      b: call('returns.open', '{}', 'e', 'h'),
      h: human('orders'),
      e: end(),
    }
    expect(codes(writes)).toContainEqual(['irreversible-not-last', 'a', undefined])
    const loop = {
      l: { type: 'forEach', items: 'page.items', most: 1000, body: 's', next: 'e' },
      s: say('{{ item }}', 'r'),
      r: { type: 'return' },
      e: end(),
    }
    expect(codes(loop)).toContainEqual(['steps-over-limit', 'l', 'most'])
  })

  test('come for a flow of 300 steps as for a small one', () => {
    const definition = longFlow(300)
    expect(Object.keys(definition.nodes)).toHaveLength(300)
    expect(prove(definition, world).filter(({ severity }) => severity === 'error')).toEqual([])
    const broken = {
      ...definition,
      nodes: { ...definition.nodes, quote7: { ...definition.nodes.quote7!, args: '{}' } },
    }
    expect(prove(broken as typeof definition, world)).toMatchObject([{ code: 'argument-missing', node: 'quote7' }])
  })
})
