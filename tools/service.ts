import { type ChildProcess, spawn } from 'node:child_process'
import { createWriteStream, type WriteStream } from 'node:fs'
import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'

/** What a service says about itself in one line of JSON on stdout once it is ready. */
export interface Announcement {
  urls: Record<string, string>
  logins: { role: string; email: string; password: string }[]
}

export interface Service {
  /** Resolves at its first announcement; rejects with StartError when it ends before. */
  readonly ready: Promise<Announcement>
  /** Asks it to end, insists after a while; resolves when it is gone. */
  stop(): Promise<void>
}

export interface ServiceOptions {
  name: string
  /** Script and arguments for Node. */
  args: string[]
  env: Record<string, string>
  /** Everything it writes; the terminal shows warnings only. */
  logFile: string
}

/** It ended before it was ready: `exitCode` and its last words. */
export class StartError extends Error {
  readonly exitCode: number
  constructor(message: string, exitCode: number) {
    super(message)
    this.exitCode = exitCode
  }
}

const graceMs = 15_000

/** Starts a process that is started again whenever it dies after having been ready. */
export function startService(options: ServiceOptions): Service {
  const file = createWriteStream(options.logFile, { flags: 'w', mode: 0o600 })
  let stopping = false
  let child: ChildProcess
  let pauseMs = 250

  function launch(
    onReady: (announcement: Announcement) => void,
    onEnd: (code: number | null, words: string) => void,
  ): void {
    // A group of its own: Ctrl-C reaches us alone, and we end the services in order. The channel tells it when we are gone.
    child = spawn(process.execPath, options.args, {
      env: { ...process.env, ...options.env },
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      detached: true,
    })
    const words: string[] = []
    const listen = (stream: Readable) =>
      createInterface({ input: stream }).on('line', (line) => {
        const announced = announcementIn(line)
        if (announced !== undefined) return onReady(announced)
        if (!line.startsWith('{')) words.push(line)
        if (words.length > 15) words.shift()
        record(line, file, options.name)
      })
    listen(child.stdout!)
    listen(child.stderr!)
    child.once('error', (error) => onEnd(1, error.message))
    child.once('close', (code) => onEnd(code, words.join('\n')))
  }

  function again(): void {
    launch(() => {
      pauseMs = 250
      console.log(`${options.name} runs again`)
    }, restart)
  }

  function restart(code: number | null, words: string): void {
    if (stopping) return
    console.log(`${options.name} ended (${code ?? 'killed'}) and is started again${words === '' ? '' : `:\n${words}`}`)
    setTimeout(() => !stopping && again(), pauseMs)
    pauseMs = Math.min(pauseMs * 2, 10_000)
  }

  const ready = new Promise<Announcement>((resolve, reject) => {
    let announced = false
    launch(
      (said) => {
        announced = true
        resolve(said)
      },
      (code, words) => {
        if (announced) restart(code, words)
        else reject(new StartError(words === '' ? `${options.name} ended at once` : words, code ?? 1))
      },
    )
  })
  return {
    ready,
    async stop() {
      stopping = true
      await end(child)
      file.end()
    },
  }
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const gone = new Promise((resolve) => child.once('close', resolve))
  child.kill('SIGTERM')
  const insist = setTimeout(() => child.kill('SIGKILL'), graceMs)
  await gone
  clearTimeout(insist)
}

function announcementIn(line: string): Announcement | undefined {
  if (!line.startsWith('{"ready":true')) return undefined
  const { urls = {}, logins = [] } = JSON.parse(line) as Partial<Announcement>
  return { urls, logins }
}

/** Everything to the file; log lines that ask for attention also to the terminal. */
function record(line: string, file: WriteStream, name: string): void {
  file.write(`${line}\n`)
  if (!line.startsWith('{')) return
  const { level, msg } = parsed(line)
  if (level === 'warn' || level === 'error' || level === 'fatal') console.log(`${name}: ${level}: ${msg}`)
}

function parsed(line: string): { level?: string; msg?: string } {
  try {
    return JSON.parse(line) as { level?: string; msg?: string }
  } catch {
    return { level: 'error', msg: line }
  }
}
