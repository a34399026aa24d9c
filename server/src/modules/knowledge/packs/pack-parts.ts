import type { PackItem } from '@loopdesk/contracts/api/knowledge/packs.ts'
import { AppError } from '@loopdesk/contracts/errors.ts'
import { inLanguage, type SomeLanguage } from '@loopdesk/contracts/knowledge.ts'
import { sql } from 'kysely'
import type { Db } from '../../../infra/db.ts'
import { definitionHash } from '../entries/canonical.ts'
import type { Who } from '../entries/who.ts'
import type { PackContents } from './pack-files.ts'

/** Something of a pack that another module keeps. */
export interface PackThing {
  id: string
  name?: SomeLanguage
}

/** Through which a module takes in what comes with packs. */
export interface PackPort<Thing extends { id: string } = PackThing> {
  /** What there is under these ids now; ids of nothing are left out. */
  read(workspaceId: string, ids: readonly string[]): Promise<ReadonlyMap<string, unknown>>
  /** Makes it, or changes it to this. Throws AppError with what is wrong. A flow comes as a draft unless it is proven. */
  put(workspaceId: string, who: Who, thing: Thing): Promise<void>
  remove(workspaceId: string, who: Who, id: string): Promise<void>
}

/** Who takes in what of packs; what nobody takes in is told as a problem. */
export interface PackPorts {
  intent?: PackPort<PackContents['intents'][number]>
  flow?: PackPort<PackContents['flows'][number]>
  small_talk?: PackPort<PackContents['smallTalk'][number]>
}
export type PartKind = keyof PackPorts

export interface Problem {
  kind: PackItem['kind']
  id: string
  reason: string
}

/** The parts of packs that other modules keep, each remembered as it was when it came. */
export function makePackParts({ db, ports: given }: { db: Db; ports: PackPorts }) {
  // Things of a kind are only ever handed to the port of that kind.
  const ports = given as Partial<Record<PartKind, PackPort>>

  async function remembered(workspaceId: string, pack: string, kind: PartKind): Promise<Map<string, string>> {
    return db.tenant(workspaceId, async (tx) => {
      const { rows } = await sql<{ id: string; hash: string }>`
        select id, hash from knowledge_pack_items where pack = ${pack} and kind = ${kind}`.execute(tx.query)
      return new Map(rows.map(({ id, hash }) => [id, hash]))
    })
  }

  /** What installing would do with each thing, and which ones are to be put. */
  async function plan(workspaceId: string, pack: string, kind: PartKind, things: readonly PackThing[]) {
    const before = await remembered(workspaceId, pack, kind)
    const ids = [...new Set([...things.map(({ id }) => id), ...before.keys()])]
    const now = (await ports[kind]?.read(workspaceId, ids)) ?? new Map<string, unknown>()
    const items: PackItem[] = things.map((thing) => {
      const common = { kind, id: thing.id, title: thing.name ? inLanguage(thing.name, 'zh') : thing.id, origin: null }
      const [was, is] = [before.get(thing.id), now.get(thing.id)]
      if (is === undefined) return { ...common, outcome: was === undefined ? 'new' : 'kept' }
      if (was === undefined) return { ...common, outcome: 'conflict' }
      const [made, stands] = was.split(' ')
      if (stands !== definitionHash(is)) return { ...common, outcome: 'kept' }
      return { ...common, outcome: made === definitionHash(thing) ? 'same' : 'update' }
    })
    const wanted = new Set(things.map(({ id }) => id))
    const gone = [...before.keys()].filter((id) => !wanted.has(id) && now.has(id))
    for (const id of gone)
      items.push({
        kind,
        id,
        title: id,
        origin: null,
        outcome: isUntouched(before.get(id), now.get(id)) ? 'gone' : 'kept',
      })
    return items
  }

  return {
    plan,

    /** Carries a plan out; what a module refuses is a problem, not the end. */
    async install(workspaceId: string, who: Who, pack: string, kind: PartKind, things: readonly PackThing[]) {
      const items = await plan(workspaceId, pack, kind, things)
      const problems: Problem[] = []
      for (const { id, outcome } of items) {
        const thing = things.find((each) => each.id === id)
        const reason = await attempt(async () => {
          if (outcome === 'gone') await take(workspaceId, who, pack, kind, id)
          else if (thing && (outcome === 'new' || outcome === 'update')) await put(workspaceId, who, pack, kind, thing)
        })
        if (reason !== null) problems.push({ kind, id, reason })
      }
      return { items, problems }
    },

    /** Removes what is as it came; the rest only when asked to. */
    async remove(workspaceId: string, who: Who, pack: string, kind: PartKind, everything: boolean) {
      const before = await remembered(workspaceId, pack, kind)
      const now = (await ports[kind]?.read(workspaceId, [...before.keys()])) ?? new Map<string, unknown>()
      const kept: PackItem[] = []
      let removed = 0
      for (const [id, hash] of before) {
        if (!now.has(id)) continue
        const stays = !everything && !isUntouched(hash, now.get(id))
        const failed = stays || (await attempt(() => take(workspaceId, who, pack, kind, id))) !== null
        if (failed) kept.push({ kind, id, title: id, outcome: 'kept', origin: null })
        else removed += 1
      }
      return { removed, kept }
    },
  }

  async function put(workspaceId: string, who: Who, pack: string, kind: PartKind, thing: PackThing): Promise<void> {
    const port = ports[kind]
    if (!port) throw new AppError('unavailable', 'nothing here takes these in')
    await port.put(workspaceId, who, thing)
    const stands = (await port.read(workspaceId, [thing.id])).get(thing.id)
    const hash = `${definitionHash(thing)} ${definitionHash(stands)}`
    await db.tenant(workspaceId, (tx) =>
      sql`insert into knowledge_pack_items (workspace_id, pack, kind, id, hash) values (${workspaceId}, ${pack}, ${kind}, ${thing.id}, ${hash})
        on conflict (workspace_id, pack, kind, id) do update set hash = excluded.hash`.execute(tx.query),
    )
  }

  async function take(workspaceId: string, who: Who, pack: string, kind: PartKind, id: string): Promise<void> {
    await ports[kind]?.remove(workspaceId, who, id)
    await db.tenant(workspaceId, (tx) =>
      sql`delete from knowledge_pack_items where pack = ${pack} and kind = ${kind} and id = ${id}`.execute(tx.query),
    )
  }
}

/** The second hash is of what stood there when it had been put. */
const isUntouched = (hash: string | undefined, now: unknown) => hash?.split(' ')[1] === definitionHash(now)

async function attempt(run: () => Promise<void>): Promise<string | null> {
  try {
    await run()
    return null
  } catch (error) {
    if (error instanceof AppError) return error.message
    throw error
  }
}
