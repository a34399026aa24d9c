import type { Result } from '@loopdesk/engines/flow/effects.ts'
import { Ajv2020 } from 'ajv/dist/2020.js'
import type { ModelGateway } from './gateway.ts'

export interface ShapedQuestion {
  prompt: string
  /** JSON Schema of the answer. */
  schema: object
  /** Milliseconds to the first word and altogether; as long as a flow waits when left out. */
  limits?: { firstToken: number; total: number }
}

export type AskForShape = (workspaceId: string, question: ShapedQuestion) => Promise<{ result: Result; cost: number }>

/** How long a flow waits for a model. */
const budgetMs = 20_000
const maxTokens = 1_000

/**
 * Asks a language model and takes nothing but an answer that fits the schema. What does not fit is `invalid`; without a model, or
 * when it cannot be asked, the result is `unavailable`. Never throws.
 */
export function makeAskForShape(models: Pick<ModelGateway, 'chat'> | undefined): AskForShape {
  const ajv = new Ajv2020({ strict: false })
  return async (workspaceId, { prompt, schema, limits }) => {
    if (!models) return failed('unavailable', 'no_model', 'no language model is configured', 0)
    let check: ReturnType<typeof ajv.compile>
    try {
      check = ajv.compile(schema)
    } catch {
      return failed('invalid', 'bad_schema', 'the schema of the answer is no JSON Schema', 0)
    }
    try {
      const { text, cost } = await models.chat({
        workspaceId,
        conversationId: null,
        purpose: 'flow',
        messages: [{ role: 'user', content: prompt }],
        format: { name: 'answer', schema: schema as Record<string, unknown> },
        maxTokens,
        limits: { firstToken: budgetMs, idle: budgetMs, total: budgetMs, ...limits },
      })
      const value = parsed(text)
      if (value !== undefined && check(value)) return { result: { status: 'ok', value }, cost }
      return failed('invalid', 'unfit_answer', ajv.errorsText(check.errors) || 'the answer is no JSON', cost)
    } catch (error) {
      const { code = 'model_failed' } = error as { code?: string }
      return failed('unavailable', code, 'the language model cannot be asked', 0)
    }
  }
}

function failed(kind: 'unavailable' | 'invalid', code: string, message: string, cost: number) {
  return { result: { status: 'failed' as const, kind, code, message }, cost }
}

/** Models like to wrap JSON in a fence. */
function parsed(text: string): unknown {
  const bare = /^```(?:json)?\s*([\s\S]*?)\s*```$/.exec(text.trim())?.[1] ?? text
  try {
    return JSON.parse(bare)
  } catch {
    return undefined
  }
}
