import { setTimeout as wait } from 'node:timers/promises'
import { interrupted } from '../../bench/interrupted.ts'
import { makeRandom, type Random } from '../../eval/tasks/random.ts'
import { checkDatabase, untilAtRest } from './check-database.ts'
import { checkShop, rememberShop } from './check-shop.ts'
import { simulateCustomers } from './customers.ts'
import type { KillOptions } from './kill-options.ts'
import { type Outcome, tell, writePage } from './kill-page.ts'
import { makeStories } from './stories.ts'
import { makeTakeovers } from './takeovers.ts'
import { openWorld, type World } from './world.ts'

const takeoverWithin = 10
const restWithin = 60_000
const backWithin = 120_000
const faultModes = ['lost-reply', 'slow', 'error', 'lost-reply'] as const
const faultyOperations = [
  'orders.createReturn', 'orders.changeAddress', 'orders.cancel', 'orders.create', 'inventory.expectReturn', 'inventory.reserve',
  'logistics.createPickup', 'payments.createRefund', 'payments.createPaymentLink', 'payments.quoteRefund', 'orders.getOrder', 'sms.send',
] // biome-ignore format: one list

/**
 * Kills servers and the database at random instants while customers are served, then reads from the stored data and the shop's
 * systems whether every promise was kept. Answers the number of violations.
 */
export async function chaosKill(options: KillOptions): Promise<number> {
  const random = makeRandom(options.seed)
  const began = Date.now()
  process.stdout.write(`seed ${options.seed}: starting a shop, a database and two servers …\n`)
  const world = await openWorld()
  const stop = interrupted()
  const takeovers = makeTakeovers(world.databaseUrl, () => world.alive().length > 0)
  const kills = { server: 0, database: 0, line: 0, fault: 0 }
  try {
    return await Promise.race([run(), stop])
  } finally {
    await world.close()
  }

  async function run(): Promise<number> {
    const before = rememberShop(world.shop)
    const customers = simulateCustomers(
      world,
      makeStories(world.shop, random),
      options.customers,
      makeRandom(`${options.seed}/customers`),
    )
    const life = setInterval(() => letLifeGoOn(world, before), 500)
    for (let round = 1; round <= options.rounds; round++) {
      if (random.chance(0.7)) await untilAllAlive(world)
      await wait(200 + random.next() * 3_000)
      disturb(world, random, kills)
      if (await kill(world, random, kills)) takeovers.killed()
      if (round % 10 === 0)
        process.stdout.write(`round ${round} of ${options.rounds}, ${customers.lived.told.length} stories told\n`)
    }
    const lived = await customers.finish()
    clearInterval(life)
    letLifeGoOn(world, before)
    await untilAtRest(world.databaseUrl, restWithin)
    await wait(2_000)
    await customers.close()
    await takeovers.close()
    const outcome: Outcome = {
      options,
      kills,
      seconds: Math.round((Date.now() - began) / 1000),
      lived,
      takeovers: takeovers.seconds,
      violations: [
        ...lived.complaints.map((what) => `the protocol holds: ${what}`),
        ...(await checkDatabase(world.databaseUrl, lived.acknowledged)),
        ...(await checkShop(world.shop, before, lived.told, world.databaseUrl)),
        ...takeovers.seconds
          .filter((each) => each > takeoverWithin)
          .map((each) => `another takes over within ${takeoverWithin} s: it took ${each.toFixed(1)} s`),
        ...takeovers.lost.map(
          (id) => `another takes over within ${takeoverWithin} s: nobody took conversation ${id} within 30 s`,
        ),
      ],
    }
    tell(outcome)
    if (options.page) await writePage(outcome)
    return outcome.violations.length
  }
}

/** Mostly a kill hits a company at work; now and then one that is still getting up. */
async function untilAllAlive(world: World): Promise<void> {
  for (const end = Date.now() + backWithin; world.alive().length < world.processes && Date.now() < end; )
    await wait(100)
}

type Kills = Record<'server' | 'database' | 'line' | 'fault', number>

/** One SIGKILL: two in three times a server, else the database. */
async function kill(world: World, random: Random, kills: Kills): Promise<boolean> {
  if (random.chance(0.33) && world.killDatabase()) {
    kills.database++
    return true
  }
  let alive = world.alive()
  const deadline = Date.now() + backWithin
  while (alive.length === 0) {
    if (Date.now() > deadline)
      throw new Error(`no server came back within ${backWithin / 1000} s: ${world.lastFailure()}`)
    await wait(100)
    alive = world.alive()
  }
  kills.server++
  await world.killServer(random.pick(alive))
  return true
}

/** Between kills, lines to the shop break, and its systems answer late, wrongly, or not at all. */
function disturb(world: World, random: Random, kills: Kills): void {
  if (random.chance(0.4)) {
    kills.line++
    world.cutLine(Math.floor(random.next() * 5))
  }
  if (random.chance(0.4)) {
    const [service, operation] = random.pick(faultyOperations).split('.') as ['orders', string]
    kills.fault++
    world.shop.control.setFault({ service, operation, mode: random.pick(faultModes), ms: 2_000 })
  }
}

/** Banks pay: half of the refunds arrive, and whoever waits for that is told. */
function letLifeGoOn({ shop }: World, before: Set<string>): void {
  for (const { id, status } of shop.control.list('refunds'))
    if (status === 'accepted' && !before.has(`refunds/${id}`) && Number(String(id).slice(-1)) % 2 === 0)
      shop.control.advance({ service: 'payments', id: String(id) })
}
