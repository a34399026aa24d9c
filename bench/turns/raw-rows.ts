import pg from 'pg'

/** The rows of one turn as the product stored them: what the bare inserts write again. */
export interface TurnRows {
  question: { text: string; parts: string; pii: string; last: string }
  replies: { text: string; parts: string; pii: string }[]
  steps: string
  ms: number
  dialogue: string
  last: string
}

/** A sample of the turns the product has just stored, so that the bare inserts write rows of the same size and shape. */
export async function sampleTurns(databaseUrl: string, count: number): Promise<TurnRows[]> {
  const client = new pg.Client({ connectionString: databaseUrl })
  await client.connect()
  try {
    const { rows } = await client.query<TurnRows>(
      `select jsonb_build_object('text', m.text, 'parts', m.parts::text, 'pii', m.pii::text,
          'last', jsonb_build_object('sender', 'customer', 'text', left(m.text, 200), 'pii', m.pii, 'at', m.created_at)::text) as question,
        (select jsonb_agg(jsonb_build_object('text', r.text, 'parts', r.parts::text, 'pii', r.pii::text) order by r.seq)
          from messages r where r.turn_id = t.id) as replies,
        t.steps::text as steps, t.ms, c.dialogue::text as dialogue, c.last_message::text as last
      from turns t join conversations c on c.id = t.conversation_id
      join messages m on m.conversation_id = t.conversation_id and m.seq = t.from_seq
      where exists (select from messages r where r.turn_id = t.id)
      order by t.started_at desc limit $1`,
      [count],
    )
    return rows
  } finally {
    await client.end()
  }
}
