import { readFileSync } from 'node:fs'

export interface ProcessWatch {
  /** Most resident memory since it was last asked, in bytes. */
  most(): number
  stop(): void
}

/** Most resident memory of a process since it began, as the system counts it, in bytes. */
export const peakOf = (pid: number): number => bytesOf(pid, 'VmHWM')

/** Follows the memory of a process: all of it that is resident, threads and native memory included (`VmRSS` of proc(5)). */
export function watchProcess(pid: number): ProcessWatch {
  let most = 0
  const look = () => {
    most = Math.max(most, bytesOf(pid, 'VmRSS'))
  }
  const timer = setInterval(look, 100)
  return {
    most() {
      look()
      const since = most
      most = 0
      return since
    },
    stop: () => clearInterval(timer),
  }
}

function bytesOf(pid: number, name: 'VmRSS' | 'VmHWM'): number {
  try {
    const text = readFileSync(`/proc/${pid}/status`, 'latin1')
    return Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(text)?.[1] ?? 0) * 1024
  } catch {
    return 0
  }
}
