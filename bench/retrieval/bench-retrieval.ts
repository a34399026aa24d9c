import { cpus, loadavg } from 'node:os'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { readLibrary } from '../../server/src/modules/understanding/index.ts'
import { writeSection } from '../page-section.ts'
import { type MadeBase, makeBase } from './make-passages.ts'
import { type Built, type System, systems } from './systems.ts'

/** One system at one size. */
interface Row {
  system: string
  size: number
  buildSeconds: number
  megabytes: number
  p50: number
  p99: number
  first: number
  ten: number
  more?: ReturnType<NonNullable<Built['more']>>
}

const QUESTIONS = 1000
const SIZES = [10_000, 100_000, 1_000_000]

/**
 * Measures search at 10,000 passages and tenfold up to `size`, beside the best-known libraries in the same run, prints the figures and
 * writes them to docs/bench.md.
 */
export async function benchRetrieval({ size, page }: { size: number; page: boolean }): Promise<void> {
  setFlagsFromString('--expose-gc')
  const collect: () => void = runInNewContext('gc')
  const rows: Row[] = []
  const lines: string[] = []
  for (const each of [...new Set([...SIZES.filter((one) => one < size), size])]) {
    const base = makeBase(utterances(), each)
    for (const system of systems) {
      if (each <= system.most) rows.push(await measure(system, base, each, collect))
      const line = each <= system.most ? lineOf(rows.at(-1)!) : leftOut(system, each)
      lines.push(line)
      process.stdout.write(`${line}\n`)
    }
  }
  const section = sectionOf(rows, lines)
  process.stdout.write(section)
  if (page) await writeSection('docs/bench.md', section)
}

function utterances(): { zh: string[]; en: string[] } {
  const library = readLibrary()
  return { zh: library.flatMap(({ zh }) => zh), en: library.flatMap(({ en }) => en) }
}

async function measure(system: System, base: MadeBase, size: number, collect: () => void): Promise<Row> {
  const passages = function* () {
    for (let i = 0; i < size; i++) yield base.passage(i)
  }
  let making = processorTime()
  for (const _ of passages());
  making = processorTime() - making
  // What all systems share (dictionaries, the encoder) is loaded before memory is read.
  await (await system.build([base.passage(0)])).search('预热 warm up')
  const before = await settled(collect)
  const from = processorTime()
  const built = await system.build(passages())
  const buildSeconds = (processorTime() - from - making) / 1000
  const megabytes = ((await settled(collect)) - before) / 1e6
  const asked = Math.min(QUESTIONS, system.patience ?? QUESTIONS)
  for (let i = 0; i < asked / 20; i++) await built.search(base.question(QUESTIONS + i).text)
  const times: number[] = []
  let [first, ten] = [0, 0]
  for (let i = 0; i < asked; i++) {
    const { text, id } = base.question(i)
    const begun = processorTime()
    const found = await built.search(text)
    times.push(processorTime() - begun)
    if (found[0] === id) first++
    if (found.includes(id)) ten++
  }
  times.sort((a, b) => a - b)
  const at = (share: number) => times[Math.floor(times.length * share)]!
  const more = built.more?.(base.passage, size)
  return {
    system: system.name,
    size,
    buildSeconds,
    megabytes,
    p50: at(0.5),
    p99: at(0.99),
    first: first / asked,
    ten: ten / asked,
    more,
  }
}

/** Processor time of this thread in ms: what a question takes on a core of its own, whatever else the machine does. */
function processorTime(): number {
  const { user, system } = process.threadCpuUsage()
  return (user + system) / 1000
}

/** Memory in use when all that is no longer needed is gone. */
async function settled(collect: () => void): Promise<number> {
  for (let round = 0; round < 3; round++) {
    collect()
    await new Promise((done) => setImmediate(done))
  }
  const { heapUsed, arrayBuffers } = process.memoryUsage()
  return heapUsed + arrayBuffers
}

function lineOf({ system, size, buildSeconds, megabytes, p50, p99, first, ten }: Row): string {
  const percent = (share: number) => `${(100 * share).toFixed(1)} %`
  const speed = Math.round(size / buildSeconds)
  return `| ${size} | ${system} | ${buildSeconds.toFixed(1)} (${speed}/s) | ${Math.round(megabytes)} | ${p50.toFixed(1)} | ${p99.toFixed(1)} | ${percent(first)} | ${percent(ten)} |`
}

const leftOut = ({ name }: System, size: number) => `| ${size} | ${name} | left out | | | | | |`

/** What ten times as many passages cost ours in points of a hundred. */
function growthOf(rows: Row[]): string {
  const ours = rows.filter(({ system }) => system === systems[0]!.name)
  const told = ours.slice(1).map((row, i) => {
    const before = ours[i]!
    const points = (name: 'first' | 'ten') => (100 * (before[name] - row[name])).toFixed(1)
    return `from ${before.size} to ${row.size} passages ${points('first')} points of the first place and ${points('ten')} of the first ten`
  })
  return told.length > 0 ? `Growth costs Loopdesk ${told.join(',\n')}.\n\n` : ''
}

function sectionOf(rows: Row[], lines: string[]): string {
  const changes = rows
    .filter(({ more }) => more)
    .map(({ size, more }) => {
      const { change, worst, save, load, bytes } = more!
      const kept = `${(save / 1000).toFixed(1)} | ${(load / 1000).toFixed(1)} | ${Math.round(bytes / 1e6)}`
      return `| ${size} | ${change.toFixed(2)} | ${worst.toFixed(1)} | ${kept} |`
    })
  const beyond = systems.flatMap(({ name, beyond }) => (beyond ? [`${name}, because ${beyond}`] : [])).join(';\n')
  return `# How fast knowledge is searched

Written by \`npm run bench -- retrieval\` on ${new Date().toISOString().slice(0, 10)}: ${cpus().length} cores (${cpus()[0]?.model.trim()}), Node ${process.versions.node}, one thread, load
${loadavg()[0]!.toFixed(1)} at the end. Times are processor time of that thread: what it takes on a core of its own.

Made passages (title, two to four sentences, four passages a document; four in five Chinese) of words as frequent and as rare as
customers' are; ${QUESTIONS} questions of which it is known what passage they ask for: a sentence of it with a fifth left out and a wrong
character, every second time with the name of the thing. Memory is that of the index with all it needs to answer, texts included.
The libraries are asked ${systems[1]!.patience} of the questions, and are left out of larger bases:
${beyond}.

| passages | | build s | memory MB | p50 ms | p99 ms | first | first ten |
|-:|-|-:|-:|-:|-:|-:|-:|
${lines.join('\n')}

${growthOf(rows)}One change (a passage added or removed, searchable at once; mean and worst of 2000, joining of segments included), and the index saved
and loaded:

| passages | change ms | worst ms | save s | load s | file MB |
|-:|-:|-:|-:|-:|-:|
${changes.join('\n')}
`
}
