import { parseArgs } from 'node:util'
import { InputError } from '../eval/jsonl.ts'
import { chaosKill } from './kill/chaos-kill.ts'

const USAGE = 'usage: npm run chaos -- kill [--rounds N] [--customers N] [--seed TEXT] [--no-page]'

/** Breaks the product on purpose and looks whether its promises hold. Exit code 1 when one does not, 2 for wrong use. */
async function main([command = '', ...args]: string[]): Promise<void> {
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

function readOptions(args: string[]) {
  const text = { type: 'string' } as const
  const names = { rounds: text, customers: text, seed: text, 'no-page': { type: 'boolean' } } as const
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
