import { parseArgs } from 'node:util'
import { flowJsonSchema } from '@loopdesk/engines/flow/definition.ts'
import { InputError } from '../../eval/jsonl.ts'
import { makeFlowsApi } from './api.ts'
import { checkFlows } from './check.ts'
import { diffFlow } from './diff.ts'
import { playFlow } from './play.ts'
import { pullFlows } from './pull.ts'
import { pushFlows } from './push.ts'

/** Where a command writes to, and what it knows of its surroundings. */
export interface Terminal {
  out(text: string): void
  err(text: string): void
  env: Record<string, string | undefined>
}

export type Lang = 'zh' | 'en'

const usage = `usage: npm run flows -- check FILE|DIR… [--world FILE,FILE…] [--json] [--lang zh|en]
       npm run flows -- run FILE --events FILE [--tools FILE] [--inputs FILE] [--context FILE] [--world FILE,FILE…] [--out FILE]
                            [--now INSTANT] [--lang zh|en] [--seed TEXT] [--echo] [--keep-failed]
       npm run flows -- push FILE|DIR… [--url URL] [--key KEY] [--publish] [--note TEXT] [--replace]
       npm run flows -- pull DIR [--url URL] [--key KEY] [--drafts]
       npm run flows -- diff FILE|DIR… [--url URL] [--key KEY] [--json] [--layout]
       npm run flows -- schema
docs/flows-cli.md says more. URL and key may also stand in LOOPDESK_URL and LOOPDESK_KEY.
`
const text = { type: 'string' } as const
const flag = { type: 'boolean' } as const
const remote = { url: text, key: text }
const options = {
  check: { world: text, json: flag, lang: text },
  run: {
    events: text,
    tools: text,
    inputs: text,
    context: text,
    world: text,
    out: text,
    now: text,
    lang: text,
    seed: text,
    echo: flag,
    'keep-failed': flag,
  },
  push: { ...remote, publish: flag, note: text, replace: flag, lang: text },
  pull: { ...remote, drafts: flag },
  diff: { ...remote, json: flag, layout: flag },
  schema: {},
}
type Command = keyof typeof options

/** Runs one command. Answers the exit code: 0 when all is well, 1 when there is something to put right, 2 for wrong use. */
export async function runFlowsCommand([command = '', ...args]: string[], terminal: Terminal): Promise<number> {
  try {
    if (!Object.hasOwn(options, command))
      throw new InputError(command ? `unknown command "${command}"\n${usage}` : usage)
    const { values, files } = read(command as Command, args)
    return await carryOut(command as Command, values, files, terminal)
  } catch (error) {
    if (!(error instanceof InputError)) throw error
    terminal.err(`${error.message.trimEnd()}\n`)
    return 2
  }
}

type Values = Record<string, string | boolean | undefined>

async function carryOut(command: Command, values: Values, files: string[], terminal: Terminal): Promise<number> {
  const told = (name: string) => values[name] as string | undefined
  const world = told('world')?.split(',').filter(Boolean)
  const lang = langOf(told('lang'), terminal.env)
  switch (command) {
    case 'schema':
      terminal.out(`${JSON.stringify(flowJsonSchema(), null, 2)}\n`)
      return 0
    case 'check':
      return checkFlows(some(files, command), { world, json: values.json === true, lang }, terminal)
    case 'run':
      return playFlow(
        one(files, command),
        {
          events: told('events') ?? missing('--events'),
          tools: told('tools'),
          inputs: told('inputs'),
          context: told('context'),
          out: told('out'),
          world,
          now: told('now'),
          lang: told('lang') === undefined ? 'zh' : lang,
          seed: told('seed'),
          echo: values.echo === true,
          keepFailed: values['keep-failed'] === true,
        },
        terminal,
      )
    case 'push': {
      const how = { publish: values.publish === true, note: told('note') ?? '', replace: values.replace === true, lang }
      return pushFlows(some(files, command), how, apiOf(values, terminal), terminal)
    }
    case 'pull':
      return pullFlows(one(files, command), { drafts: values.drafts === true }, apiOf(values, terminal), terminal)
    case 'diff': {
      const how = { json: values.json === true, layout: values.layout === true }
      return diffFlow(some(files, command), how, apiOf(values, terminal), terminal)
    }
  }
}

function read(command: Command, args: string[]): { values: Values; files: string[] } {
  try {
    const known = options[command] as Record<string, { type: 'string' | 'boolean' }>
    const { values, positionals } = parseArgs({ args, options: known, strict: true, allowPositionals: true })
    return { values, files: positionals }
  } catch (error) {
    throw new InputError(`${(error as Error).message.split('.')[0]}\n${usage}`)
  }
}

function some(files: string[], command: string): string[] {
  if (files.length === 0) throw new InputError(`${command}: name a file or a folder\n${usage}`)
  return files
}

function one(files: string[], command: string): string {
  if (files.length !== 1) throw new InputError(`${command}: name exactly one file or folder\n${usage}`)
  return files[0]!
}

function missing(what: string): never {
  throw new InputError(`${what} is missing\n${usage}`)
}

function langOf(given: string | undefined, env: Terminal['env']): Lang {
  if (given !== undefined && given !== 'zh' && given !== 'en')
    throw new InputError(`--lang must be zh or en, not "${given}"`)
  return given ?? ((env.LC_ALL ?? env.LANG ?? '').startsWith('zh') ? 'zh' : 'en')
}

function apiOf({ url, key }: Values, { env }: Terminal) {
  const at = (url as string | undefined) ?? env.LOOPDESK_URL
  const by = (key as string | undefined) ?? env.LOOPDESK_KEY
  if (!at) throw new InputError('where is the server? Name it by --url or LOOPDESK_URL')
  if (!by) throw new InputError('an API key is needed: --key or LOOPDESK_KEY')
  return makeFlowsApi({ url: at, key: by })
}
