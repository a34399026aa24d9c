import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { makeSandbox, type Sandbox } from './sandbox.ts'

let sandbox: Sandbox
beforeAll(() => {
  sandbox = makeSandbox()
})
afterAll(() => sandbox.close())

const failure = async (code: string, input: unknown = {}) => {
  const result = await sandbox.run(code, input)
  if (result.status !== 'failed') throw new Error(`it came to ${JSON.stringify(result).slice(0, 200)}`)
  return result
}

describe('code in a flow', () => {
  test('works out a result from its input', async () => {
    const code = 'return input.items.reduce((sum, { price, count }) => sum + price * count, 0)'
    const items = [
      { price: 12.5, count: 2 },
      { price: 5, count: 1 },
    ]
    expect(await sandbox.run(code, { items })).toEqual({ status: 'ok', value: 30 })
  })

  test('that returns nothing gives null, and dates can be reckoned with', async () => {
    expect(await sandbox.run('', {})).toEqual({ status: 'ok', value: null })
    const code = 'const d = new Date(input.day); d.setUTCDate(d.getUTCDate() + 7); return d.toISOString().slice(0, 10)'
    expect(await sandbox.run(code, { day: '2026-02-25' })).toEqual({ status: 'ok', value: '2026-03-04' })
  })

  test('fails with what it threw', async () => {
    expect(await failure('throw new TypeError("no such price")')).toMatchObject({
      kind: 'expression',
      code: 'TypeError',
      message: 'no such price',
    })
    expect(await failure('throw { code: "too_young", message: "under age" }')).toMatchObject({ code: 'too_young' })
    expect(await failure('return (')).toMatchObject({ kind: 'expression', code: 'SyntaxError' })
  })

  test('leaves nothing behind for the next', async () => {
    await sandbox.run('globalThis.left = 1; Array.prototype.left = 1; JSON.stringify = () => "stolen"; return 1', {})
    expect(await sandbox.run('return [typeof left, [].left ?? null, JSON.stringify({ a: 1 })]', {})).toEqual({
      status: 'ok',
      value: ['undefined', null, '{"a":1}'],
    })
  })
})

describe('hostile code', () => {
  test('that never ends is stopped', async () => {
    const started = performance.now()
    expect(await failure('while (true) {}')).toMatchObject({ kind: 'timeout' })
    expect(await failure('for (;;) { try { for (;;) {} } catch {} }')).toMatchObject({ kind: 'timeout' })
    expect(performance.now() - started).toBeLessThan(3_000)
  })

  test('does not hold up this process while it runs', async () => {
    let ticks = 0
    const timer = setInterval(() => {
      ticks += 1
    }, 5)
    await sandbox.run('while (true) {}', {})
    clearInterval(timer)
    expect(ticks).toBeGreaterThan(20)
  })

  test('that eats memory or the stack is stopped', async () => {
    expect(await failure('return new ArrayBuffer(64_000_000).byteLength')).toMatchObject({ kind: 'limit' })
    const bomb = await failure('const all = []; for (;;) all.push(new Array(10_000).fill(1))')
    expect(['limit', 'timeout']).toContain(bomb.kind)
    expect(await failure('let s = "x"; for (;;) s += s')).toMatchObject({ status: 'failed' })
    expect(await failure('const f = () => f() + 1; return f()')).toMatchObject({ kind: 'limit' })
  })

  test('that returns too much is refused, and too much input', async () => {
    expect(await failure('return "x".repeat(10_000_000)')).toMatchObject({ kind: 'limit' })
    expect(await failure('return 1', 'x'.repeat(1_100_000))).toMatchObject({ kind: 'limit', code: 'input_too_large' })
  })

  test('finds no way out, no clock and no chance', async () => {
    const names = ['process', 'require', 'fetch', 'setTimeout', 'WebAssembly', 'performance', 'std', 'os']
    const code = `return [${names.map((name) => `typeof ${name}`)}]`
    expect(await sandbox.run(code, {})).toEqual({ status: 'ok', value: names.map(() => 'undefined') })
    for (const clock of ['Date.now()', 'new Date()', 'Date()', 'new (new Date(0).constructor)()', 'Math.random()'])
      expect(await failure(`return ${clock}`), clock).toMatchObject({ kind: 'expression' })
    expect(await failure('return import("fs")')).toMatchObject({ status: 'failed' })
    expect(await sandbox.run('return input.constructor.constructor("return typeof process")()', {})).toEqual({
      status: 'ok',
      value: 'undefined',
    })
  })

  test('cannot answer in the place of its result', async () => {
    const code = 'Object.prototype.toJSON = () => "mine"; return { a: 1 }'
    expect(await sandbox.run(code, {})).toEqual({ status: 'ok', value: 'mine' })
    expect(await sandbox.run('const a = {}; a.a = a; return a', {})).toMatchObject({ status: 'failed' })
    expect(await failure('return Promise.resolve(1)')).toMatchObject({ kind: 'expression' })
  })
})
