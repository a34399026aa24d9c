import { readdirSync, readFileSync } from 'node:fs'

/** Processor time used so far, in milliseconds: by the servers this process started, and by the database with its workers. */
export interface CpuTime {
  servers: number
  database: number
}

const msPerTick = 10

interface Stat {
  pid: number
  parent: number
  /** With children that have ended. */
  ms: number
}

/** Reads /proc (proc(5)); unlike clock time it says what a turn costs on a machine that has other work to do. */
export function cpuTime(): CpuTime {
  const all = readdirSync('/proc').flatMap((name) => (/^\d+$/.test(name) ? readStat(Number(name)) : []))
  const ours = all.filter(({ parent }) => parent === process.pid)
  const servers = ours.filter(({ pid }) => commandOf(pid).includes('server/src/main.ts'))
  const postmaster = ours.find(({ pid }) => /postgres\0-D/.test(commandOf(pid)))
  const workers = all.filter(({ parent }) => parent === postmaster?.pid)
  const sum = (stats: Stat[]) => stats.reduce((total, { ms }) => total + ms, 0)
  return { servers: sum(servers), database: sum([...workers, ...(postmaster ? [postmaster] : [])]) }
}

export const cpuSince = (before: CpuTime): CpuTime => {
  const now = cpuTime()
  return { servers: now.servers - before.servers, database: now.database - before.database }
}

function readStat(pid: number): Stat[] {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'latin1')
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ')
    const ticks = [11, 12, 13, 14].reduce((sum, index) => sum + Number(fields[index]), 0)
    return [{ pid, parent: Number(fields[1]), ms: ticks * msPerTick }]
  } catch {
    return []
  }
}

function commandOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'latin1')
  } catch {
    return ''
  }
}
