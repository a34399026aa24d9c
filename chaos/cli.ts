import { parseArgs } from 'node:util'
import { InputError } from '../eval/jsonl.ts'
import { chaosFlows } from './flows/chaos-flows.ts'
import { chaosKill } from './kill/chaos-kill.ts'

const USAGE = `usage: npm run chaos -- kill [--rounds N] [--customers N] [--seed TEXT] [--no-page]
       npm run chaos -- flows [--runs N] [--seed TEXT] [--only N,N] [--stories NAME,NAME] [--no-page]`

/** Breaks the product on purpose and looks whether its promises hold. Exit code 1 when one does not, 2 for wrong use. */
async function main([command = '', ...args]: string[]): Promise<void> {
  if (command === 'flows') return breakFlows(args)
  if (command !== 'kill') throw new InputError(command ? `unknown command "${command}"\n${USAGE}` : USAGE)
  const values = readOptions(args)
  const violations = await chaosKill({
    rounds: numberOf('--rounds', values.rounds, 20, 10_000),
    customers: numberOf('--customers', values.customers, 12, 100),
    seed: values.seed ?? String(Date.now()),
    page: !values['no-page'],
  })
  process.exitCode = violations > 0 ? 1 : 0
}

async function breakFlows(args: string[]): Promise<void> {
  const values = readOptions(args)
  const violations = await chaosFlows({
    runs: numberOf('--runs', values.runs, 100, 10_000),
    seed: values.seed ?? String(Date.now()),
    only: values.only?.split(',').map(Number),
    stories: values.stories?.split(','),
    page: !values['no-page'] && !values.only && !values.stories,
  })
  process.exitCode = violations > 0 ? 1 : 0
}

function readOptions(args: string[]) {
  const text = { type: 'string' } as const
  const names = {
    rounds: text,
    customers: text,
    runs: text,
    only: text,
    stories: text,
    seed: text,
    'no-page': { type: 'boolean' },
  } as const
  try {
    return parseArgs({ args, options: names, strict: true }).values
  } catch (error) {
    throw new InputError(`${(error as Error).message.split('.')[0]}\n${USAGE}`)
  }
}

function numberOf(name: string, value: string | undefined, fallback: number, max: number): number {
  const number = value === undefined ? fallback : Number(value)
  if (!Number.isInteger(number) || number < 1 || number > max)
    throw new InputError(`${name} must be a whole number from 1 to ${max}, not "${value}"`)
  return number
}

try {
  await main(process.argv.slice(2))
} catch (error) {
  if (!(error instanceof InputError)) throw error
  process.stderr.write(`${error.message}\n`)
  process.exitCode = 2
}
