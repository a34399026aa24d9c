import type { Bus } from '../../infra/bus.ts'
import type { Log } from '../../infra/log.ts'
import { driveRun, type Surroundings } from './drive-run.ts'
import type { Performers } from './perform.ts'
import { type HeldRun, LostRun, leaseSeconds, type RunStore, type Settled } from './run-store.ts'

/** Says to all processes that runs are ready. */
export const readyChannel = 'flow.ready'

interface WorkerDeps {
  log: Log
  bus: Bus
  now: () => Date
  store: RunStore
  perform: Performers
  /** A run's flow in its version, and what its expressions see; undefined when there is no such flow. */
  surroundings(run: HeldRun): Promise<Surroundings | undefined>
  /** Runs worked on at once in this process. */
  concurrency?: number
  pollMs?: number
}

export interface RunWorker {
  /** Runs are ready: look now. */
  wake(): void
  /** Finishes what is in hand as far as it comes by itself, and gives the rest back. */
  stop(): Promise<void>
}

const batch = 64

/** Works on runs that belong to no conversation until stopped; any number of processes may do so at once. */
export function startRunWorker(deps: WorkerDeps): RunWorker {
  const { log, store, concurrency = 256, pollMs = 500 } = deps
  const held = new Map<string, HeldRun>()
  const settling: { settled: Settled; done: () => void }[] = []
  let flushing: Promise<void> | undefined
  let stopping = false
  let wake: () => void = () => {}
  let due = false

  function look(): void {
    due = true
    wake()
  }

  /** Many runs are left in one transaction: while one is under way the next gathers. */
  function settle(settled: Settled): Promise<void> {
    return new Promise((done) => {
      settling.push({ settled, done })
      flushing ??= flush().finally(() => {
        flushing = undefined
      })
    })
  }

  async function flush(): Promise<void> {
    await new Promise<void>((resolve) => setImmediate(resolve))
    while (settling.length > 0) {
      const now = settling.splice(0, 2 * batch)
      await leave(now.map(({ settled }) => settled))
      for (const { done } of now) done()
    }
  }

  async function leave(all: Settled[]): Promise<void> {
    try {
      const lost = await store.settle(all)
      if (lost.length > 0) log.warn({ runs: lost.length }, 'runs were taken over by another worker')
      if (all.some(({ status }) => status !== 'ended')) look()
    } catch (error) {
      log.warn({ err: error }, 'runs could not be left; they are taken up again')
      if (all.length > 1) for (const each of all) await leave([each])
    }
  }

  async function drive(run: HeldRun): Promise<void> {
    try {
      await settle(await driveRun({ ...deps, run }, await deps.surroundings(run)))
    } catch (error) {
      if (!(error instanceof LostRun)) log.warn({ err: error, run: run.id }, 'a run stopped; it is taken up again')
    } finally {
      held.delete(run.id)
      wake()
    }
  }

  async function rest(): Promise<void> {
    let timer: NodeJS.Timeout | undefined
    await new Promise<void>((resolve) => {
      wake = resolve
      timer = setTimeout(resolve, pollMs)
      if (due || stopping) resolve()
    })
    clearTimeout(timer)
    wake = () => {}
  }

  async function work(): Promise<void> {
    while (!stopping) {
      due = false
      const free = Math.min(batch, concurrency - held.size)
      const claimed = free >= Math.min(batch, concurrency) / 2 ? await store.claim(free).catch(refused) : []
      for (const run of claimed) {
        held.set(run.id, run)
        void drive(run)
      }
      if (claimed.length < free) await rest()
      else await new Promise<void>((resolve) => setImmediate(resolve))
    }
  }

  function refused(error: Error): HeldRun[] {
    log.debug({ err: error }, 'no runs could be claimed')
    return []
  }

  let renewing = false
  const heart = setInterval(
    async () => {
      if (renewing || held.size === 0) return
      renewing = true
      await store.renew([...held.keys()]).catch((error) => log.debug({ err: error }, 'no lease could be renewed'))
      renewing = false
    },
    (leaseSeconds * 1000) / 3,
  )
  const unsubscribe = [deps.bus.subscribe(readyChannel, look), deps.bus.onResync(look)]
  const working = work()

  return {
    wake: look,
    async stop() {
      stopping = true
      wake()
      for (const end of unsubscribe) end()
      await working
      const deadline = Date.now() + 3_000
      while (held.size > 0 && Date.now() < deadline) await new Promise((resolve) => setTimeout(resolve, 20))
      clearInterval(heart)
      if (held.size > 0) await store.release([...held.values()], 0).catch(() => {})
      await flushing
    },
  }
}
