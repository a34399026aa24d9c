import { readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

/** Which process looks after the database: `pid start-time`, so that a reused process id is not mistaken for it. */
export interface SupervisorLock {
  /** False when another living process already looks after it. */
  readonly mine: boolean
  release(): Promise<void>
}

export async function takeSupervisorLock(base: string): Promise<SupervisorLock> {
  const file = join(base, 'supervisor.pid')
  const me = await identity(process.pid)
  for (;;) {
    try {
      await writeFile(file, me, { flag: 'wx', mode: 0o644 })
      return { mine: true, release: () => rm(file, { force: true }) }
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    }
    const owner = await readFile(file, 'utf8').catch(() => '')
    const pid = Number.parseInt(owner, 10)
    if (!Number.isNaN(pid) && owner === (await identity(pid))) return { mine: false, release: async () => {} }
    await rm(file, { force: true })
  }
}

/** Field 22 of /proc/<pid>/stat is the start time; '' for a process that does not exist. */
async function identity(pid: number): Promise<string> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => undefined)
  if (stat !== undefined) return `${pid} ${stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19]}`
  try {
    process.kill(pid, 0)
    return `${pid} `
  } catch {
    return ''
  }
}
