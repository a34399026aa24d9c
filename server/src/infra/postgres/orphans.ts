import { readdir, readFile, readlink, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Log } from '../log.ts'

/** True while the process exists (whoever it belongs to). */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

/**
 * Ends what a killed parent or a killed postmaster left behind for this data directory, and removes a lock file whose process
 * is gone or is now something else (process ids are reused, in containers quickly). Afterwards a new postmaster may start.
 */
export async function stopOrphans(dataDir: string, log: Log): Promise<void> {
  const lockFile = join(dataDir, 'postmaster.pid')
  const pid = Number.parseInt(await readFile(lockFile, 'utf8').catch(() => ''), 10)
  if (Number.isNaN(pid)) return
  const works = await workingIn(dataDir)
  const known = works !== undefined
  if (isAlive(pid) && (!known || works.includes(pid))) {
    log.info({ pid }, 'stopping a database left over by a killed server')
    process.kill(pid, 'SIGINT')
    if (await goneWithin(() => (isAlive(pid) ? [pid] : []), 15_000)) return
    process.kill(pid, 'SIGQUIT')
    await goneWithin(() => (isAlive(pid) ? [pid] : []), 5_000)
  }
  if (!known) return
  await endAll(dataDir)
  await rm(lockFile, { force: true })
}

/** Backends of a killed postmaster end by themselves within moments; those in a long statement are ended here. */
async function endAll(dataDir: string): Promise<void> {
  const left = async () => (await workingIn(dataDir)) ?? []
  if (await goneWithin(left, 2_000)) return
  for (const pid of await left()) process.kill(pid, 'SIGKILL')
  await goneWithin(left, 5_000)
}

async function goneWithin(left: () => number[] | Promise<number[]>, ms: number): Promise<boolean> {
  const end = Date.now() + ms
  while ((await left()).length > 0) {
    if (Date.now() > end) return false
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
  return true
}

/** Processes whose working directory is `dataDir` (every PostgreSQL process of it); undefined where /proc does not tell. */
async function workingIn(dataDir: string): Promise<number[] | undefined> {
  const names = await readdir('/proc').catch(() => undefined)
  if (names === undefined) return undefined
  const pids = names.filter((name) => /^\d+$/.test(name)).map(Number)
  const found = await Promise.all(
    pids.map(async (pid) => ((await readlink(`/proc/${pid}/cwd`).catch(() => '')) === dataDir ? pid : undefined)),
  )
  return found.filter((pid) => pid !== undefined)
}
