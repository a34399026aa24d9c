import { pino } from 'pino'

/** The logger every part is handed; `child` adds fields such as `requestId`, `workspaceId`, `conversationId`. */
export type Log = Pick<pino.Logger, 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'fatal' | 'level'> & {
  child(fields: Record<string, unknown>): Log
}

export const logLevels = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const
export type LogLevel = (typeof logLevels)[number]

/** Field names whose values never reach a log, at the top level and one or two levels below it. */
const secretFields = [
  'password',
  'token',
  'secret',
  'authorization',
  'cookie',
  'apiKey',
  'phone',
  'email',
  'address',
  'idCard',
  'bankCard',
  'text',
  'body',
]

interface LogOptions {
  level: LogLevel
  /** Fields of every line, for example `{ service: 'server' }`. */
  base?: Record<string, unknown>
  /** Where lines go; stdout when left out. */
  destination?: { write(line: string): void }
  /** One readable line each instead of JSON; by default when stdout is a terminal. */
  pretty?: boolean
}

/** Structured JSON lines with secrets and personal fields removed; one coloured line each on a terminal. */
export function makeLog(options: LogOptions): Log {
  const pretty = options.pretty ?? (options.destination === undefined && process.stdout.isTTY === true)
  const out = options.destination ?? process.stdout
  const destination = pretty ? { write: (line: string) => void out.write(prettyLine(line)) } : out
  return pino(
    {
      level: options.level,
      base: options.base ?? {},
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      redact: { paths: redactedPaths(), censor: '[redacted]' },
      serializers: { err: errorFields, error: errorFields },
    },
    destination as pino.DestinationStream,
  )
}

/** A log that keeps nothing, for tools and tests that do not look at it. */
export const silentLog: Log = makeLog({ level: 'silent' })

function redactedPaths(): string[] {
  return secretFields.flatMap((field) => [field, `*.${field}`, `*.*.${field}`])
}

/** Errors without `detail`/`where`/`parameters`: PostgreSQL puts row contents in there. */
function errorFields(error: unknown): unknown {
  if (!(error instanceof Error)) return error
  const code = (error as { code?: unknown }).code
  const cause = error.cause instanceof Error ? `${error.cause.name}: ${error.cause.message}` : undefined
  return { type: error.name, code, message: error.message, stack: error.stack, cause }
}

const colours: Record<string, string> = {
  warn: '\u001b[33m',
  error: '\u001b[31m',
  fatal: '\u001b[31m',
  debug: '\u001b[90m',
}

function prettyLine(line: string): string {
  const { time, level, msg, err, ...rest } = JSON.parse(line) as Record<string, unknown>
  const fields = Object.entries(rest)
    .map(([name, value]) => `${name}=${typeof value === 'string' ? value : JSON.stringify(value)}`)
    .join(' ')
  const stack = (err as { stack?: string } | undefined)?.stack
  const colour = colours[String(level)] ?? ''
  const head = `${String(time).slice(11, 23)} ${colour}${String(level).padEnd(5)}\u001b[0m ${msg ?? ''}`
  return `${head} ${fields}`.trimEnd() + (stack === undefined ? '\n' : `\n${stack}\n`)
}
