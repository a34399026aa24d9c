import { setImmediate } from 'node:timers/promises'
import type { Suggestion } from '@loopdesk/contracts/api/workbench.ts'
import { makeGroups } from '@loopdesk/engines/examples/groups.ts'
import { detectPii } from '@loopdesk/engines/masking/detect-pii.ts'
import { maskText } from '@loopdesk/engines/masking/mask-text.ts'
import { sql } from 'kysely'
import type { Tx } from '../../infra/db.ts'
import { type Recogniser, recogniserIn } from '../understanding/index.ts'
import type { WorkbenchDeps } from './deps.ts'
import type { Mirror } from './mirror.ts'
import { type Prepared, prepare } from './prepare-text.ts'
import { lockState, readState, setState } from './state.ts'

export const suggestJobName = 'workbench.suggest'

const batch = 500
const batches = 10
/** At first only what was said lately is looked through. */
const firstDays = 30
/** Groups that are still compared with; what was said before that may come again. */
const groupsKept = 5000
const longest = 200

interface Judged {
  reason: Suggestion['reason']
  value: number
  guesses: Suggestion['guesses']
  outside: number
}
type Deps = Pick<WorkbenchDeps, 'db' | 'understanding' | 'customerWords'> & { mirror: Mirror }

/** Looks through what customers said since the last time, and keeps what the recogniser is in doubt about. */
export function makeLookThrough({ db, understanding, customerWords, mirror }: Deps) {
  async function live(workspaceId: string): Promise<Recogniser> {
    const { brain, liveVersion } = understanding.workbench
    return recogniserIn(await brain(workspaceId, await liveVersion(workspaceId)))
  }

  /** Answers whether there is more. */
  async function lookThrough(workspaceId: string, recogniser: Recogniser): Promise<boolean> {
    return db.tenant(workspaceId, async (tx) => {
      const { read_until } = await lockState(tx)
      const words = await customerWords(tx, read_until ?? new Date(Date.now() - firstDays * 86_400_000), batch)
      if (words.length === 0) return false
      const known = await readKnown(tx)
      const groups = makeGroups(known.map(({ normal }) => normal))
      for (const { text, at, conversationId } of words) {
        const said = sayable(text)
        if (!said) continue
        const { group, isNew } = groups.join(said.normal)
        const first = known[group]
        if (!isNew && first) {
          await sql`
            update workbench_suggestions set count = count + 1, last_at = greatest(last_at, ${at}) where normal = ${first.normal}`.execute(
            tx.query,
          )
          continue
        }
        known.push({ normal: said.normal })
        const judged = (await isExample(tx, said)) ? undefined : judge(recogniser, said.text)
        if (judged) await keep(tx, said, judged, conversationId, at)
        // What is understood is remembered for this batch only, so that it is judged once.
      }
      await setState(tx, { read_until: words.at(-1)!.at })
      return words.length === batch
    })
  }

  /** What has become clear by later teaching leaves the list. */
  async function judgeAgain(workspaceId: string, recogniser: Recogniser): Promise<void> {
    const open = await db.tenant(workspaceId, async (tx) => {
      const { rows } = await sql<{ id: string; text: string }>`
        select id, text from workbench_suggestions where state = 'open' order by value desc limit 1000`.execute(
        tx.query,
      )
      return rows
    })
    const changes: (Partial<Judged> & { id: string; clear: boolean })[] = []
    for (const [i, { id, text }] of open.entries()) {
      const judged = judge(recogniser, text)
      changes.push({ id, clear: !judged, ...judged })
      if (i % 20 === 19) await setImmediate()
    }
    await db.tenant(workspaceId, async (tx) => {
      const judged = sql`jsonb_to_recordset(${JSON.stringify(changes)}::jsonb)
        as j(id uuid, clear boolean, reason text, value real, guesses jsonb, outside real)`
      await sql`
        delete from workbench_suggestions s using ${judged} where s.id = j.id and j.clear and s.state = 'open'`.execute(
        tx.query,
      )
      await sql`
        update workbench_suggestions s set reason = j.reason, value = j.value, guesses = j.guesses, outside = j.outside
        from ${judged} where s.id = j.id and not j.clear`.execute(tx.query)
    })
  }

  return async ({ workspaceId }: { workspaceId: string }): Promise<void> => {
    await mirror.sync(workspaceId)
    const isNews = await db.tenant(workspaceId, async (tx) => {
      const { read_until } = await readState(tx)
      const after = read_until ?? new Date(Date.now() - firstDays * 86_400_000)
      const { rows } = await sql`select from workbench_suggestions where state = 'open' limit 1`.execute(tx.query)
      return rows.length > 0 || (await customerWords(tx, after, 1)).length > 0
    })
    if (!isNews) return
    const recogniser = await live(workspaceId)
    for (let i = 0; i < batches; i++) if (!(await lookThrough(workspaceId, recogniser))) break
    await judgeAgain(workspaceId, recogniser)
  }
}

/** Masked once more, for what receiving may have missed; undefined when it could teach nothing. */
function sayable(text: string): Prepared | undefined {
  const prepared = prepare(maskText(text, detectPii(text)))
  if (!prepared || prepared.text.length > longest) return undefined
  return /\p{L}.*\p{L}/u.test(prepared.normal) ? prepared : undefined
}

/** How informative labelling it would be: the chance that nothing covers it, or how close the two best intents are. */
function judge(recogniser: Recogniser, text: string): Judged | undefined {
  const { intents, outside, isOutside } = recogniser.judge(text, 3)
  const margin = (intents[0]?.score ?? 0) - (intents[1]?.score ?? 0)
  if (!isOutside && margin >= clearMargin) return undefined
  const guesses = intents.map(({ label, score }) => ({ intent: label, score: Math.round(score * 1000) / 1000 }))
  return {
    reason: isOutside ? 'outside' : 'unsure',
    value: Math.max(isOutside ? outside : 0, 1 - margin),
    guesses,
    outside,
  }
}

const clearMargin = 0.3

async function readKnown(tx: Tx): Promise<{ normal: string }[]> {
  const { rows } = await sql<{ normal: string }>`
    select normal from workbench_suggestions order by last_at desc limit ${groupsKept}`.execute(tx.query)
  return rows
}

async function isExample(tx: Tx, { normal }: Prepared): Promise<boolean> {
  const { rows } = await sql`
    select from workbench_examples where md5(normal) = md5(${normal}) limit 1`.execute(tx.query)
  return rows.length > 0
}

async function keep(tx: Tx, said: Prepared, judged: Judged, conversationId: string, at: Date): Promise<void> {
  await sql`
    insert into workbench_suggestions
      (workspace_id, text, normal, language, reason, value, guesses, outside, conversation_id, last_at)
    values (${tx.workspaceId}, ${said.text}, ${said.normal}, ${said.language}, ${judged.reason}, ${judged.value},
      ${JSON.stringify(judged.guesses)}::jsonb, ${judged.outside}, ${conversationId}, ${at})
    on conflict (workspace_id, md5(normal)) do update set count = workbench_suggestions.count + 1, last_at = excluded.last_at`.execute(
    tx.query,
  )
}
