import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Product, startProduct } from '../../eval/tasks/start-product.ts'
import { silentLog } from '../../server/src/infra/log.ts'
import { startPostgres } from '../../server/src/infra/postgres.ts'
import { interrupted } from '../interrupted.ts'
import { cpuSince, cpuTime } from '../turns/cpu-time.ts'
import { type ImportFigures, type Stage, tellImport, tellStage } from './import-page.ts'
import { questionOf, sheetOf } from './made-sheet.ts'
import { type OwnerConsole, openConsole } from './owner-console.ts'
import { peakOf, watchProcess } from './watch-process.ts'

interface Options {
  rows: number
  /** Where profiles of the processor go. */
  profile: string | undefined
  page: boolean
}

/** Searches measured at the end. */
const searches = 200
const longestMs = 1_800_000

/**
 * How long a sheet of `rows` questions takes from its upload until its last line is answered, and what memory: the server as it is
 * shipped in a process of its own, asked over HTTP, on a database of its own.
 */
export async function benchKnowledgeImport({ rows, profile, page }: Options): Promise<void> {
  const root = await mkdtemp(join(tmpdir(), 'loopdesk-bench-'))
  const postgres = await startPostgres({ dataDir: join(root, 'postgres'), log: silentLog })
  const place = { databaseUrl: postgres.url, dataDir: join(root, 'data'), modelsDir: join(root, 'models') }
  const execArgv = profile === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${profile}`]
  let product: Product | undefined
  const measured = async (): Promise<ImportFigures> => {
    await mkdir(place.dataDir, { recursive: true })
    product = await startProduct({ ...place, execArgv })
    const { cookie, ...taken } = await takeIn(product, rows)
    await product.close()
    const [began, before] = [performance.now(), cpuTime().database]
    product = await startProduct(place)
    const readySeconds = (performance.now() - began) / 1000
    await untilAnswered(openConsole(product.url, cookie), rows - 1)
    const { servers, database } = cpuTime()
    const again = {
      name: 'restarted, first answer',
      seconds: (performance.now() - began) / 1000,
      own: servers / 1000,
      database: (database - before) / 1000,
      most: peakOf(product.pid!),
    }
    tellStage(again)
    return { ...taken, stages: [...taken.stages, again], readySeconds }
  }
  try {
    const figures = await Promise.race([measured(), interrupted()])
    await tellImport(figures, page)
  } finally {
    await product?.close()
    await postgres.stop()
    await rm(root, { recursive: true, force: true })
  }
}

async function takeIn(product: Product, rows: number) {
  const console = await openConsole(product.url).logIn(product.logins[0]!)
  const watch = watchProcess(product.pid!)
  const idle = watch.most()
  const stages: Stage[] = []
  const staged = async <T>(name: string, work: () => Promise<T>): Promise<T> => {
    watch.most()
    const [began, before] = [performance.now(), cpuTime()]
    const done = await work()
    const { servers, database } = cpuSince(before)
    const seconds = (performance.now() - began) / 1000
    stages.push({ name, seconds, own: servers / 1000, database: database / 1000, most: watch.most() })
    tellStage(stages.at(-1)!)
    return done
  }
  try {
    let bytes = 0
    const counted = function* () {
      for (const piece of sheetOf(rows)) {
        bytes += piece.length
        yield piece
      }
    }
    const id = await staged('uploaded', () =>
      console.upload('/imports', { name: 'faq.csv', options: { skipErrors: true }, content: counted() }),
    )
    const checked = await staged('checked', () => settled(console, id))
    const done = await staged('taken in, indexed meanwhile', async () => {
      await console.call('POST', `/imports/${id}/apply`)
      return settled(console, id)
    })
    if (done.state !== 'done' || done.counts.added !== rows) throw new Error(`not taken in: ${JSON.stringify(done)}`)
    await staged('until the last line is answered', () => untilAnswered(console, rows - 1))
    const times = await staged(`${searches} searches`, () => timesOf(console, rows))
    return {
      rows,
      bytes,
      idle,
      stages,
      times,
      cookie: console.cookie,
      load: loadavg()[0]!,
      errors: checked.counts.errors,
    }
  } finally {
    watch.stop()
  }
}

interface Job {
  state: string
  counts: { added: number; errors: number }
}

async function settled(console: OwnerConsole, id: string): Promise<Job> {
  for (;;) {
    const job = (await console.call('GET', `/imports/${id}`)) as unknown as Job
    if (!['checking', 'importing'].includes(job.state)) return job
    await new Promise((resolve) => setTimeout(resolve, 250))
  }
}

/** Whoever asks in the moment of the end may be answered from an index that is some batches behind. */
async function untilAnswered(console: OwnerConsole, line: number): Promise<void> {
  const until = performance.now() + longestMs
  for (;;) {
    const { answer } = await console.call('POST', '/answer', { text: questionOf(line) })
    if ((answer as { decision: string }).decision === 'answer') return
    if (performance.now() > until) throw new Error('the last line is not answered')
  }
}

/** Milliseconds each search took in the server, sorted. */
async function timesOf(console: OwnerConsole, rows: number): Promise<number[]> {
  const times: number[] = []
  for (let i = 0; i < searches; i++) {
    const { ms } = await console.call('POST', '/search', { text: questionOf((i * 7919) % rows), limit: 5 })
    times.push(Number(ms))
  }
  return times.sort((a, b) => a - b)
}
