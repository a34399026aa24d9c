import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { runFlowsCommand } from '../../tools/flows/command.ts'

const path = (name: string) => fileURLToPath(new URL(name, import.meta.url))

async function run(...args: string[]) {
  const out: string[] = []
  const code = await runFlowsCommand(args, { out: (text) => void out.push(text), err: () => {}, env: {} })
  return { code, out: out.join('') }
}

describe('the flows of the e-commerce pack', { timeout: 30_000 }, () => {
  test('are proved against the tools that a shop maps', async () => {
    expect(await run('check', path('flows'))).toEqual({ code: 0, out: '5 flows, 0 errors, 0 warnings\n' })
  })

  test.each([
    ['gift-problem', 'solved', '补发好了'],
    ['coupon-problem', 'solved', '放出来了'],
    ['chase-dispatch', 'solved', '已替您催仓库'],
    ['balance-problem', 'handed_over', '已经加急转过去'],
    ['price-protection', 'compensated', '没有改动任何东西'],
  ])('%s is walked to its end: %s', async (flow, ended, says) => {
    const files = ['--events', path(`scenarios/${flow}.jsonl`), '--tools', path('scenarios/systems.yaml')]
    const { out } = await run('run', path(`flows/${flow}.yaml`), ...files)
    expect(out).toContain(says)
    expect(JSON.parse(out.trim().split('\n').at(-1)!).final.ended).toBe(ended)
  })
})
