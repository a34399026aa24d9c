import { setTimeout as wait } from 'node:timers/promises'
import type { Shop } from '../../examples/shop/src/start-shop.ts'
import { gradeSystems, gradeWords, type Records } from './grade.ts'
import { type Line, playScenario } from './play-scenario.ts'
import type { Scenario } from './scenario.ts'
import type { StaffDesk } from './staff-desk.ts'
import { type Snapshot, snapshotOf } from './system-changes.ts'

/** How long one turn may take. */
const TURN_PATIENCE = 20_000
/** How long systems that were made to fail may take to come to rest after the conversation. */
const REST_WITHIN = 20_000

/** One line of the out file. */
export type Result = {
  id: string
  seed: number
  passed: boolean
  failed: string[]
  turns: number
  ms: number[]
  outcome: string | null
  transcript: Line[]
}

/** Sets the shop up, plays one scenario against the product and grades what happened. */
export async function runOnce(run: {
  scenario: Scenario
  seed: number
  noise: number
  shop: Shop
  url: string
  desk: StaffDesk
  /** Both in ms; shorter in tests that expect failure. */
  restWithin?: number
  patience?: number
}): Promise<Result> {
  const { scenario, seed, shop, desk } = run
  const { patch, faults, agentsOnline } = scenario.setup
  const opened = openAnew(shop)
  const before = patch.length > 0 ? patchShop(shop, patch) : opened
  const absent = agentsOnline > 0 ? await tryTo(() => desk.comeOnline(agentsOnline)) : null
  for (const fault of faults) shop.control.setFault(fault)

  const played = await playScenario({
    ...run,
    seed: String(seed),
    patience: run.patience ?? TURN_PATIENCE,
    async onTurn(chat) {
      const id = chat.conversationId()
      if (agentsOnline > 0 && id && chat.owner() === 'queue') await desk.accept(id)
    },
  })
  const systems = await gradeAtRest(
    () => gradeSystems(scenario, shop, before),
    faults.length > 0 ? (run.restWithin ?? REST_WITHIN) : 0,
  )
  const { records, unreadable } = await readRecords(desk, played.conversationId)
  const failed = [
    ...(absent ? [`the agents cannot come online: ${absent}`] : []),
    ...(played.broken ? [played.broken] : []),
    ...systems,
    ...(unreadable ? [unreadable] : []),
    ...gradeWords(scenario, played.transcript, records),
  ]
  return {
    id: scenario.id,
    seed,
    passed: failed.length === 0,
    failed,
    turns: played.turns,
    ms: played.ms,
    outcome: records.outcome,
    transcript: played.transcript,
  }
}

/** Shops as they were on their opening day, as long as nobody but us touched them since. */
const asOpened = new WeakMap<Shop, { at: number; state: Snapshot }>()
/** The dates of a shop count back from its opening, so it does not stay fresh for long. */
const FRESH_FOR = 30 * 60_000

/** Puts a shop back to its opening day, unless it still is as it was then: that takes a while. Answers its state. */
function openAnew(shop: Shop): Snapshot {
  shop.control.clearFaults()
  const opened = asOpened.get(shop)
  if (opened && shop.control.journal().length === 0 && Date.now() - opened.at < FRESH_FOR) return opened.state
  shop.control.reset()
  const state = snapshotOf(shop)
  asOpened.set(shop, { at: Date.now(), state })
  return state
}

/** Changes a shop from outside as a story wants it. Answers its state. */
function patchShop(shop: Shop, patches: Scenario['setup']['patch']): Snapshot {
  asOpened.delete(shop)
  for (const patch of patches) shop.control.patch(patch)
  return snapshotOf(shop)
}

/** Where calls were made to fail, work may go on after the last word: looks again until all is well or the time is over. */
async function gradeAtRest(grade: () => string[], restWithin: number): Promise<string[]> {
  const deadline = Date.now() + restWithin
  let reasons = grade()
  while (reasons.length > 0 && Date.now() < deadline) {
    await wait(250)
    reasons = grade()
  }
  return reasons
}

async function readRecords(
  desk: StaffDesk,
  conversationId: string | null,
): Promise<{ records: Records; unreadable: string | null }> {
  const nothing = { handedOver: false, tickets: 0, outcome: null }
  if (!conversationId) return { records: nothing, unreadable: null }
  try {
    return { records: await desk.readRecords(conversationId), unreadable: null }
  } catch (error) {
    return { records: nothing, unreadable: `the records cannot be read: ${(error as Error).message}` }
  }
}

/** What went wrong, in words; null when nothing did. */
async function tryTo(work: () => Promise<void>): Promise<string | null> {
  try {
    await work()
    return null
  } catch (error) {
    return (error as Error).message
  }
}
