import { execFile, spawn } from 'node:child_process'
import { promisify } from 'node:util'
import { type PictureWord, parseTesseract } from '@loopdesk/engines/pictures/assemble-lines.ts'

/** What is wrong with the text recognition on this machine, in a sentence that says what to do; null when nothing is. */
export interface Readiness {
  /** Languages to read with, as tesseract names them; empty when it cannot be used. */
  languages: string[]
  problem: string | null
}

export interface Tesseract {
  ready(): Promise<Readiness>
  /** The words in a picture (PNG, upright, dark on light). Throws when it takes longer than `timeoutMs`; the child is gone then. */
  read(png: Buffer, options: { layout: Layout; languages: string[]; timeoutMs: number }): Promise<PictureWord[]>
}

/** How text is spread over the picture (tesseract's `--psm`): a page with columns, one even block, or scattered words. */
export type Layout = 'page' | 'block' | 'scattered'
const pageModes: Record<Layout, string> = { page: '3', block: '6', scattered: '11' }

const wanted = ['chi_sim', 'eng']
const install = 'apt install tesseract-ocr tesseract-ocr-chi-sim'
/** More output than any screen of text makes. */
const mostOutput = 4_000_000

/** The program `tesseract` (5 or newer) of this machine, asked once what it can do. */
export function makeTesseract(binary = 'tesseract'): Tesseract {
  let known: Promise<Readiness> | undefined
  return {
    ready: () => {
      known ??= findOut(binary)
      return known
    },
    async read(png, { layout, languages, timeoutMs }) {
      const args = ['stdin', 'stdout', '-l', languages.join('+'), '--psm', pageModes[layout], 'tsv']
      const table = await run(binary, args, png, timeoutMs)
      return parseTesseract(table)
    },
  }
}

async function findOut(binary: string): Promise<Readiness> {
  try {
    const { stdout } = await promisify(execFile)(binary, ['--list-langs'], { timeout: 5_000 })
    const installed = stdout.split('\n').map((line) => line.trim())
    const languages = wanted.filter((language) => installed.includes(language))
    const missing = wanted.filter((language) => !installed.includes(language))
    if (languages.length === 0)
      return { languages, problem: `tesseract has no data for ${wanted.join(', ')}: ${install}` }
    return {
      languages,
      problem: missing.length > 0 ? `tesseract has no data for ${missing.join(', ')}: ${install}` : null,
    }
  } catch {
    return { languages: [], problem: `text in pictures is not read: tesseract is not installed: ${install}` }
  }
}

/** One thread a child: several pictures share the machine with everything else. */
const environment = { ...process.env, OMP_THREAD_LIMIT: '1' }

function run(binary: string, args: string[], input: Buffer, timeoutMs: number): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(binary, args, { env: environment, stdio: ['pipe', 'pipe', 'ignore'] })
    const pieces: Buffer[] = []
    let size = 0
    const timer = setTimeout(() => stop(new Error('reading the picture took too long')), Math.max(1, timeoutMs))
    const stop = (error: Error) => {
      clearTimeout(timer)
      child.kill('SIGKILL')
      reject(error)
    }
    child.on('error', stop)
    // A child that died does not take its input any more; how it ended says why.
    child.stdin.on('error', () => {})
    child.stdout.on('data', (piece: Buffer) => {
      size += piece.length
      if (size > mostOutput) stop(new Error('reading the picture gave too much'))
      else pieces.push(piece)
    })
    child.on('close', (code) => {
      clearTimeout(timer)
      if (code === 0) resolve(Buffer.concat(pieces).toString('utf8'))
      else reject(new Error(`tesseract ended with ${code}`))
    })
    child.stdin.end(input)
  })
}
