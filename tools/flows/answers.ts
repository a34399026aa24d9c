import type { Effect, FlowEvent, Result } from '@loopdesk/engines/flow/effects.ts'
import { evaluate } from '@loopdesk/engines/flow/expression.ts'
import { z } from 'zod'
import { InputError, readJsonl } from '../../eval/jsonl.ts'
import type { Random } from '../../eval/tasks/random.ts'
import { problemOf, readValue, result } from './read-play-files.ts'

/** Kinds of effects that can be answered without a customer. */
const kinds = [
  'call',
  'ticket',
  'watch',
  'notify',
  'code',
  'knowledge',
  'prompt',
  'progress',
  'rollback',
  'timer',
  'event',
  'approval',
] as const
type AnsweredKind = (typeof kinds)[number]
type Step = Extract<Effect, { step: string }>

const answer = z.strictObject({
  /** What is answered: calls unless said otherwise. */
  kind: z.enum(kinds).default('call'),
  tool: z.string().optional(),
  node: z.string().optional(),
  /** JSONata over {args, effect, n}: n counts from 1 how often this kind of thing was asked of the same tool (or node). */
  when: z.string().optional(),
  /** How often it is given; always unless said. */
  times: z.number().int().min(1).optional(),
  /** Chance (0 to 1) that it is given; drawn from `--seed`. */
  chance: z.number().min(0).max(1).optional(),
  result,
  /** A write that took effect, or may have. */
  wrote: z.boolean().optional(),
  cost: z.number().optional(),
})
export type Answer = z.infer<typeof answer>

/** Reads written answers: JSONL, or a JSON or YAML list. */
export function readAnswers(file: string): Answer[] {
  const check = (row: unknown, where: string): Answer => {
    const read = answer.safeParse(row)
    if (!read.success) throw new InputError(`${where}: ${problemOf(read.error)}`)
    return read.data
  }
  if (file.endsWith('.jsonl')) return readJsonl(file, check)
  const list = readValue(file)
  if (!Array.isArray(list)) throw new InputError(`${file}: not a list of answers`)
  return list.map((row, at) => check(row, `${file}: answer ${at + 1}`))
}

/** Answers to what a run asks for: the first that fits; none: it waits until an event of the file answers it. */
export function makeAnswers(answers: Answer[], echo: boolean, random: Random | undefined) {
  const left = answers.map(({ times }) => times ?? Number.POSITIVE_INFINITY)
  const asked = new Map<string, number>()
  if (!random && answers.some(({ chance }) => chance !== undefined))
    throw new InputError('answers with a "chance" need --seed')

  return async (effect: Step): Promise<FlowEvent | undefined> => {
    if (!(kinds as readonly string[]).includes(effect.kind)) return undefined
    const about = `${effect.kind} ${'tool' in effect ? effect.tool : nodeOf(effect.step)}`
    const n = (asked.get(about) ?? 0) + 1
    asked.set(about, n)
    for (const [at, each] of answers.entries()) {
      if (left[at]! <= 0 || !(await fits(each, effect, n))) continue
      if (each.chance !== undefined && !random!.chance(each.chance)) continue
      left[at]!--
      return done(effect.step, each.result as Result, each)
    }
    if (!echo || effect.kind !== 'call') return undefined
    return done(effect.step, { status: 'ok', value: { tool: effect.tool, args: effect.args, n } }, {})
  }
}

async function fits(answer: Answer, effect: Step, n: number): Promise<boolean> {
  if ((answer.kind satisfies AnsweredKind) !== effect.kind) return false
  if (answer.tool !== undefined && !('tool' in effect && effect.tool === answer.tool)) return false
  if (answer.node !== undefined && answer.node !== nodeOf(effect.step)) return false
  if (answer.when === undefined) return true
  const args = 'args' in effect ? effect.args : null
  const names = { title: async () => '', status: (_type: string, status: string) => status }
  const scope = { args, effect, n }
  try {
    return Boolean(await evaluate(answer.when, { scope, context: {}, lang: 'en', now: '', names }))
  } catch (error) {
    throw new InputError(`the answer's "when" (${answer.when}): ${(error as Error).message}`)
  }
}

const done = (step: string, result: Result, { wrote, cost }: { wrote?: boolean; cost?: number }): FlowEvent => ({
  type: 'done',
  step,
  result,
  ...(wrote !== undefined && { wrote }),
  ...(cost !== undefined && { cost }),
})

/** The node of a step key: `buy[2]/reserve#1` → `reserve`. */
export const nodeOf = (key: string): string => key.replace(/#\d+$/, '').split('/').at(-1)!
