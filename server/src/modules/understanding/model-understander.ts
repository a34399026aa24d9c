import type { Command } from '@loopdesk/contracts/commands.ts'
import { propose } from '@loopdesk/engines/dialogue/propose.ts'
import type { Log } from '../../infra/log.ts'
import { checkCommands } from './check-commands.ts'
import { isCertain } from './is-certain.ts'
import { answerSchema, instructions, situation } from './model-prompt.ts'
import type { Proposal, ToUnderstand, Understander } from './understander.ts'

/** What this needs of a gateway to language models; failures carry a `code`. */
export interface AskedModel {
  chat(request: {
    workspaceId: string
    conversationId: string | null
    purpose: string
    messages: { role: 'system' | 'user'; content: string }[]
    format: { name: string; schema: Record<string, unknown> }
    maxTokens: number
    limits: { firstToken: number; idle: number; total: number }
  }): Promise<{ text: string; model: string; tokensIn: number; tokensOut: number; cost: number; ms: number }>
}

interface ModelUnderstanderOptions {
  models: AskedModel
  log: Log
  /** The longest a customer waits for the model before the built-in understander answers, in milliseconds. */
  budgetMs?: number
  /** The recogniser's probability from which the model is not asked; 0.9 when left out. */
  sure?: number
}

/** Commands are short; more than this is rambling. */
const maxTokens = 500

/**
 * Understanding by a language model where the built-in one is in doubt. Whatever the model does (fails, stalls, talks
 * nonsense), the built-in proposal stands in for it in time, and the trace says so.
 */
export function makeModelUnderstander({ models, log, budgetMs = 4_000, sure }: ModelUnderstanderOptions): Understander {
  return {
    usesHistory: true,
    async propose(input) {
      const builtIn = propose(input.reading, input.state, input.context)
      if (isCertain(input, builtIn, sure)) return { commands: builtIn, by: 'built-in' }
      const asked = await inTime(ask(models, input, budgetMs), budgetMs).catch(
        (error: unknown): Asked => ({ failed: codeOf(error) }),
      )
      if ('commands' in asked) return asked
      log.info(
        { conversationId: input.conversationId, code: asked.failed },
        'the model did not help; understood without it',
      )
      return { commands: builtIn, by: `built-in (model failed: ${asked.failed})`, model: asked.model }
    },
  }
}

type Asked =
  | { commands: Command[]; by: string; model: Proposal['model'] }
  | { failed: string; model?: Proposal['model'] }

async function ask(models: AskedModel, input: ToUnderstand, budgetMs: number): Promise<Asked> {
  const { flows } = input.context
  const { text, ...model } = await models.chat({
    workspaceId: input.workspaceId,
    conversationId: input.conversationId,
    purpose: 'understand',
    messages: [
      { role: 'system', content: instructions(flows, input.reading.language) },
      { role: 'user', content: situation(input) },
    ],
    format: { name: 'commands', schema: answerSchema(flows) },
    maxTokens,
    limits: { firstToken: budgetMs, idle: budgetMs, total: budgetMs },
  })
  const spent = {
    model: model.model,
    tokensIn: model.tokensIn,
    tokensOut: model.tokensOut,
    cost: model.cost,
    ms: model.ms,
  }
  const answer = jsonIn(text)
  if (answer === undefined) return { failed: 'not_json', model: spent }
  const { commands } = checkCommands(answer, input)
  if (commands.length === 0) return { failed: 'nothing_usable', model: spent }
  return { commands, by: `model:${model.model}`, model: spent }
}

/** The object in an answer, also where a model thinks aloud before it or puts it into a code block. */
function jsonIn(text: string): unknown {
  const said = text.replace(/^[\s\S]*<\/think>/, '')
  const start = said.indexOf('{')
  const end = said.lastIndexOf('}')
  try {
    return start < 0 ? undefined : JSON.parse(said.slice(start, end + 1))
  } catch {
    return undefined
  }
}

/** Rejects with `model_timeout` when the work is not done in time, whatever it hangs on. */
async function inTime<T>(work: Promise<T>, ms: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(Object.assign(new Error('out of time'), { code: 'model_timeout' })), ms)
  })
  try {
    return await Promise.race([work, late])
  } finally {
    clearTimeout(timer)
  }
}

const codeOf = (error: unknown): string => {
  const { code } = error as { code?: unknown }
  return typeof code === 'string' ? code : 'internal'
}
