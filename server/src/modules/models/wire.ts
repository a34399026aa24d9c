import { z } from 'zod'

/**
 * The chat-completions format as OpenAI-compatible services speak it: https://platform.openai.com/docs/api-reference/chat.
 * Answers are read loosely, since services leave fields out, send null for them or add their own.
 */
const usage = z
  .object({ prompt_tokens: z.number().nullish(), completion_tokens: z.number().nullish() })
  .nullish()
  .catch(undefined)

const toolCallPart = z.object({
  index: z.number().int().nonnegative().nullish(),
  id: z.string().nullish(),
  function: z.object({ name: z.string().nullish(), arguments: z.string().nullish() }).nullish(),
})
export type ToolCallPart = z.infer<typeof toolCallPart>

const message = z.object({ content: z.string().nullish(), tool_calls: z.array(toolCallPart).nullish() })

/** What replaces an answer that failed, as a body of its own or in the middle of a stream. */
export const wireError = z.object({
  error: z.union([
    z.string().transform((text) => ({ message: text, code: undefined, type: undefined, param: undefined })),
    z.object({
      message: z.string().nullish(),
      type: z.string().nullish(),
      param: z.string().nullish(),
      code: z.union([z.string(), z.number()]).nullish(),
    }),
  ]),
})
export type WireError = z.infer<typeof wireError>['error']

export const wireAnswer = z.object({
  model: z.string().nullish(),
  choices: z.array(z.object({ message, finish_reason: z.string().nullish() })).min(1),
  usage,
})

/** One `data:` of a stream. The last may carry only the usage, with `choices` empty, null or left out. */
export const wireChunk = z.object({
  model: z.string().nullish(),
  choices: z.array(z.object({ delta: message.nullish(), finish_reason: z.string().nullish() })).nullish(),
  usage,
})
export type WireChunk = z.infer<typeof wireChunk>
