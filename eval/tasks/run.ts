import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { silentLog } from '../../server/src/infra/log.ts'
import { startPostgres } from '../../server/src/infra/postgres.ts'
import { InputError, writeJsonl } from '../jsonl.ts'
import { type Lane, openLane, type Run } from './lane.ts'
import { loadScenarios } from './load-scenarios.ts'
import { report } from './report.ts'
import type { Result } from './run-once.ts'
import type { Scenario } from './scenario.ts'

/** Plays scenarios against the whole product on throw-away data, writes one line a run and prints how many passed. */
export async function run(args: string[]): Promise<void> {
  const options = readOptions(args)
  const all = loadScenarios(options.scenarios)
  const scenarios = options.only ? all.filter((each) => each.tags.includes(options.only!)) : all
  if (scenarios.length === 0) throw new InputError(`${options.scenarios} holds no scenario tagged "${options.only}"`)
  writeJsonl(options.out, [])
  const results = await inThrowAwayWorld((world) => playAll(options, scenarios, world))
  results.sort((a, b) => a.id.localeCompare(b.id) || a.seed - b.seed)
  writeJsonl(options.out, results)
  process.stdout.write(`${report(results, scenarios, options.k)}\n`)
}

type Options = ReturnType<typeof readOptions>

function readOptions(args: string[]) {
  const text = { type: 'string' } as const
  const names = { scenarios: text, out: text, k: text, noise: text, only: text, jobs: text, transcripts: text }
  let values: Partial<Record<keyof typeof names, string>>
  try {
    values = parseArgs({ args, options: names, strict: true }).values
  } catch (error) {
    throw new InputError((error as Error).message.split('\n')[0]!)
  }
  if (!values.scenarios) throw new InputError('--scenarios FILE is missing')
  if (!values.out) throw new InputError('--out FILE is missing')
  return {
    scenarios: values.scenarios,
    out: values.out,
    only: values.only,
    transcripts: values.transcripts,
    k: numberOf('--k', values.k, 1, 1, 100, true),
    jobs: numberOf('--jobs', values.jobs, 2, 1, 32, true),
    noise: numberOf('--noise', values.noise, 0, 0, 1, false),
  }
}

function numberOf(name: string, value: string | undefined, fallback: number, min: number, max: number, whole: boolean) {
  const number = value === undefined ? fallback : Number(value)
  if (value?.trim() === '' || !(number >= min && number <= max) || (whole && !Number.isInteger(number)))
    throw new InputError(`${name} must be a ${whole ? 'whole ' : ''}number from ${min} to ${max}, not "${value}"`)
  return number
}

async function playAll(options: Options, scenarios: Scenario[], world: World): Promise<Result[]> {
  const pending: Run[] = []
  for (let seed = 1; seed <= options.k; seed++)
    for (const scenario of scenarios) pending.push({ scenario, seed, noise: options.noise })
  const results: Result[] = []
  const total = pending.length
  const lanes: Lane[] = []
  const work = async (index: number) => {
    const lane = await openLane({ ...world, index })
    lanes.push(lane)
    for (let next = takeNext(pending, lane); next; next = takeNext(pending, lane)) {
      const result = await lane.play(next).catch((error: Error) => unplayed(next, error))
      results.push(result)
      if (options.transcripts) await writeTranscript(options.transcripts, result)
      const verdict = result.passed ? 'pass' : `FAIL ${result.failed.join('; ').slice(0, 300)}`
      process.stderr.write(`${results.length}/${total} ${result.id} #${result.seed} ${verdict}\n`)
    }
  }
  try {
    const workers = Array.from({ length: Math.min(options.jobs, total) }, (_, index) => work(index))
    await Promise.race([Promise.all(workers), world.interrupted])
  } finally {
    pending.length = 0
    await Promise.allSettled(lanes.map((lane) => lane.close()))
  }
  return results
}

/** A run that could not be played to its end, because of us or of the product; the others go on. */
const unplayed = ({ scenario: { id }, seed }: Run, error: Error): Result => ({
  id,
  seed,
  passed: false,
  failed: [`could not be played: ${error.message}`],
  turns: 0,
  ms: [],
  outcome: null,
  transcript: [],
})

/** The next run, if possible one for which the lane needs no new product. */
function takeNext(pending: Run[], lane: Lane): Run | undefined {
  const at = pending.findIndex((run) => lane.isFreshFor(run))
  return pending.splice(Math.max(at, 0), 1)[0]
}

type World = { root: string; postgresUrl: string; interrupted: Promise<never> }

/** A folder and a database server that are gone afterwards, also when the person presses Ctrl-C. */
async function inThrowAwayWorld<T>(work: (world: World) => Promise<T>): Promise<T> {
  const root = await mkdtemp(join(tmpdir(), 'loopdesk-eval-'))
  await chmod(root, 0o755)
  const { promise: interrupted, reject } = Promise.withResolvers<never>()
  interrupted.catch(() => {})
  const interrupt = () => reject(new InputError('interrupted'))
  process.once('SIGINT', interrupt).once('SIGTERM', interrupt)
  try {
    const postgres = await startPostgres({ dataDir: join(root, 'postgres'), log: silentLog, unsafe: true })
    try {
      return await work({ root, postgresUrl: postgres.url, interrupted })
    } finally {
      await postgres.stop()
    }
  } finally {
    process.off('SIGINT', interrupt).off('SIGTERM', interrupt)
    await rm(root, { recursive: true, force: true })
  }
}

async function writeTranscript(folder: string, { id, seed, passed, failed, transcript }: Result): Promise<void> {
  await mkdir(folder, { recursive: true })
  const lines = transcript.map(
    ({ who, text, choices }) => `${who}: ${text}${choices ? `\n  [${choices.join('] [')}]` : ''}`,
  )
  const verdict = passed ? 'passed' : `failed:\n- ${failed.join('\n- ')}`
  await writeFile(join(folder, `${id}-${seed}.txt`), `${id} #${seed} ${verdict}\n\n${lines.join('\n')}\n`)
}
