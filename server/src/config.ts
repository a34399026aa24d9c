import type { z } from 'zod'
import { type Setting, settings } from './settings.ts'

type Settings = typeof settings
export type Config = { readonly [K in keyof Settings]: z.output<Settings[K]['schema']> }

/** A wrong value, in one sentence that names the variable. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError'
}

/** Parses the environment; an empty variable counts as not set. Throws ConfigError. */
export function readConfig(env: Record<string, string | undefined>): Config {
  const values: Record<string, unknown> = {}
  for (const [name, { schema, standard, expects }] of Object.entries(settings) as [string, Setting<z.ZodType>][]) {
    const given = env[name]?.trim()
    const parsed = schema.safeParse(given === undefined || given === '' ? standard : given)
    if (!parsed.success)
      throw new ConfigError(`${name} must be ${expects}${given === undefined ? '' : `, not ${shown(name, given)}`}.`)
    values[name] = parsed.data
  }
  const config = values as Config
  if (config.MODEL_URL !== undefined && config.MODEL_NAME === undefined) {
    throw new ConfigError('MODEL_NAME must be set together with MODEL_URL.')
  }
  if (config.EMBEDDINGS_URL !== undefined && config.EMBEDDINGS_NAME === undefined) {
    throw new ConfigError('EMBEDDINGS_NAME must be set together with EMBEDDINGS_URL.')
  }
  if (config.EMBEDDINGS_URL !== undefined && config.EMBEDDINGS_DIR !== undefined) {
    throw new ConfigError('EMBEDDINGS_DIR must not be set together with EMBEDDINGS_URL.')
  }
  return config
}

/** As `readConfig`, but ends the process with the sentence and exit code 2: for entry points. */
export function readConfigOrExit(env: Record<string, string | undefined> = process.env): Config {
  try {
    return readConfig(env)
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    process.stderr.write(`${error.message}\n`)
    process.exit(2)
  }
}

/** Addresses carry passwords and keys are secrets: the sentence must not repeat them. */
function shown(name: string, given: string): string {
  return /KEY|_URL$/.test(name) && name !== 'PUBLIC_URL' ? 'what was given' : JSON.stringify(given.slice(0, 60))
}

/** The text of docs/configuration.md. */
export function configurationPage(): string {
  const rows = (Object.entries(settings) as [string, Setting<z.ZodType>][]).map(
    ([name, { about, expects, standard }]) => {
      const shownStandard =
        name === 'WORKERS' ? 'twice the cores, at least 4' : standard === undefined ? '' : `\`${standard}\``
      return `| \`${name}\` | ${about} | ${expects} | ${shownStandard} |`
    },
  )
  return `# Configuration

Everything is set by environment variables, read once at start. A wrong value ends the start with one sentence that names the
variable, and exit code 2. This page is written by \`npm run configuration\` from \`server/src/settings.ts\`.

| Variable | Meaning | Allowed | When not set |
| --- | --- | --- | --- |
${rows.join('\n')}
`
}
