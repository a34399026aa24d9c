import { parseArgs } from 'node:util'
import { InputError } from '../eval/jsonl.ts'
import { benchCatalogue } from './catalogue/bench-catalogue.ts'
import { benchFlows, parts } from './flows/bench-flows.ts'
import { benchKnowledgeImport } from './knowledge/bench-knowledge-import.ts'
import { benchRetrieval } from './retrieval/bench-retrieval.ts'
import { benchTurns } from './turns/bench-turns.ts'
import { benchWorkbench } from './workbench/bench-workbench.ts'

const USAGE = `usage: npm run bench -- turns [--seconds N] [--in-flight N] [--customers N] [--only one|two|redis|status] [--profile DIR] [--no-page]
       npm run bench -- flows [--seconds N] [--waiting N] [--only pure|durable|waiting|node-red] [--no-page]
       npm run bench -- catalogue [--size N]
       npm run bench -- workbench [--size N]
       npm run bench -- retrieval [--size N] [--no-page]
       npm run bench -- knowledge-import [--rows N] [--profile DIR] [--no-page]`

/** Measures the product against the limits of the machine it runs on. Wrong use ends with one sentence and exit code 2. */
async function main([command = '', ...args]: string[]): Promise<void> {
  if (command === 'catalogue') return benchCatalogue({ size: sizeOf(args, 100_000) })
  if (command === 'workbench') return benchWorkbench({ size: sizeOf(args, 200_000), times: 40 })
  if (command === 'knowledge-import') return benchKnowledgeImport(readImportOptions(args))
  if (command === 'retrieval')
    return benchRetrieval({
      size: sizeOf(
        args.filter((arg) => arg !== '--no-page'),
        100_000,
      ),
      page: !args.includes('--no-page'),
    })
  if (command === 'flows') return benchFlows(readFlowOptions(args))
  if (command !== 'turns') throw new InputError(command ? `unknown command "${command}"\n${USAGE}` : USAGE)
  const values = readOptions(args)
  await benchTurns({
    seconds: numberOf('--seconds', values.seconds, 8, 1, 600),
    inFlight: numberOf('--in-flight', values['in-flight'], 32, 1, 64),
    customers: numberOf('--customers', values.customers, 200, 1, 1000),
    only: values.only,
    profile: values.profile,
    page: !values['no-page'],
  })
}

function sizeOf(args: string[], fallback: number): number {
  try {
    const { values } = parseArgs({ args, options: { size: { type: 'string' } }, strict: true })
    return numberOf('--size', values.size, fallback, 1000, 1_000_000)
  } catch (error) {
    if (error instanceof InputError) throw error
    throw new InputError(`${(error as Error).message.split('.')[0]}\n${USAGE}`)
  }
}

function readImportOptions(args: string[]) {
  const text = { type: 'string' } as const
  try {
    const options = { rows: text, profile: text, 'no-page': { type: 'boolean' } } as const
    const { values } = parseArgs({ args, options, strict: true })
    const rows = numberOf('--rows', values.rows, 300_000, 1000, 1_000_000)
    return { rows, profile: values.profile, page: !values['no-page'] }
  } catch (error) {
    if (error instanceof InputError) throw error
    throw new InputError(`${(error as Error).message.split('.')[0]}\n${USAGE}`)
  }
}

function readFlowOptions(args: string[]) {
  const text = { type: 'string' } as const
  const names = { seconds: text, waiting: text, only: text, 'no-page': { type: 'boolean' } } as const
  try {
    const { values } = parseArgs({ args, options: names, strict: true })
    const only = parts.find((part) => part === values.only)
    if (values.only && !only) throw new InputError(`--only must be ${parts.join(', ')}, not "${values.only}"`)
    return {
      seconds: numberOf('--seconds', values.seconds, 8, 1, 600),
      waiting: numberOf('--waiting', values.waiting, 100_000, 200, 1_000_000),
      only,
      page: !values['no-page'],
    }
  } catch (error) {
    if (error instanceof InputError) throw error
    throw new InputError(`${(error as Error).message.split('.')[0]}\n${USAGE}`)
  }
}

function readOptions(args: string[]) {
  const text = { type: 'string' } as const
  const names = {
    seconds: text,
    'in-flight': text,
    customers: text,
    only: text,
    profile: text,
    'no-page': { type: 'boolean' },
  } as const
  try {
    const { values } = parseArgs({ args, options: names, strict: true })
    if (values.only && !['one', 'two', 'redis', 'status'].includes(values.only))
      throw new InputError(`--only must be one, two, redis or status, not "${values.only}"`)
    return values
  } catch (error) {
    if (error instanceof InputError) throw error
    throw new InputError(`${(error as Error).message.split('.')[0]}\n${USAGE}`)
  }
}

function numberOf(name: string, value: string | undefined, fallback: number, min: number, max: number): number {
  const number = value === undefined ? fallback : Number(value)
  if (!Number.isInteger(number) || number < min || number > max)
    throw new InputError(`${name} must be a whole number from ${min} to ${max}, not "${value}"`)
  return number
}

try {
  await main(process.argv.slice(2))
} catch (error) {
  if (!(error instanceof InputError)) throw error
  process.stderr.write(`${error.message}\n`)
  process.exitCode = 2
}
