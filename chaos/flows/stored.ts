import { setTimeout as wait } from 'node:timers/promises'
import pg from 'pg'

/** A write as the platform has it on record. */
export interface Write {
  key: string
  run_id: string
  step: string
  tool: string
  status: string
  conversation_id: string | null
  result: unknown
}

export interface StoredRun {
  id: string
  flow: string
  status: string
  outcome: string | null
  node: string | null
  conversation_id: string | null
}

export interface Left {
  run_id: string
  state: string
  step: string
  tool: string
}

/** What the platform holds of a wave once all has come to rest. */
export interface Stored {
  runs: StoredRun[]
  writes: Write[]
  /** What open incidents name as left to be put right. */
  left: Left[]
  /** Runs with an incident that is open. */
  incidents: Set<string>
  conversations: Map<string, { owner: string; waits: boolean }>
}

async function query<T extends object>(client: pg.Client, text: string): Promise<T[]> {
  return (await client.query<T>(text)).rows
}

async function connected<T>(url: string, use: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url })
  client.on('error', () => {})
  await client.connect()
  try {
    return await use(client)
  } finally {
    await client.end().catch(() => {})
  }
}

export const readStored = (url: string): Promise<Stored> =>
  connected(url, async (client) => {
    const left = await query<Left & { state: string }>(
      client,
      `select i.run_id, t.state, t.step, t.tool from incidents i join incident_items t on t.incident_id = i.id where i.state = 'open'`,
    )
    const incidents = await query<{ run_id: string }>(client, `select run_id from incidents where state = 'open'`)
    const conversations = await query<{ id: string; owner: string; waits: boolean }>(
      client,
      `select id, owner, due_seq <= done_seq and checkpoint is null as waits from conversations`,
    )
    return {
      runs: await query<StoredRun>(client, 'select id, flow, status, outcome, node, conversation_id from flow_runs'),
      writes: await query<Write>(
        client,
        'select key, run_id, step, tool, status, conversation_id, result from effects order by created_at',
      ),
      left: left.filter(({ state }) => state === 'open'),
      incidents: new Set(incidents.map(({ run_id }) => run_id)),
      conversations: new Map(conversations.map(({ id, ...rest }) => [id, rest])),
    }
  })

/**
 * Waits until no turn is due, no write open, no run about to go on and none being put right by itself soon, but no longer than
 * `patience` ms. What is left the checks tell.
 */
export async function untilSettled(url: string, patience: number): Promise<void> {
  for (const end = Date.now() + patience; Date.now() < end; await wait(300)) {
    try {
      const [row] = await connected(url, (client) =>
        query<{ busy: number }>(
          client,
          `select (select count(*) from conversations where owner = 'bot' and (due_seq > done_seq or checkpoint is not null))
            + (select count(*) from effects where status = 'intended')
            + (select count(*) from flow_inbox) + (select count(*) from flow_runs where status = 'ready')
            + (select count(*) from incidents where state = 'open' and tries = 0 and next_try_at is not null) as busy`,
        ),
      )
      if (Number(row!.busy) === 0) return
    } catch {
      // The database may just be coming back.
    }
  }
}
