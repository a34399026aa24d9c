import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { silentLog } from '../../server/src/infra/log.ts'
import { startPostgres } from '../../server/src/infra/postgres.ts'
import { interrupted } from '../interrupted.ts'
import { runChild } from '../turns/run-child.ts'
import { measureDurable, measureWaiting } from './durable-runs.ts'
import { type FlowFigures, tellFlows, writeFlowsSection } from './flows-page.ts'
import { measureNodeRed } from './node-red.ts'
import type { PureJob, PureReport } from './pure-runs.ts'

export const parts = ['pure', 'durable', 'waiting', 'node-red'] as const

export interface FlowsBenchOptions {
  seconds: number
  /** Runs that wait. */
  waiting: number
  only: (typeof parts)[number] | undefined
  page: boolean
}

const events = 200

/** How many runs a machine carries: pure, durable and waiting ones, how long a proof takes, and the same in Node-RED. */
export async function benchFlows(options: FlowsBenchOptions): Promise<void> {
  const stop = interrupted()
  const figures: FlowFigures = {}
  const wanted = (part: (typeof parts)[number]) => !options.only || options.only === part
  const { seconds } = options
  const measure = async () => {
    if (wanted('pure'))
      figures.pure = await runChild<PureJob, PureReport>(fileURLToPath(new URL('./pure-runs.ts', import.meta.url)), {
        seconds,
      })
    if (wanted('node-red')) figures.nodeRed = await measureNodeRed(seconds)
    if (wanted('durable')) figures.durable = await onDatabase((url) => measureDurable(url, seconds))
    if (wanted('waiting')) figures.waiting = await onDatabase((url) => measureWaiting(url, options.waiting, events))
  }
  await Promise.race([measure(), stop])
  tellFlows(figures)
  if (options.page && !options.only) await writeFlowsSection(figures, options)
}

/** On a database of its own, as the product brings it, with fsync. */
async function onDatabase<T>(use: (url: string) => Promise<T>): Promise<T> {
  const root = await mkdtemp(join(tmpdir(), 'loopdesk-bench-'))
  await chmod(root, 0o755)
  const postgres = await startPostgres({ dataDir: join(root, 'postgres'), log: silentLog })
  try {
    return await use(postgres.url)
  } finally {
    await postgres.stop()
    await rm(root, { recursive: true, force: true })
  }
}
