import { randomUUID } from 'node:crypto'
import pg from 'pg'
import { type Conversation, insertPlain, insertWhole } from './raw-inserts.ts'
import type { TurnRows } from './raw-rows.ts'
import { receiveJob, report } from './run-child.ts'

export interface RawJob {
  databaseUrl: string
  samples: TurnRows[]
  conversations: number
  inFlight: number
  seconds: number
  /** `plain`: one statement a row, between begin and commit. `whole`: all rows of a transaction in one statement. */
  how: 'plain' | 'whole'
}

export interface RawReport {
  turns: number
  seconds: number
  ms: number[]
  /** Processor time in ms: of the writing processes, and of the database. */
  cpu: { own: number; database: number }
}

const job = await receiveJob<RawJob>()
const pool = new pg.Pool({ connectionString: job.databaseUrl, max: job.inFlight })
const insert = job.how === 'plain' ? insertPlain : insertWhole
const idle = await makeConversations(job.conversations)
const ms: number[] = []
let count = 0
const startedWith = process.cpuUsage()
const began = performance.now()
const end = began + job.seconds * 1000

await Promise.all(Array.from({ length: job.inFlight }, turnAfterTurn))
const seconds = (performance.now() - began) / 1000
await pool.end()
const { user, system } = process.cpuUsage(startedWith)
report({ turns: ms.length, seconds, ms, cpu: { own: (user + system) / 1000, database: 0 } } satisfies RawReport)

/** On a connection of its own, as bare as it gets. */
async function turnAfterTurn(): Promise<void> {
  const client = await pool.connect()
  while (performance.now() < end) {
    const conversation = idle.shift()!
    const started = performance.now()
    await insert(client, conversation, job.samples[count++ % job.samples.length]!)
    ms.push(performance.now() - started)
    idle.push(conversation)
  }
  client.release()
}

/** Conversations to write into, as many as the product had, with the ids of its own workspace. */
async function makeConversations(number: number): Promise<Conversation[]> {
  const { rows: accounts } = await pool.query('select id, workspace_id from channel_accounts limit 1')
  const { id: accountId, workspace_id: workspaceId } = accounts[0]
  const made: Conversation[] = []
  for (let i = 0; i < number; i++) {
    const customer = await pool.query('insert into customers (workspace_id) values ($1) returning id', [workspaceId])
    const { rows } = await pool.query(
      'insert into conversations (workspace_id, channel_account_id, customer_id) values ($1, $2, $3) returning id',
      [workspaceId, accountId, customer.rows[0].id],
    )
    made.push({ id: rows[0].id, workspaceId, accountId, lastSeq: 0, worker: randomUUID() })
  }
  return made
}
