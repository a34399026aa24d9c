import { availableParallelism, cpus, totalmem } from 'node:os'
import { fileURLToPath } from 'node:url'
import { writeSection } from '../page-section.ts'
import type { BenchOptions } from './bench-options.ts'
import type { LoadReport } from './load.ts'
import type { RawReport } from './raw.ts'

/** With the processor time in ms that the servers and the database used. */
export type Loaded = LoadReport & { cpu: RawReport['cpu'] }

/** What was measured of one arrangement of processes: the passes of each kind in the order they were made. */
export interface Measured {
  name: string
  title: string
  processes: number
  product: Loaded[]
  plain: RawReport[]
  whole: RawReport[]
  status: Loaded | null
}

const goal = 0.5

/** Turns per second over all passes. */
const rate = (reports: { turns: number; seconds: number }[]) =>
  reports.reduce((sum, { turns }) => sum + turns, 0) / reports.reduce((sum, { seconds }) => sum + seconds, 0)

/** The value below which this share of the numbers lies (nearest rank). */
function quantile(reports: { ms: number[] }[], share: number): number {
  const sorted = reports.flatMap(({ ms }) => ms).sort((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN
}

/** Processor time of a turn in ms. */
function cpuOf(reports: (Loaded | RawReport)[]): string {
  const turns = reports.reduce((sum, each) => sum + each.turns, 0)
  const of = (part: 'own' | 'database') => (reports.reduce((sum, { cpu }) => sum + cpu[part], 0) / turns).toFixed(1)
  return `${of('own')} + ${of('database')}`
}

function line(title: string, reports: (Loaded | RawReport)[], ratio = ''): string[] {
  const latencies = [0.5, 0.99, 0.999].map((share) => quantile(reports, share).toFixed(1))
  return [title, rate(reports).toFixed(0), ...latencies, cpuOf(reports), ratio]
}

function rowsOf({ title, product, plain, whole, status }: Measured): string[][] {
  const ratio = (to: RawReport[]) => (rate(product) / rate(to)).toFixed(2)
  const turns = product.length === 0 ? [] : [
    line(`${title}: full turns`, product),
    line('raw limit, one statement a row', plain, ratio(plain)),
    line('raw limit, one statement a transaction', whole, ratio(whole)),
  ] // biome-ignore format: a table
  return [...turns, ...(status ? [line(`${title}: order status, with calls to the shop`, [status])] : [])]
}

/** Prints one arrangement. */
export function tell(measured: Measured): void {
  for (const [title, perSecond, p50, p99, p999, cpu, ratio] of rowsOf(measured)) {
    const share = ratio ? `   ratio ${ratio}` : ''
    process.stdout.write(
      `${title!.padEnd(62)} ${perSecond!.padStart(6)}/s   p50 ${p50}  p99 ${p99}  p99.9 ${p999} ms   CPU ${cpu} ms${share}\n`,
    )
  }
  for (const report of [...measured.product, ...(measured.status ? [measured.status] : [])]) {
    const share = Math.round((100 * report.sourced) / Math.max(report.turns, 1))
    const wrong = Object.entries(report.wrong).map(([what, count]) => `${count} × ${what}`)
    process.stdout.write(
      `  ${report.turns} turns, ${share} % answered from the knowledge${wrong.length > 0 ? `; WRONG: ${wrong.join(', ')}` : ''}\n`,
    )
  }
}

/** Writes docs/bench.md. */
export async function writePage(all: Measured[], options: BenchOptions): Promise<void> {
  const table = all.flatMap(rowsOf).map((cells) => `| ${cells.join(' | ')} |`)
  const head = all[0]?.plain.length ? all[0] : undefined
  const reached = head ? rate(head.product) / rate(head.plain) : Number.NaN
  const text = `# How many turns a machine carries

Written by \`npm run bench -- turns\` on ${new Date().toISOString().slice(0, 10)}: ${availableParallelism()} cores (${cpus()[0]?.model.trim()}), ${Math.round(totalmem() / 2 ** 30)} GB,
Node ${process.versions.node}, database, servers, shop and load generator all on this machine; other work on it at the same time lowers all figures.

A turn is a customer's message sent over the WebSocket of the public protocol until the bot's reply and \`turn.settled\` have come
back. ${options.customers} visitors, ${options.inFlight} turns under way all the time, ${passes(all)} × ${options.seconds} s each. Three in four ask something the
knowledge answers, the others make small talk, half Chinese, half English; nobody is outside of the bot's hands.

| | per second | p50 ms | p99 ms | p99.9 ms | CPU ms a turn | ratio |
|-|-:|-:|-:|-:|-:|-:|
${table.join('\n')}

The **raw limit** writes rows sampled from these very turns (message, fact, conversation; replies, trace, fact, conversation) straight to the
same database with fsync, in two transactions a turn (a message is acknowledged when it is stored; a turn is over when all of it is),
from as many processes as there were servers and with as many transactions at once, turn about with the product's own passes. *One
statement a row* is what bare inserts are; *one statement a transaction* is the least number of round trips there can be. The goal is
a ratio of ${goal} to bare inserts; one process reached ${reached.toFixed(2)}.

*CPU ms a turn* is processor time: of the servers (or of the writing processes) + of the database. It depends least on what else the
machine is doing.

Turns that look something up in a company's systems wait for them, so they are given apart and without a ratio.

How to read the ratio: what is left to 1 is understanding, deciding, composing, isolation of tenants, the protocol, and the customers
themselves, whose simulation shares the cores with everything else.
`
  await writeSection(fileURLToPath(new URL('../../docs/bench.md', import.meta.url)), text)
}

const passes = (all: Measured[]) => Math.max(1, ...all.map(({ product }) => product.length))
