import { createHash } from 'node:crypto'
import { promisify } from 'node:util'
import { gunzip, gzip } from 'node:zlib'
import { sql } from 'kysely'
import type { Db, Tx } from '../../infra/db.ts'
import type { Taught } from '../understanding/index.ts'
import { lockState, readState, setState } from './state.ts'

/** What a version consists of, before it has a number. */
export type Content = Omit<Taught, 'version'>

const pack = promisify(gzip)
const unpack = promisify(gunzip)

export interface Origin {
  origin: 'manual' | 'automatic'
  note: string
  by: string
  /** What had been taught and defined: `definitions:taught`. */
  basis: string
}

/** Automatic versions beyond these are forgotten, unless they are published or were measured. */
const automaticKept = 30

/**
 * Keeps the content as the next version, or finds the version that has the very same. While publishing is automatic, automatic
 * versions are live at once.
 */
export async function registerVersion(
  db: Db,
  workspaceId: string,
  content: Content,
  origin: Origin,
): Promise<{ number: number; unchanged: boolean }> {
  const json = JSON.stringify(content)
  const hash = createHash('sha256').update(json).digest('hex').slice(0, 32)
  const found = await db.tenant(workspaceId, (tx) => findVersion(tx, hash, origin))
  if (found) return { number: found, unchanged: true }
  const snapshot = await pack(json)
  return db.tenant(workspaceId, async (tx) => {
    const state = await lockState(tx)
    const known = await findVersion(tx, hash, origin)
    if (known) return { number: known, unchanged: true }
    const number = state.last_number + 1
    const intents = new Set(content.examples.map(({ label }) => label)).size
    await sql`
      insert into workbench_versions (workspace_id, number, note, origin, examples_hash, snapshot, examples, intents, basis, created_by)
      values (${workspaceId}, ${number}, ${origin.note}, ${origin.origin}, ${hash}, ${snapshot}, ${content.examples.length},
        ${intents}, ${origin.basis}, ${origin.by})`.execute(tx.query)
    await setState(tx, { last_number: number })
    await goLive(tx, number, origin)
    if (origin.origin === 'automatic') await forgetOld(tx)
    return { number, unchanged: false }
  })
}

async function findVersion(tx: Tx, hash: string, origin: Origin): Promise<number | undefined> {
  const { rows } = await sql<{ number: number }>`
    update workbench_versions set basis = ${origin.basis}, note = case when ${origin.note} = '' then note else ${origin.note} end,
      state = case when state = 'failed' then 'training' else state end
    where number = (select max(number) from workbench_versions where examples_hash = ${hash})
    returning number`.execute(tx.query)
  const number = rows[0]?.number
  if (number !== undefined) await goLive(tx, number, origin)
  return number
}

async function goLive(tx: Tx, number: number, { origin }: Origin): Promise<void> {
  if (origin !== 'automatic') return
  const state = await readState(tx)
  // Something must be live: under review that is what was there first.
  if ((state.publishing === 'automatic' || state.live === null) && state.live !== number) {
    await lockState(tx)
    await setState(tx, { live: number, previous: state.live })
  }
}

async function forgetOld(tx: Tx): Promise<void> {
  await sql`
    delete from workbench_versions v using workbench_state s
    where v.origin = 'automatic' and v.number <= s.last_number - ${automaticKept}
      and v.number is distinct from s.live and v.number is distinct from s.previous and v.number is distinct from s.canary
      and not exists (select from workbench_evaluations e where e.version = v.number)`.execute(tx.query)
}

/** The content of a version; undefined when there is none of this number. */
export async function readVersion(db: Db, workspaceId: string, number: number): Promise<Taught | undefined> {
  const row = await db.tenant(workspaceId, async (tx) => {
    const { rows } = await sql<{ snapshot: Buffer }>`
      select snapshot from workbench_versions where number = ${number}`.execute(tx.query)
    return rows[0]
  })
  if (!row) return undefined
  return { ...(JSON.parse((await unpack(row.snapshot)).toString()) as Content), version: number }
}

export async function settleVersion(
  db: Db,
  workspaceId: string,
  number: number,
  outcome: { ms: number } | { reason: string },
): Promise<void> {
  await db.tenant(workspaceId, (tx) =>
    'ms' in outcome
      ? // Loading what was trained before takes no time worth keeping.
        sql`update workbench_versions set state = 'ready', training_ms = coalesce(training_ms, ${outcome.ms}), reason = null
          where number = ${number} and state <> 'ready'`.execute(tx.query)
      : sql`update workbench_versions set state = 'failed', reason = ${outcome.reason.slice(0, 500)}
          where number = ${number} and state = 'training'`.execute(tx.query),
  )
}
