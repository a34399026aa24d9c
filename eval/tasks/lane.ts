import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import pg from 'pg'
import { type Shop, startShop } from '../../examples/shop/src/start-shop.ts'
import { type Result, runOnce } from './run-once.ts'
import type { Scenario } from './scenario.ts'
import { type Login, makeStaffDesk, type StaffDesk } from './staff-desk.ts'
import { type Product, startProduct } from './start-product.ts'

export type Run = { scenario: Scenario; seed: number; noise: number }
export type Lane = Awaited<ReturnType<typeof openLane>>

/**
 * A shop and a product of their own, on throw-away data, in which runs are played one after another. The product set up with the
 * shop is kept as a template database: whenever a run must not see what an earlier one left (the same customer, injected
 * faults, agents online), the product is started anew on a fresh copy.
 */
export async function openLane(options: { index: number; root: string; postgresUrl: string }) {
  const { index, root, postgresUrl } = options
  const name = `lane_${index}`
  const shop = await startShop({ port: 0, dataDir: null })
  const dataDir = join(root, name)
  await mkdir(dataDir, { recursive: true })
  const start = (database: string) =>
    startProduct({ shop, dataDir, modelsDir: join(root, 'models'), databaseUrl: databaseAt(postgresUrl, database) })
  let logins: Login[] = []
  let product: Product | null = null
  let desk: StaffDesk | null = null
  let used = new Set<string>()
  let spoilt = false

  async function prepare(): Promise<void> {
    await administer(postgresUrl, `create database ${name}_template template template0`)
    const first = await start(`${name}_template`)
    logins = first.logins
    await first.close()
  }

  async function renew(): Promise<void> {
    await stop()
    await administer(postgresUrl, `drop database if exists ${name} with (force)`)
    await administer(postgresUrl, `create database ${name} template ${name}_template`)
    product = await start(name)
    desk = makeStaffDesk(product.url, logins)
    used = new Set()
    spoilt = false
  }

  async function stop(): Promise<void> {
    desk?.close()
    await product?.close()
    product = null
    desk = null
  }

  try {
    await prepare()
  } catch (error) {
    await shop.close()
    throw error
  }
  return {
    /** Whether a run can be played without starting the product anew. */
    isFreshFor: (run: Run) =>
      product !== null && !spoilt && !customersOf(run.scenario, shop).some((customer) => used.has(customer)),

    async play(run: Run): Promise<Result> {
      if (!this.isFreshFor(run)) await renew()
      for (const customer of customersOf(run.scenario, shop)) used.add(customer)
      spoilt = true
      const result = await runOnce({ ...run, shop, url: product!.url, desk: desk! })
      const { faults, agentsOnline } = run.scenario.setup
      const death = product?.died()
      if (death) Object.assign(result, { passed: false, failed: [...result.failed, death] })
      spoilt = Boolean(death) || faults.length > 0 || agentsOnline > 0 || result.ms.length < result.turns
      return result
    },

    async close() {
      await stop()
      await shop.close()
    },
  }
}

/** The shop customers a scenario speaks as or of, by their ids and phone numbers. */
function customersOf(scenario: Scenario, shop: Shop): string[] {
  const text = JSON.stringify(scenario)
  const ids = text.match(/\bC1\d{3}\b/g) ?? []
  const phones = [...text.matchAll(/(?<!\d)1\d{2}[\s-]?\d{4}[\s-]?\d{4}(?!\d)/g)].map(([phone]) =>
    phone.replace(/\D/g, ''),
  )
  const owners = phones.flatMap((phone) => shop.stores.orders.where('customers', 'phone', phone).map((each) => each.id))
  return [...new Set([...ids, ...owners])]
}

const databaseAt = (server: string, name: string) => server.replace('///loopdesk?', `///${name}?`)

async function administer(server: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: databaseAt(server, 'postgres') })
  await client.connect()
  try {
    await client.query(statement)
  } finally {
    await client.end()
  }
}
