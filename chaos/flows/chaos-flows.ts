import { setTimeout as wait } from 'node:timers/promises'
import { interrupted } from '../../bench/interrupted.ts'
import { makeRandom } from '../../eval/tasks/random.ts'
import { checkDatabase } from '../kill/check-database.ts'
import { judge, type Whole, wholeOf } from './check.ts'
import { converse } from './converse.ts'
import { makeDirector } from './director.ts'
import { tellFlows, tellRun, writeFlowsPage } from './flows-page.ts'
import type { FlowsChaosOptions, FlowsOutcome, Ran } from './outcome.ts'
import { type Call, inWaves, makePlans, type Plan } from './plan.ts'
import { readStored, untilSettled } from './stored.ts'
import { readCompensations, readWritingFlows, type Story, stories } from './stories.ts'
import { type FlowsWorld, openFlowsWorld } from './world.ts'

const customersAtOnce = 8
const settleWithin = 60_000

/** What is known of a story when nothing fails. */
interface Known {
  story: Story
  calls: Call[]
  whole: Whole
}

/**
 * Lets customers have things done while a chosen call fails and the server or the database is killed, and reads from the shop's own
 * journal what came of it. Answers the number of violations.
 */
export async function chaosFlows(options: FlowsChaosOptions): Promise<number> {
  const compensations = readCompensations()
  const director = makeDirector(compensations)
  process.stdout.write(`seed ${options.seed}: starting a shop, a database and a server …\n`)
  const world = await openFlowsWorld(director.hooks)
  const stop = interrupted()
  try {
    return await Promise.race([run(), stop])
  } finally {
    await world.close()
  }

  async function run(): Promise<number> {
    const began = Date.now()
    const chosen = stories.filter(({ name }) => !options.stories || options.stories.includes(name))
    const { known, broken } = await rehearse(chosen)
    const plans = makePlans(known, options.runs, makeRandom(options.seed))
    const wanted = options.only ? plans.filter(({ index }) => options.only!.includes(index)) : plans
    const outcome: FlowsOutcome = {
      options,
      ran: [],
      broken,
      uncovered: readWritingFlows().filter((flow) => !stories.some((story) => story.flow === flow)),
      kills: director.kills,
      stored: [],
      seconds: 0,
    }
    for (const wave of inWaves(wanted, customersAtOnce)) {
      const { ran, stored } = await play(wave, known)
      outcome.ran.push(...ran)
      outcome.stored.push(...stored)
      for (const each of ran) tellRun(each)
      for (const each of stored) process.stdout.write(`VIOLATION ${each}\n`)
      process.stdout.write(
        `${outcome.ran.length} of ${wanted.length} runs, ${Math.round((Date.now() - began) / 1000)} s\n`,
      )
    }
    outcome.seconds = Math.round((Date.now() - began) / 1000)
    tellFlows(outcome)
    if (options.page) await writeFlowsPage(outcome)
    return violationsOf(outcome)
  }

  /** Every story once without failures: what it calls, and what it leaves behind. */
  async function rehearse(all: Story[]): Promise<{ known: Known[]; broken: string[] }> {
    const known: Known[] = []
    const broken: string[] = []
    const undisturbed = all.map((story, index) => ({ index, story }) as Plan)
    for (const wave of inWaves(undisturbed, customersAtOnce)) {
      await world.begin()
      const scenes = director.stage(world, wave.map(({ story }) => ({ story }))) // biome-ignore format: one call
      const lives = await Promise.all(
        wave.map(async ({ story }) => {
          const since = Date.now()
          const lived = await converse(world, story)
          process.stdout.write(
            `${story.name}: ${lived.done ? 'done' : 'not done'} after ${Math.round((Date.now() - since) / 1000)} s\n`,
          )
          return lived
        }),
      )
      await untilSettled(world.databaseUrl(), settleWithin)
      const stored = await readStored(world.databaseUrl())
      for (const [at, lived] of lives.entries()) {
        const scene = scenes[at]!
        await lived.close()
        if (!lived.done) {
          const heard = lived.said
            .slice(-4)
            .map((each) => each.slice(0, 200))
            .join(' ｜ ')
          const words = `${lived.stopped ?? ''} ${heard}`
          broken.push(`${scene.story.name} does not go through undisturbed: ${words.replaceAll('\n', ' ')}`)
        } else known.push({ story: scene.story, calls: scene.calls, whole: wholeOf(world.shop, scene, stored, lived) })
      }
    }
    for (const each of broken) process.stdout.write(`${each}\n`)
    for (const { story, calls, whole } of known)
      process.stdout.write(`${story.name}: ${calls.length} calls, writes ${[...whole.keys()].join(', ')}\n`)
    return { known, broken }
  }

  async function play(wave: Plan[], known: Known[]): Promise<{ ran: Ran[]; stored: string[] }> {
    await world.begin()
    const scenes = director.stage(world, wave.map((plan) => ({ story: plan.story, plan }))) // biome-ignore format: one call
    const began = Date.now()
    const lives = await Promise.all(
      wave.map(async ({ story }) => {
        const lived = await converse(world, story)
        return { ...lived, seconds: (Date.now() - began) / 1000 }
      }),
    )
    director.calm()
    await untilAlive(world)
    await untilSettled(world.databaseUrl(), settleWithin)
    await wait(500)
    const stored = await readStored(world.databaseUrl())
    const ran = wave.map((plan, at): Ran => {
      const { whole } = known.find(({ story }) => story === plan.story)!
      const lived = lives[at]!
      const verdict = judge({ shop: world.shop, stored, compensations }, lived, whole)
      return { plan, lived, verdict, met: scenes[at]!.met, seconds: lived.seconds }
    })
    const acknowledged = lives.flatMap((lived) => lived.acknowledged)
    const promises = await checkDatabase(world.databaseUrl(), acknowledged)
    await Promise.all(lives.map(({ close }) => close()))
    // Writes that are open are judged run by run, with their incidents.
    return { ran, stored: promises.filter((each) => !each.startsWith('no write to a company system')) }
  }
}

const violationsOf = ({ ran, broken, stored }: FlowsOutcome): number =>
  broken.length + stored.length + ran.reduce((sum, { verdict }) => sum + verdict.violations.length, 0)

async function untilAlive(world: FlowsWorld): Promise<void> {
  for (const end = Date.now() + settleWithin; !world.alive(); await wait(100))
    if (Date.now() > end) throw new Error(`no server came back: ${world.lastFailure()}`)
}
