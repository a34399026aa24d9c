import { afterAll, beforeAll, beforeEach, expect } from 'vitest'
import type { ServiceName } from '../src/service-names.ts'
import { type Shop, startShop } from '../src/start-shop.ts'
import { standing, whatChanged } from './standing.ts'
import { type Customer, type Walk, walkFlow } from './walk-flow.ts'

/** A running shop for the tests of a file, back at opening day before each, and the ways of trying a flow against it. */
export function useShop() {
  let shop: Shop
  beforeAll(async () => {
    shop = await startShop({ port: 0, dataDir: null })
  })
  beforeEach(() => shop.control.reset())
  afterAll(() => shop.close())

  const walk = (flow: string, customer: Customer): Promise<Walk> => walkFlow(shop, flow, customer)
  const kept = (service: ServiceName, collection: string) => shop.control.state(service).collections[collection]!
  const one = (service: ServiceName, collection: string, id: string) =>
    kept(service, collection).find((each) => each.id === id)!

  /** A refusal: nothing changed anywhere, said in these words. */
  async function refused(flow: string, customer: Customer, words: RegExp, outcome = 'declined'): Promise<Walk> {
    const before = standing(shop)
    const done = await walk(flow, customer)
    expect([done.outcome, last(done)]).toEqual([outcome, expect.stringMatching(words)])
    expect(whatChanged(before, standing(shop))).toEqual([])
    expectReadable(done)
    return done
  }

  /** The system fails at one write: everything is as before, a ticket is left, and the customer is told. */
  async function failing(flow: string, customer: Customer, operation: string, words: RegExp): Promise<void> {
    const [service, name] = operation.split('.') as [ServiceName, string]
    const before = standing(shop)
    shop.control.setFault({ service, operation: name, mode: 'error', times: 9 })
    const done = await walk(flow, customer)
    expect([done.outcome, done.tickets, last(done)]).toEqual(['compensated', 1, expect.stringMatching(words)])
    expect(whatChanged(before, standing(shop))).toEqual([])
    expectReadable(done)
  }

  return {
    shop: () => shop,
    standing: () => standing(shop),
    whatChanged,
    walk,
    kept,
    one,
    refused,
    failing,
  }
}

export const last = (done: Walk): string => done.texts.at(-1)!
const words = (done: Walk) => [...done.texts, ...done.confirmations].join('\n')

/** Nothing a template left open. */
export function expectReadable(done: Walk): void {
  expect(words(done)).not.toMatch(/\{\{|undefined|\bnull\b|NaN/)
}

/** No Chinese in what an English customer hears, but for addresses, which are written as they are. */
export function expectEnglish(done: Walk): void {
  expect(words(done).replaceAll(/[^\n]*\d ?室[^\n]*/g, '')).not.toMatch(/[\u4e00-\u9fff]/)
}

/** The ISO day so many days from today, where the shop is. */
export const day = (days: number): string =>
  new Date(Date.now() + 8 * 3600_000 + days * 86_400_000).toISOString().slice(0, 10)
