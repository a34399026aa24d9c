import type { Figures, Release, Version } from '@loopdesk/contracts/api/workbench.ts'
import { AppError } from '@loopdesk/contracts/errors.ts'
import { type RawBuilder, sql } from 'kysely'
import type { Tx } from '../../infra/db.ts'
import { addJob } from '../../infra/jobs.ts'
import { audit } from '../identity/index.ts'
import type { Who, WorkbenchDeps } from './deps.ts'
import type { Mirror } from './mirror.ts'
import { lockState, readState, type StateRow, setState } from './state.ts'
import { contentNow } from './teaching.ts'
import { readVersion, registerVersion, settleVersion } from './versions.ts'

export const trainJobName = 'workbench.train'

interface Row {
  number: number
  note: string
  origin: Version['origin']
  state: Version['state']
  reason: string | null
  examples_hash: string
  examples: number
  intents: number
  training_ms: number | null
  basis: string
  created_by: string
  created_at: Date
  figures: Figures | null
  evaluation_id: string | null
}

/** Versions of what is taught, and which of them conversations are read with. */
export function makeReleases({
  db,
  log,
  understanding,
  mirror,
}: Pick<WorkbenchDeps, 'db' | 'log' | 'understanding'> & { mirror: Mirror }) {
  /** One change of what is published: kept, told to all processes, on the record. */
  async function publish(
    workspaceId: string,
    who: Who,
    action: string,
    decide: (state: StateRow, tx: Tx) => Promise<Partial<StateRow>>,
  ): Promise<Release> {
    await mirror.sync(workspaceId)
    const release = await db.tenant(workspaceId, async (tx) => {
      const before = await lockState(tx)
      const change = await decide(before, tx)
      await setState(tx, change)
      if (change.publishing === 'automatic') await understanding.touch(tx, workspaceId)
      const after = await readState(tx)
      const details = {
        live: after.live,
        canary: after.canary,
        share: after.canary_share,
        publishing: after.publishing,
        before: before.live,
      }
      await audit(tx, { actor: who.actor, action, target: 'workbench:release', details })
      return releaseOf(tx, after)
    })
    understanding.workbench.forgetRelease(workspaceId)
    for (const version of [release.live, release.canary?.version])
      if (version)
        void understanding.workbench
          .brain(workspaceId, version)
          .catch((error) => log.warn({ err: error }, 'a published version is not ready'))
    return release
  }

  return {
    async list(workspaceId: string): Promise<{ items: Version[]; release: Release }> {
      await mirror.sync(workspaceId)
      return db.tenant(workspaceId, async (tx) => {
        const state = await readState(tx)
        const rows = await readVersions(tx, sql`true`)
        return { items: rows.map((row) => shown(row, state)), release: await releaseOf(tx, state) }
      })
    },

    async train(workspaceId: string, who: Who, note: string): Promise<{ version: Version; unchanged: boolean }> {
      const { content, basis } = await contentNow(db, workspaceId, await mirror.sync(workspaceId))
      if (new Set(content.examples.map(({ label }) => label)).size < 2)
        throw new AppError('unprocessable', 'at least two intents need examples')
      const origin = { origin: 'manual' as const, note, by: who.name, basis }
      const { number, unchanged } = await registerVersion(db, workspaceId, content, origin)
      return db.tenant(workspaceId, async (tx) => {
        const [row] = await readVersions(tx, sql`v.number = ${number}`)
        if (!row) throw new AppError('conflict', 'this version has just been forgotten; try again')
        if (row.state !== 'ready') {
          const payload = { workspaceId, number }
          await addJob(tx, trainJobName, payload, {
            key: `train:${workspaceId}:${number}`,
            maxAttempts: 3,
            queue: `workbench:${workspaceId}`,
          })
        }
        if (!unchanged)
          await audit(tx, { actor: who.actor, action: 'version.made', target: `version:${number}`, details: { note } })
        return { version: shown(row, await readState(tx)), unchanged }
      })
    },

    /** The job. */
    async runTraining({ workspaceId, number }: { workspaceId: string; number: number }): Promise<void> {
      const taught = await readVersion(db, workspaceId, number)
      if (!taught) return
      const started = performance.now()
      await understanding.workbench.train(workspaceId, taught)
      await settleVersion(db, workspaceId, number, { ms: Math.round(performance.now() - started) })
    },

    publish: (workspaceId: string, who: Who, number: number, share: number): Promise<Release> =>
      publish(workspaceId, who, share === 100 ? 'version.published' : 'version.canary', async (state, tx) => {
        const [row] = await readVersions(tx, sql`v.number = ${number}`)
        if (!row) throw new AppError('not_found', 'there is no such version')
        if (row.state !== 'ready') throw new AppError('wrong_state', 'this version is not trained yet')
        if (share === 100) return live(state, number)
        if (state.live === null) throw new AppError('wrong_state', 'nothing is live yet beside which it could be tried')
        if (state.live === number) throw new AppError('conflict', 'this version is live for everybody already')
        return { publishing: 'reviewed', canary: number, canary_share: share }
      }),

    promote: (workspaceId: string, who: Who): Promise<Release> =>
      publish(workspaceId, who, 'version.promoted', async (state) => {
        if (state.canary === null) throw new AppError('wrong_state', 'there is no canary')
        return live(state, state.canary)
      }),

    rollBack: (workspaceId: string, who: Who, to: number | undefined): Promise<Release> =>
      publish(workspaceId, who, 'version.rolled_back', async (state, tx) => {
        if (to === undefined && state.canary !== null) return { canary: null, canary_share: null }
        const target = to ?? state.previous
        if (target === null) throw new AppError('wrong_state', 'there is no version before this one')
        const [row] = await readVersions(tx, sql`v.number = ${target}`)
        if (row?.state !== 'ready') throw new AppError('not_found', 'there is no such trained version')
        return live(state, target)
      }),

    setPublishing: (workspaceId: string, who: Who, publishing: Release['publishing']): Promise<Release> =>
      publish(workspaceId, who, 'publishing.set', async () =>
        publishing === 'automatic' ? { publishing, canary: null, canary_share: null } : { publishing },
      ),
  }
}

const live = (state: StateRow, number: number): Partial<StateRow> => ({
  publishing: 'reviewed',
  live: number,
  previous: state.live === number ? state.previous : state.live,
  canary: null,
  canary_share: null,
})

async function readVersions(tx: Tx, where: RawBuilder<unknown>): Promise<Row[]> {
  const { rows } = await sql<Row>`
    select v.number, v.note, v.origin, v.state, v.reason, v.examples_hash, v.examples, v.intents, v.training_ms, v.basis,
      v.created_by, v.created_at, e.figures, e.id as evaluation_id
    from workbench_versions v
    left join lateral (select id, figures from workbench_evaluations where version = v.number and state = 'done'
      order by finished_at desc limit 1) e on true
    where ${where} order by v.number desc limit 200`.execute(tx.query)
  return rows
}

async function releaseOf(tx: Tx, state: StateRow): Promise<Release> {
  const { publishing, live: now, previous, canary, canary_share } = state
  const basis = `${state.mirrored.split(':')[0]}:${state.taught}`
  const { rows } = await sql`select from workbench_versions where basis = ${basis} limit 1`.execute(tx.query)
  return {
    publishing,
    live: now,
    previous,
    canary: canary === null || canary_share === null ? null : { version: canary, share: canary_share },
    changed: rows.length === 0,
  }
}

function shown(row: Row, state: StateRow): Version {
  const { number, note, origin, reason, examples, intents, figures } = row
  const release =
    number === state.live
      ? 'live'
      : number === state.canary
        ? 'canary'
        : number === state.previous
          ? 'previous'
          : 'none'
  return {
    number,
    note,
    origin,
    state: row.state,
    reason,
    release,
    examplesHash: row.examples_hash,
    examples,
    intents,
    trainingMs: row.training_ms,
    figures,
    evaluationId: row.evaluation_id,
    createdBy: row.created_by,
    createdAt: row.created_at.toISOString(),
  }
}
