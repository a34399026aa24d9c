import { sql } from 'kysely'
import type { Db } from '../../infra/db.ts'
import { publishFact } from '../../infra/facts.ts'
import type { Log } from '../../infra/log.ts'

interface Marks {
  workspaceId: string
  received: number
  read: number
}

const flushMs = 400

export type Receipts = ReturnType<typeof makeReceipts>

/** How far clients have received and shown our messages: high-water marks, written together a few times a second. */
export function makeReceipts({ db, log }: { db: Db; log: Log }) {
  let waiting = new Map<string, Marks>()
  let timer: NodeJS.Timeout | undefined
  let flushing = Promise.resolve()

  async function flush(): Promise<void> {
    timer = undefined
    const batch = waiting
    waiting = new Map()
    const byWorkspace = Map.groupBy(batch, ([, { workspaceId }]) => workspaceId)
    for (const [workspaceId, marks] of byWorkspace) {
      const rows = marks.map(([id, { received, read }]) => ({ id, received, read }))
      await db.tenant(workspaceId, async (tx) => {
        const { rows: changed } = await sql<{ id: string }>`
          update conversations c set received_seq = greatest(c.received_seq, least(m.received, c.last_seq)),
            read_seq = greatest(c.read_seq, least(m.read, c.last_seq))
          from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as m(id uuid, received int, read int)
          where c.id = m.id and (c.received_seq < least(m.received, c.last_seq) or c.read_seq < least(m.read, c.last_seq))
          returning c.id, c.owner = 'agent' as watched`.execute(tx.query)
        for (const { id } of changed.filter((each) => (each as { watched?: boolean }).watched))
          await publishFact(tx, { type: 'message.receipt', workspaceId, conversationId: id, data: {} })
      })
    }
  }

  return {
    note(workspaceId: string, conversationId: string, marks: { received?: number; read?: number }): void {
      const known = waiting.get(conversationId) ?? { workspaceId, received: 0, read: 0 }
      known.read = Math.max(known.read, marks.read ?? 0)
      known.received = Math.max(known.received, marks.received ?? 0, known.read)
      waiting.set(conversationId, known)
      timer ??= setTimeout(() => {
        flushing = flush().catch((error) => log.debug({ err: error }, 'receipts were not stored'))
      }, flushMs)
    },
    async close(): Promise<void> {
      clearTimeout(timer)
      await flushing
      await flush().catch(() => {})
    },
  }
}
