import { openCustomer } from './customer.ts'
import { receiveJob, report } from './run-child.ts'

export interface LoadJob {
  /** The server processes; customers are spread over them evenly. */
  urls: string[]
  /** Hello of each customer: site key and, for signed-in ones, the site's token. */
  hellos: object[]
  /** What each customer says, in turn. */
  lines: string[][]
  /** Turns under way at the same time. */
  inFlight: number
  seconds: number
}

export interface LoadReport {
  turns: number
  /** Length of the measured time in seconds. */
  seconds: number
  /** Send to `turn.settled`, in milliseconds, one for each turn. */
  ms: number[]
  /** Turns answered from the knowledge. */
  sourced: number
  /** Turns that ended without a word from the bot, and other things that went wrong, counted by what they are. */
  wrong: Record<string, number>
}

/** Leaves this many turns in flight all the time, each by another customer; a customer's next turn comes after all others'. */
const job = await receiveJob<LoadJob>()
const customers = await Promise.all(
  job.hellos.map((hello, index) => openCustomer(job.urls[index % job.urls.length]!, hello, job.lines[index]!)),
)
const idle = [...customers]
const ms: number[] = []
const wrong: Record<string, number> = {}
const began = performance.now()
const end = began + job.seconds * 1000

await Promise.all(Array.from({ length: Math.min(job.inFlight, customers.length) }, turnAfterTurn))
const seconds = (performance.now() - began) / 1000
for (const { socket } of customers) socket.terminate()
const sourced = customers.reduce((sum, customer) => sum + customer.sourced(), 0)
report({ turns: ms.length, seconds, ms, sourced, wrong } satisfies LoadReport)

async function turnAfterTurn(): Promise<void> {
  while (performance.now() < end) {
    const customer = idle.shift()!
    const started = performance.now()
    const fault = await customer.turn()
    if (fault) wrong[fault] = (wrong[fault] ?? 0) + 1
    else ms.push(performance.now() - started)
    idle.push(customer)
  }
}
