import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startTestShop, type TestShop } from '../../examples/shop/src/shop-client.ts'
import { loadScenarios } from './load-scenarios.ts'
import { makePerfectBot } from './perfect-bot.ts'
import { runOnce } from './run-once.ts'
import type { Scenario } from './scenario.ts'
import { type ScriptedProduct, startScriptedProduct } from './scripted-product.ts'
import { makeStaffDesk } from './staff-desk.ts'

const scenarios = loadScenarios(fileURLToPath(new URL('../../examples/shop/scenarios', import.meta.url)))
let shop: TestShop
let product: ScriptedProduct

beforeAll(async () => {
  shop = await startTestShop()
  product = await startScriptedProduct()
})
afterAll(async () => {
  await product.close()
  await shop.close()
})

async function play(scenario: Scenario): Promise<string[]> {
  const desk = makeStaffDesk(product.url, product.logins)
  try {
    return (await runOnce({ scenario, seed: 1, noise: 0, shop, url: product.url, desk, restWithin: 0 })).failed
  } finally {
    desk.close()
  }
}

const OPERATIONS = /^(\w+)\.(\w+)$/

describe('our own scenarios', () => {
  it('are many, in both languages, a third of them out of the ordinary and a third kept apart', () => {
    expect(scenarios.length).toBeGreaterThanOrEqual(80)
    expect(scenarios.filter(({ lang }) => lang === 'en').length).toBeGreaterThanOrEqual(scenarios.length / 5)
    expect(scenarios.filter(({ tags }) => tags.includes('holdout')).length).toBeGreaterThanOrEqual(
      scenarios.length * 0.3,
    )
    const rough = [
      'noise',
      'correction',
      'digression',
      'multi',
      'fault',
      'burst',
      'switch',
      'story',
      'wrongcode',
      'changedmind',
    ]
    const unusual = scenarios.filter(({ tags }) => tags.some((tag) => rough.includes(tag)))
    expect(unusual.length).toBeGreaterThanOrEqual(scenarios.length / 3)
  })

  it.each(
    scenarios.map((each) => [each.id, each] as const),
  )('%s speaks of what the shop has', async (_id, scenario) => {
    const known = await operationsOf(shop)
    const { calls, systems } = scenario.expect
    const named = [...calls.must, ...calls.never, ...Object.keys(calls.effects)]
    const faults = scenario.setup.faults.map(({ service, operation }) => `${service}.${operation}`)
    for (const name of [...named, ...faults]) expect(known, name).toContain(name)
    if (scenario.setup.patch.length > 0) shop.control.reset()
    for (const patch of scenario.setup.patch) shop.control.patch(patch)
    const id = scenario.customer.shopCustomerId
    if (id) expect(shop.stores.orders.get('customers', id), id).toBeDefined()
    for (const orderId of JSON.stringify(systems).match(/O2026\d+/g) ?? [])
      expect(shop.stores.orders.get('orders', orderId), orderId).toBeDefined()
  })
})

it.each(
  scenarios.map((each) => [each.id, each] as const),
)('%s is not passed by silence, but by a bot that does everything right', async (_id, scenario) => {
  Object.assign(product.state, { script: () => [], recorded: { handedOver: false, tickets: 0, outcome: null } })
  expect(await play(scenario)).not.toEqual([])
  Object.assign(product.state, makePerfectBot(scenario, shop))
  expect(await play(scenario)).toEqual([])
})

let operations: string[] | undefined

/** Every operation of the five services, as `service.operation`, by their own OpenAPI documents. */
async function operationsOf(shop: TestShop): Promise<string[]> {
  if (operations) return operations
  const all = ['orders', 'inventory', 'payments', 'logistics', 'sms'].map(async (service) => {
    const { body } = await shop.get(service, '/openapi.json')
    const methods = Object.values(body.paths as Record<string, Record<string, { operationId?: string }>>)
    return methods
      .flatMap((path) => Object.values(path))
      .flatMap((each) => (each.operationId ? [`${service}.${each.operationId}`] : []))
  })
  operations = (await Promise.all(all)).flat()
  expect(operations.every((name) => OPERATIONS.test(name))).toBe(true)
  return operations
}
