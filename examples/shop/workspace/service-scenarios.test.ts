import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { loadScenarios } from '../../../eval/tasks/load-scenarios.ts'
import { useShop } from './try-flows.ts'

const scenarios = loadScenarios(join(import.meta.dirname, '../scenarios/services'))
const matters = [...new Set(scenarios.map(({ id }) => id.split('-')[0]!))]
const { shop } = useShop()

describe('scenarios of the service processes', () => {
  const operations = new Set<string>()
  beforeAll(async () => {
    for (const service of ['orders', 'inventory', 'payments', 'logistics', 'crm', 'aftersales'] as const) {
      const document = (await (await fetch(`${shop().urls[service]}/openapi.json`)).json()) as {
        paths: Record<string, Record<string, { operationId: string }>>
      }
      for (const methods of Object.values(document.paths))
        for (const { operationId } of Object.values(methods)) operations.add(`${service}.${operationId}`)
    }
  })

  it.each(matters)('tell of %s in both languages, once mistyped or interrupted and once with a fault', (matter) => {
    const own = scenarios.filter(({ id }) => id.startsWith(`${matter}-`))
    expect(own.filter(({ lang }) => lang === 'zh').length).toBeGreaterThanOrEqual(2)
    expect(own.filter(({ lang }) => lang === 'en').length).toBeGreaterThanOrEqual(1)
    expect(own.some(({ tags }) => tags.includes('noise') || tags.includes('digression'))).toBe(true)
    expect(own.some(({ setup }) => setup.faults.length > 0)).toBe(true)
  })

  it.each(scenarios.map((each) => [each.id, each] as const))('%s speaks of what the shop has', (_id, {
    customer,
    setup,
    expect: wanted,
  }) => {
    const faults = setup.faults.map(({ service, operation }) => `${service}.${operation}`)
    for (const name of [...faults, ...wanted.calls.must, ...wanted.calls.never, ...Object.keys(wanted.calls.effects)])
      expect([...operations], name).toContain(name)
    expect(shop().stores.orders.get('customers', customer.shopCustomerId ?? '')).toBeDefined()
    for (const { service, in: collection } of wanted.systems)
      if (collection) expect(Object.keys(shop().control.state(service).collections)).toContain(collection)
  })
})
