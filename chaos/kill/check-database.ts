import pg from 'pg'
import type { Acknowledged } from './resilient-chat.ts'

interface Check {
  promise: string
  /** Answers one row for each violation; its columns are shown. */
  query: string
}

/** What must hold of the stored data once everything has come to rest. */
const checks: Check[] = [
  {
    promise: 'a message is stored once under its (channel, external id)',
    query: `select channel_account_id, client_id, count(*), array_agg(id) as messages from messages
      where sender = 'customer' group by 1, 2 having count(*) > 1`,
  },
  {
    promise: 'sequences are gap-free from 1',
    query: `select c.id as conversation, c.last_seq, count(m.*), min(m.seq), max(m.seq) from conversations c
      left join messages m on m.conversation_id = c.id group by c.id
      having count(m.*) <> c.last_seq or coalesce(min(m.seq), 1) <> 1 or coalesce(max(m.seq), 0) <> c.last_seq`,
  },
  {
    // A turn that was woken by what a run waited for stands at the last message, and is none of it.
    promise: 'a customer message has one turn at most',
    query: `select m.conversation_id, m.seq, array_agg(t.id) as turns from messages m
      join turns t on t.conversation_id = m.conversation_id and m.seq between t.from_seq and t.to_seq
      where m.sender = 'customer' and not (t.steps @? '$[*] ? (@.kind == "flow" && @.event == "done")' and not t.steps @? '$[*] ? (@.kind == "understood")')
      group by 1, 2 having count(*) > 1`,
  },
  {
    promise: 'a customer message the bot owned has a turn',
    query: `select m.conversation_id, m.seq, m.text from messages m
      where m.sender = 'customer' and not exists (select from turns t where t.conversation_id = m.conversation_id and m.seq between t.from_seq and t.to_seq)
      and not exists (select from owner_changes o where o.conversation_id = m.conversation_id)`,
  },
  {
    promise: 'a reply belongs to a turn, and a turn says nothing twice',
    query: `select conversation_id, turn_id, text, array_agg(seq) as seqs from messages where sender = 'bot' and event is null
      and coalesce(idempotency_key, '') not like 'slow:%' group by 1, 2, 3 having count(*) > 1 or turn_id is null or not exists (select from turns where turns.id = turn_id)`,
  },
  {
    promise: 'a message has its fact',
    query: `select m.conversation_id, m.seq, count(f.*) from messages m
      left join facts f on f.type = 'message.received' and f.conversation_id = m.conversation_id and f.data ->> 'messageId' = m.id::text
      where m.sender = 'customer' group by m.id having count(f.*) <> 1`,
  },
  {
    promise: 'a turn has its fact',
    query: `select t.conversation_id, t.id as turn, count(f.*) from turns t
      left join facts f on f.type = 'turn.finished' and f.conversation_id = t.conversation_id and f.data ->> 'turnId' = t.id::text
      group by t.id having count(f.*) <> 1`,
  },
  {
    promise: 'no write to a company system is left open',
    query: `select key, tool, status, conversation_id, result from effects where status in ('intended', 'stuck')`,
  },
  {
    promise: 'no turn is due for ever, none is half done',
    query: `select id as conversation, owner, due_seq, done_seq, lease_until, checkpoint is not null as half_done from conversations
      where (owner = 'bot' and due_seq > done_seq) or (owner = 'bot' and checkpoint is not null)`,
  },
  {
    promise: 'a conversation has one owner, and each change begins where the last one ended',
    query: `select * from (select conversation_id, id as change, from_owner, to_owner,
        coalesce(lag(to_owner) over w, 'bot') as before, lead(id) over w is null as last from owner_changes
        window w as (partition by conversation_id order by id)) o
      where from_owner <> before or (last and to_owner <> (select owner from conversations c where c.id = o.conversation_id))`,
  },
  {
    promise: 'news is told once to whoever waits for it',
    query: `select w.id as watch, w.conversation_id, e.event_id, e.type, count(m.*) from watches w
      join connection_events e on e.connection = w.connection and e.body::text like '%"' || w.key || '"%'
        and e.received_at > w.created_at - interval '5 seconds' and exists (select from jsonb_array_elements(w.events) x where x ->> 'type' = e.type)
      left join messages m on m.conversation_id = w.conversation_id and m.idempotency_key = 'event:' || e.event_id || ':' || w.id
      group by w.id, e.connection, e.event_id, e.type having count(m.*) <> 1`,
  },
] // biome-ignore format: one list

/** Looks at every promise about stored data; answers the violations in words, with ids. */
export async function checkDatabase(databaseUrl: string, acknowledged: Acknowledged[]): Promise<string[]> {
  const client = new pg.Client({ connectionString: databaseUrl })
  await client.connect()
  try {
    const found: string[] = []
    for (const { promise, query } of checks) {
      const { rows } = await client.query<Record<string, unknown>>(query)
      for (const row of rows) found.push(`${promise}: ${describe(row)}`)
    }
    return [...found, ...(await lostMessages(client, acknowledged))]
  } finally {
    await client.end()
  }
}

async function lostMessages(client: pg.Client, acknowledged: Acknowledged[]): Promise<string[]> {
  const { rows } = await client.query<{ client_id: string; conversation_id: string; seq: number }>(
    `select client_id, conversation_id, seq from messages where sender = 'customer'`,
  )
  const stored = new Map(rows.map((row) => [row.client_id, row]))
  return acknowledged.flatMap(({ clientId, conversationId, seq }) => {
    const row = stored.get(clientId)
    if (row?.conversation_id === conversationId && row.seq === seq) return []
    const instead = row ? `stored as ${row.seq} of ${row.conversation_id}` : 'not stored'
    return [
      `an acknowledged message is stored where it was said to be: ${clientId}, ${seq} of ${conversationId}, is ${instead}`,
    ]
  })
}

/** Waits until no turn is due and no write is open, but no longer than `patience` ms; the checks tell what is left. */
export async function untilAtRest(databaseUrl: string, patience: number): Promise<void> {
  const end = Date.now() + patience
  while (Date.now() < end) {
    const client = new pg.Client({ connectionString: databaseUrl })
    client.on('error', () => {})
    try {
      await client.connect()
      const { rows } = await client.query<{ busy: number }>(
        `select (select count(*) from conversations where owner = 'bot' and (due_seq > done_seq or checkpoint is not null))
          + (select count(*) from effects where status = 'intended') as busy`,
      )
      if (Number(rows[0]!.busy) === 0) return
    } catch {
      // The database may just be coming back.
    } finally {
      await client.end().catch(() => {})
    }
    await new Promise((resolve) => setTimeout(resolve, 300))
  }
}

function describe(row: Record<string, unknown>): string {
  return Object.entries(row)
    .map(
      ([name, value]) =>
        `${name} ${value instanceof Date ? value.toISOString() : typeof value === 'object' ? JSON.stringify(value) : value}`,
    )
    .join(', ')
}
