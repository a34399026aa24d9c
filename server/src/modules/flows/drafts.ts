import type { DraftDefinition, Finding, FlowDraft } from '@loopdesk/contracts/api/flows.ts'
import { AppError } from '@loopdesk/contracts/errors.ts'
import type { FlowTrigger, Localised } from '@loopdesk/contracts/flow.ts'
import { sql } from 'kysely'
import type { Tx } from '../../infra/db.ts'
import { audit } from '../identity/index.ts'
import { canonical } from './canonical.ts'
import type { FlowDeskDeps, Who } from './desk-deps.ts'
import type { makeProveDraft } from './prove-draft.ts'

export interface DraftRow {
  id: string
  definition: DraftDefinition
  revision: number
  based_on: number | null
  findings: Finding[]
  updated_by: string
  updated_at: Date
}

/** Paths of the API beside the ids of flows. */
const reserved = new Set(['world', 'schema', 'prove', 'rehearse', 'import', 'trash'])

type Deps = Pick<FlowDeskDeps, 'db'> & { proof: ReturnType<typeof makeProveDraft> }

/** Flows while they are being made. */
export function makeDrafts({ db, proof }: Deps) {
  const read = (workspaceId: string, id: string) => db.tenant(workspaceId, (tx) => readDraft(tx, id))

  /** Saves over exactly the revision it was made from; 0: there was none. */
  async function save(
    workspaceId: string,
    who: Who,
    id: string,
    { definition, baseRevision }: { definition: DraftDefinition; baseRevision: number },
  ): Promise<FlowDraft> {
    if (definition.id !== id)
      throw new AppError('invalid_request', `the definition is of ${definition.id}`, [
        { path: '/body/definition/id', message: `must be ${id}` },
      ])
    if (reserved.has(id))
      throw new AppError('invalid_request', `no flow can be called ${id}`, [{ path: '/body/id', message: 'reserved' }])
    const { findings } = await proof.prove(workspaceId, definition)
    return db.tenant(workspaceId, async (tx) => {
      const values = sql`${JSON.stringify(definition)}::jsonb, ${JSON.stringify(findings)}::jsonb`
      const { rows } =
        baseRevision === 0
          ? await sql<DraftRow>`
              insert into flow_drafts (workspace_id, id, definition, findings, based_on, updated_by)
              select ${workspaceId}, ${id}, ${values}, (select max(version) from flows where id = ${id}), ${who.name}
              on conflict do nothing returning *`.execute(tx.query)
          : await sql<DraftRow>`
              update flow_drafts set (definition, findings) = (${values}), revision = revision + 1, updated_by = ${who.name}, updated_at = now()
              where id = ${id} and revision = ${baseRevision} returning *`.execute(tx.query)
      const row = rows[0]
      if (!row) throw new AppError('conflict', 'somebody else has saved this draft since; read it again')
      return shownDraft(row, await liveDefinition(tx, id))
    })
  }

  return {
    read,
    save,

    /** The draft; without one the live (else the newest) version as it would be begun from. */
    async open(workspaceId: string, id: string): Promise<FlowDraft> {
      const found = await db.tenant(workspaceId, async (tx) => ({
        draft: await readDraft(tx, id),
        live: await liveDefinition(tx, id),
        version: await bestVersion(tx, id),
      }))
      const { draft, live, version } = found
      const definition = draft?.definition ?? version?.definition
      if (!definition) throw new AppError('not_found', `there is no flow ${id}`)
      const { findings } = await proof.prove(workspaceId, definition)
      if (draft) return shownDraft({ ...draft, findings }, live)
      const row = { id, definition, revision: 0, based_on: version!.version, findings }
      return shownDraft({ ...row, updated_by: version!.created_by, updated_at: version!.created_at }, live)
    },

    /** A new flow. Refused when one of this id exists. */
    async create(
      workspaceId: string,
      who: Who,
      body: {
        id: string
        name: Localised
        description?: Localised | undefined
        trigger?: FlowTrigger | undefined
        definition?: DraftDefinition | undefined
      },
    ): Promise<FlowDraft> {
      const known = await db.tenant(workspaceId, (tx) => bestVersion(tx, body.id))
      if (known) throw new AppError('conflict', `there is a flow ${body.id}`)
      const { id, name } = body
      const given = body.definition ?? blank
      const definition = {
        ...given,
        id,
        name,
        description: body.description ?? (given as { description?: Localised }).description ?? name,
        ...(body.trigger && { trigger: body.trigger }),
      }
      return save(workspaceId, who, id, { definition, baseRevision: 0 })
    },

    async remove(workspaceId: string, who: Who, id: string): Promise<void> {
      await db.tenant(workspaceId, async (tx) => {
        const { rows } = await sql`delete from flow_drafts where id = ${id} returning 1`.execute(tx.query)
        if (rows.length === 0) throw new AppError('not_found', `there is no draft of ${id}`)
        await sql`delete from flow_scenarios where flow = ${id} and not exists (select from flows where id = ${id})`.execute(
          tx.query,
        )
        await audit(tx, { actor: who.actor, action: 'flow.draft_deleted', target: `flow:${id}` })
      })
    },
  }
}

/** What a new flow begins with: a greeting and an end. */
const blank: DraftDefinition = {
  id: '',
  name: { zh: '', en: '' },
  start: 'hello',
  nodes: {
    hello: { type: 'say', text: { zh: '您好，我来帮您办理。', en: 'Hello, let me help you with that.' }, next: 'done' },
    done: { type: 'end', outcome: 'solved' },
  },
}

export async function readDraft(tx: Tx, id: string): Promise<DraftRow | undefined> {
  const { rows } = await sql<DraftRow>`select * from flow_drafts where id = ${id}`.execute(tx.query)
  return rows[0]
}

interface VersionRow {
  version: number
  definition: DraftDefinition
  created_by: string
  created_at: Date
}

/** The live version, else the newest. */
async function bestVersion(tx: Tx, id: string): Promise<VersionRow | undefined> {
  const { rows } = await sql<VersionRow>`
    select f.version, f.definition, f.created_by, f.created_at from flows f left join flow_heads h on h.workspace_id = f.workspace_id and h.id = f.id
    where f.id = ${id} order by (f.version = h.live) desc nulls last, f.version desc limit 1`.execute(tx.query)
  return rows[0]
}

async function liveDefinition(tx: Tx, id: string): Promise<object | null> {
  const { rows } = await sql<{ definition: object }>`
    select f.definition from flow_heads h join flows f on f.workspace_id = h.workspace_id and f.id = h.id and f.version = h.live where h.id = ${id}`.execute(
    tx.query,
  )
  return rows[0]?.definition ?? null
}

function shownDraft(row: DraftRow, live: object | null): FlowDraft {
  return { ...draftStateOf(row, live), definition: row.definition, findings: row.findings }
}

/** How a draft stands, as lists show it. */
export function draftStateOf(row: DraftRow, live: object | null) {
  const errors = row.findings.filter(({ severity }) => severity === 'error').length
  return {
    revision: row.revision,
    basedOn: row.based_on,
    changed: live === null || canonical(withoutLayout(row.definition)) !== canonical(withoutLayout(live)),
    proof: { errors, warnings: row.findings.length - errors },
    updatedAt: row.updated_at.toISOString(),
    updatedBy: row.updated_by,
  }
}

function withoutLayout(definition: object): object {
  const { layout: _, ...rest } = definition as { layout?: unknown }
  return rest
}
