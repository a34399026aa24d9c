import { fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const GRACE = 60_000

/** Runs a measuring program of this folder in a process of its own and answers what it reports. It never outlives its time. */
export function runChild<Job extends { seconds: number }, Report>(program: string, job: Job): Promise<Report> {
  const child = fork(fileURLToPath(new URL(program, import.meta.url)))
  child.send(job)
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => child.kill('SIGKILL'), job.seconds * 1000 + GRACE)
    child.once('message', (report) => resolve(report as Report))
    child.once('exit', (code, signal) => {
      clearTimeout(timer)
      reject(new Error(`${program} ended with ${signal ?? code} before it reported`))
    })
  })
}

/** What a child is to do. */
export const receiveJob = <Job>(): Promise<Job> =>
  new Promise((resolve) => process.once('message', (job) => resolve(job as Job)))

/** Hands the report to the parent and ends. */
export function report(value: object): void {
  process.send!(value, () => process.exit(0))
}
