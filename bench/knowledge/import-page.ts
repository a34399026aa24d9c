import { cpus, totalmem } from 'node:os'
import { writeSection } from '../page-section.ts'
import { oneWrongIn } from './made-sheet.ts'

/** A part of the way. Seconds of the clock, of the processor for the server and for the database; most memory of the server in bytes. */
export interface Stage {
  name: string
  seconds: number
  own: number
  database: number
  most: number
}

export interface ImportFigures {
  rows: number
  bytes: number
  /** Memory of the server before anything was sent. */
  idle: number
  stages: Stage[]
  /** Milliseconds a search took, sorted. */
  times: number[]
  /** Load of the machine at the end. */
  load: number
  /** Lines that were refused. */
  errors: number
  /** Of the second start. */
  readySeconds: number
}

const megabytes = (bytes: number) => Math.round(bytes / 1e6).toLocaleString('en')
const lineOf = ({ name, seconds, own, database, most }: Stage) =>
  `| ${name} | ${seconds.toFixed(1)} | ${own.toFixed(1)} | ${database.toFixed(1)} | ${megabytes(most)} |`

export const tellStage = (stage: Stage): void => void process.stdout.write(`${lineOf(stage)}\n`)

export async function tellImport(figures: ImportFigures, page: boolean): Promise<void> {
  const section = sectionOf(figures)
  process.stdout.write(`\n${section}`)
  if (page) await writeSection('docs/bench.md', section)
}

function sectionOf({ rows, bytes, idle, stages, times, load, errors, readySeconds }: ImportFigures): string {
  const [searched, restarted] = [stages.at(-2)!, stages.at(-1)!]
  const way = stages.slice(0, -2)
  const sum = (field: 'seconds' | 'own' | 'database') => way.reduce((total, stage) => total + stage[field], 0)
  const all = {
    name: `**${rows.toLocaleString('en')} lines searchable**`,
    most: Math.max(...way.map(({ most }) => most)),
  }
  const whole: Stage = { ...all, seconds: sum('seconds'), own: sum('own'), database: sum('database') }
  const at = (share: number) => times[Math.min(times.length - 1, Math.floor(times.length * share))]!.toFixed(1)
  return `# How a large sheet of questions is taken in

Written by \`npm run bench -- knowledge-import --rows ${rows}\` on ${new Date().toISOString().slice(0, 10)}: ${cpus().length} cores (${cpus()[0]?.model.trim()}), ${Math.round(totalmem() / 1e9)} GB,
Node ${process.versions.node}, server, database and sender on this machine, load ${load.toFixed(1)} at the end.

A CSV of ${megabytes(bytes)} MB (a question, two similar ones, an answer, a category and an id a line) goes to the server as it is shipped, in a
process of its own, through its API: sent, checked, taken in, asked. Processor time is that of the server and of the database.
Memory is the most that was resident in the server's process with all its threads (\`VmRSS\`); PostgreSQL is apart. Before the sheet
came it was ${megabytes(idle)} MB.

| | clock s | processor s, server | database | most memory MB |
|-|-:|-:|-:|-:|
${[...way, whole, searched, restarted].map(lineOf).join('\n')}

The goal is 300,000 lines searchable in 300 s within 1,500 MB. ${errors} lines of the sheet (one in ${oneWrongIn.toLocaleString('en')}) have no answer; each is
named with its number and reason, and the others are taken in. A search takes ${at(0.5)} ms of the clock in the middle and ${at(0.99)} ms for 99 of 100, at this
load and while the server still looks through the new entries for contradictions and keeps its index on disk; all lines are about ten
things and eight matters, so that nearly every word stands in a tenth of them. After a restart the server was ready after
${readySeconds.toFixed(1)} s and the first answer, with the index read from disk, came after ${restarted.seconds.toFixed(1)} s.
`
}
