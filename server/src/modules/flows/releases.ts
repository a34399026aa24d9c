import type { FlowChange, FlowSummary, FlowVersion, PublishResult } from '@loopdesk/contracts/api/flows.ts'
import { AppError } from '@loopdesk/contracts/errors.ts'
import { type FlowFile, flowFile } from '@loopdesk/contracts/flow.ts'
import { flowDefinition } from '@loopdesk/engines/flow/definition.ts'
import { diffFlows } from '@loopdesk/engines/flow/diff.ts'
import { sql } from 'kysely'
import { parse, stringify } from 'yaml'
import { publishFact } from '../../infra/facts.ts'
import { audit } from '../identity/index.ts'
import { setLive, withdraw } from './definitions.ts'
import type { FlowDeskDeps, Who } from './desk-deps.ts'
import type { makeDrafts } from './drafts.ts'
import type { makeListFlows } from './list-flows.ts'
import { nextSlot } from './next-slot.ts'
import type { makeProveDraft } from './prove-draft.ts'
import type { makeScenarios } from './scenarios.ts'

interface Deps extends Pick<FlowDeskDeps, 'db' | 'now' | 'flows' | 'timeZone' | 'liveChanged'> {
  proof: ReturnType<typeof makeProveDraft>
  drafts: ReturnType<typeof makeDrafts>
  scenarios: ReturnType<typeof makeScenarios>
  list: ReturnType<typeof makeListFlows>
}

interface VersionRow {
  version: number
  note: string
  created_by: string
  created_at: Date
  definition: FlowFile
  live: boolean
  open: number
  runs: number
}

/** What is published, and which of it is live. */
export function makeReleases({ db, now, flows, timeZone, liveChanged, proof, drafts, scenarios, list }: Deps) {
  async function readVersions(workspaceId: string, id: string, version?: number): Promise<VersionRow[]> {
    return db.tenant(workspaceId, async (tx) => {
      const { rows } = await sql<VersionRow>`
        select f.version, f.note, f.created_by, f.created_at, ${version === undefined ? sql`null` : sql`f.definition`} as definition,
          h.live is not distinct from f.version as live,
          (select count(*)::int from flow_runs r where r.workspace_id = f.workspace_id and r.flow = f.id and r.version = f.version and r.status <> 'ended') as open,
          (select count(*)::int from flow_runs r where r.workspace_id = f.workspace_id and r.flow = f.id and r.version = f.version) as runs
        from flows f left join flow_heads h on h.workspace_id = f.workspace_id and h.id = f.id
        where f.id = ${id} and (${version ?? null}::int is null or f.version = ${version ?? null}::int) order by f.version desc limit 200`.execute(
        tx.query,
      )
      return rows
    })
  }

  async function versionOf(workspaceId: string, id: string, version: number): Promise<VersionRow> {
    const [found] = await readVersions(workspaceId, id, version)
    if (!found) throw new AppError('not_found', `flow ${id} has no version ${version}`)
    return found
  }

  async function definitionAt(workspaceId: string, id: string, version: number | 'draft'): Promise<object> {
    if (version !== 'draft') return (await versionOf(workspaceId, id, version)).definition
    const draft = await drafts.read(workspaceId, id)
    if (!draft) throw new AppError('not_found', `there is no draft of ${id}`)
    return draft.definition
  }

  return {
    /** The draft becomes the live version, when the proof has no error and the scenarios that must pass do. */
    async publish(
      workspaceId: string,
      who: Who,
      id: string,
      { revision, note }: { revision: number; note: string },
    ): Promise<PublishResult> {
      const draft = await drafts.read(workspaceId, id)
      if (!draft) throw new AppError('not_found', `there is no draft of ${id}`)
      if (draft.revision !== revision)
        throw new AppError('conflict', 'somebody else has saved this draft since; look at it before it is published')
      const { findings, definition } = await proof.prove(workspaceId, draft.definition)
      const zone = await timeZone(workspaceId)
      const wrong = [...findings, ...(definition ? clockFindings(definition, zone, now()) : [])]
      if (!definition || wrong.some(({ severity }) => severity === 'error'))
        return { published: false, findings: wrong, scenarios: [] }
      const played = await scenarios.play(workspaceId, id, draft.definition, { required: true, revision })
      const failed = played.filter(({ passed }) => !passed)
      if (failed.length > 0)
        return {
          published: false,
          findings: wrong,
          scenarios: failed.map(({ id, name, problems }) => ({
            id,
            name,
            problems: problems.map(({ message }) => message),
          })),
        }
      const result = await db.tenant(workspaceId, async (tx) => {
        const { rows } = await sql`
          delete from flow_drafts where id = ${id} and revision = ${revision} returning 1`.execute(tx.query)
        if (rows.length === 0) throw new AppError('conflict', 'somebody else has saved this draft since')
        const by = { actor: who.name, note, now: now(), timeZone: zone }
        const made = await flows.publish(tx, workspaceId, definition, by)
        await liveChanged(tx, workspaceId)
        await publishFact(tx, { type: 'flow.published', workspaceId, data: { flow: id, version: made.version } })
        const details = { version: made.version, note }
        await audit(tx, { actor: who.actor, action: 'flow.published', target: `flow:${id}`, details })
        return made
      })
      flows.forget(workspaceId)
      return { published: true, ...result }
    },

    /** An earlier version is live again. */
    async rollBack(
      workspaceId: string,
      who: Who,
      id: string,
      { version, reason }: { version: number; reason: string },
    ): Promise<FlowSummary> {
      const { definition } = await versionOf(workspaceId, id, version)
      const zone = await timeZone(workspaceId)
      await db.tenant(workspaceId, async (tx) => {
        const live = flowDefinition.parse(definition)
        await setLive(tx, { workspaceId, definition: live, version, now: now(), timeZone: zone })
        await liveChanged(tx, workspaceId)
        await publishFact(tx, { type: 'flow.published', workspaceId, data: { flow: id, version } })
        const details = { version, reason }
        await audit(tx, { actor: who.actor, action: 'flow.rolled_back', target: `flow:${id}`, details })
      })
      flows.forget(workspaceId)
      return list.one(workspaceId, id)
    },

    async withdraw(workspaceId: string, who: Who, id: string, reason: string): Promise<FlowSummary> {
      await db.tenant(workspaceId, async (tx) => {
        await withdraw(tx, id)
        await liveChanged(tx, workspaceId)
        await audit(tx, { actor: who.actor, action: 'flow.withdrawn', target: `flow:${id}`, details: { reason } })
      })
      flows.forget(workspaceId)
      return list.one(workspaceId, id)
    },

    async versions(workspaceId: string, id: string): Promise<FlowVersion[]> {
      return (await readVersions(workspaceId, id)).map(shownVersion)
    },

    async version(workspaceId: string, id: string, version: number): Promise<FlowVersion & { definition: FlowFile }> {
      const row = await versionOf(workspaceId, id, version)
      return { ...shownVersion(row), definition: flowFile.parse(row.definition) }
    },

    async diff(
      workspaceId: string,
      id: string,
      { from, to }: { from: number | 'draft'; to: number | 'draft' },
    ): Promise<FlowChange[]> {
      const [before, after] = await Promise.all([from, to].map((each) => definitionAt(workspaceId, id, each)))
      return diffFlows(plain(before), plain(after))
    },

    /** As a YAML file, for a repository. */
    async exported(workspaceId: string, id: string, version?: number | 'draft'): Promise<string> {
      const definition =
        version === undefined
          ? (await drafts.open(workspaceId, id)).definition
          : await definitionAt(workspaceId, id, version)
      return stringify(definition, { lineWidth: 120 })
    },

    /** Text (YAML, of which JSON is a part) as a draft. */
    async imported(
      workspaceId: string,
      who: Who,
      { text, baseRevision }: { text: string; baseRevision?: number | undefined },
    ) {
      const definition = readText(text)
      const known = await drafts.read(workspaceId, definition.id)
      if (known && baseRevision === undefined)
        throw new AppError('conflict', `there is a draft of ${definition.id}; name its revision to replace it`)
      return drafts.save(workspaceId, who, definition.id, { definition, baseRevision: known ? baseRevision! : 0 })
    },
  }
}

const plain = (definition: object | undefined) => definition as Parameters<typeof diffFlows>[0]

const draftShape = flowFile.pick({ id: true, name: true }).loose().extend({ nodes: flowFile.shape.nodes })

function readText(text: string) {
  let read: unknown
  try {
    read = parse(text, { maxAliasCount: 100 })
  } catch (error) {
    throw new AppError('unprocessable', `this is no YAML: ${(error as Error).message.slice(0, 300)}`)
  }
  const parsed = draftShape.safeParse(read)
  if (parsed.success) return parsed.data
  throw new AppError(
    'unprocessable',
    'this is no flow',
    parsed.error.issues.slice(0, 20).map(({ path, message }) => ({ path: `/${path.join('/')}`, message })),
  )
}

/** A cron line that is none keeps a flow from being published. */
function clockFindings({ trigger }: FlowFile | { trigger: FlowFile['trigger'] }, zone: string, now: Date) {
  if (trigger.type !== 'schedule') return []
  try {
    if (nextSlot(trigger.cron, zone, now) !== null) return []
  } catch {
    // Said below.
  }
  return [
    {
      code: 'schedule',
      severity: 'error' as const,
      field: 'trigger.cron',
      message: { zh: `“${trigger.cron}”不是有效的定时`, en: `"${trigger.cron}" never comes round` },
      fix: {
        zh: '改成五段的 cron，例如 0 9 * * *（每天九点）',
        en: 'Use a cron line of five fields, such as 0 9 * * *',
      },
    },
  ]
}

function shownVersion(row: VersionRow): FlowVersion {
  return {
    version: row.version,
    note: row.note,
    publishedBy: row.created_by,
    publishedAt: row.created_at.toISOString(),
    live: row.live,
    runs: { open: row.open, all: row.runs },
  }
}
