import { fileURLToPath } from 'node:url'
import { writeSection } from '../../bench/page-section.ts'
import type { Lived } from './customers.ts'
import type { KillOptions } from './kill-options.ts'
import { kinds } from './stories.ts'

export interface Outcome {
  options: KillOptions
  kills: Record<'server' | 'database' | 'line' | 'fault', number>
  seconds: number
  lived: Lived
  /** Seconds from a kill until another worker had the turn. */
  takeovers: number[]
  violations: string[]
}

/** Prints what was done, what it came to, and every violation. */
export function tell(outcome: Outcome): void {
  process.stdout.write(`${summaryOf(outcome).join('\n')}\n`)
  for (const { story, conversationId, last } of unfinished(outcome).slice(0, 15))
    process.stdout.write(
      `not finished: ${story.kind} of ${story.orderId} in ${conversationId}: ${last.slice(0, 160).replaceAll('\n', ' ')}\n`,
    )
  for (const violation of outcome.violations) process.stdout.write(`VIOLATION ${violation}\n`)
}

/** Stories that came to no end: no violation by itself, since the bot may truthfully decline when systems fail. */
const unfinished = ({ lived }: Outcome) =>
  lived.told.filter(({ story, done, handedOver }) => story.done && !done && !handedOver)

function summaryOf({ kills, lived, takeovers, violations, seconds }: Outcome): string[] {
  const sorted = takeovers.toSorted((a, b) => a - b)
  const told = kinds.map((kind) => {
    const all = lived.told.filter(({ story }) => story.kind === kind)
    const rest = all.filter(
      ({ done, handedOver }) => !done && !handedOver && kind !== 'question' && kind !== 'status',
    ).length
    const handed = all.filter(({ handedOver }) => handedOver).length
    return `${kind} ${all.length}${rest + handed > 0 ? ` (${handed} handed over, ${rest} ended otherwise)` : ''}`
  })
  return [
    `${kills.server + kills.database} SIGKILLs in ${seconds} s: servers ${kills.server}, database ${kills.database}; besides, lines to the shop cut ${kills.line} times, ${kills.fault} faults of its systems`,
    `customers: ${told.join(', ')}; ${lived.acknowledged.length} messages acknowledged`,
    sorted.length > 0
      ? `turns taken over: ${sorted.length}, after ${sorted[Math.floor(sorted.length / 2)]!.toFixed(1)} s (median), ${sorted.at(-1)!.toFixed(1)} s at most`
      : 'turns taken over: none was under way at a kill',
    `violations: ${violations.length}`,
  ]
}

/** Writes docs/chaos.md. */
export async function writePage(outcome: Outcome): Promise<void> {
  const { options, violations } = outcome
  const text = `# What survives being killed

Written by \`npm run chaos -- kill --rounds ${options.rounds}\` on ${new Date().toISOString().slice(0, 10)} (seed \`${options.seed}\`, ${options.customers} customers at a time).

${summaryOf(outcome)
  .map((line) => `- ${line}`)
  .join('\n')}

${violations.length === 0 ? 'No violation was found.' : violations.map((each) => `- **Violation.** ${each}`).join('\n')}

Two servers on one database, behind a balancer, serve simulated customers: questions, order status, returns with refund and code by
SMS, cancellations, address changes, repeated orders. At random instants a server or the database's main process gets SIGKILL and is
started anew; lines to the shop are cut and its systems answer late, wrongly or not at all. Clients keep to the
[protocol](chat-protocol.md): they come back, resume, and repeat under the same id what was not acknowledged. At the end, when
everything has come to rest, this is read from the stored data and from the shop's own systems and journal, never asked of the product:

- every acknowledged message is stored once, at the place it was said to have; sequences are gap-free from 1
- a customer message has one turn, a turn one set of replies; messages and turns have their facts
- no side effect happened twice, none is without record, none is on record that never was
- a refund is whole (return, expected goods, collection, money) or not there at all; the same for cancellations
- what the bot called done is done
- no write is left open, no turn due; turns of a killed worker are taken over within 10 s
- one owner at a time; news for the customer told once
`
  await writeSection(fileURLToPath(new URL('../../docs/chaos.md', import.meta.url)), text)
}
