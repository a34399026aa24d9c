import type { ToolCall } from './chat.ts'
import type { ToolCallPart, WireChunk } from './wire.ts'

/** An answer put together piece by piece. */
export interface Assembly {
  text: string
  toolCalls: ToolCall[]
  /** Null until the service said why it ended; without it a stream was cut off. */
  finish: string | null
  model: string | null
  tokensIn: number | null
  tokensOut: number | null
}

export const emptyAssembly = (): Assembly => ({
  text: '',
  toolCalls: [],
  finish: null,
  model: null,
  tokensIn: null,
  tokensOut: null,
})

/** Adds one piece; answers the text in it, or undefined when the piece held nothing of the answer itself. */
export function addChunk(assembly: Assembly, chunk: WireChunk): string | undefined {
  const choice = chunk.choices?.[0]
  const { content, tool_calls: parts } = choice?.delta ?? {}
  assembly.model = chunk.model ?? assembly.model
  assembly.finish = choice?.finish_reason ?? assembly.finish
  assembly.tokensIn = chunk.usage?.prompt_tokens ?? assembly.tokensIn
  assembly.tokensOut = chunk.usage?.completion_tokens ?? assembly.tokensOut
  for (const part of parts ?? []) addToolCall(assembly.toolCalls, part)
  assembly.text += content ?? ''
  return content || (parts ?? []).length > 0 ? (content ?? '') : undefined
}

/** More calls in one answer than anybody means. */
const mostToolCalls = 64

/**
 * The first part of a call has its id and name, the others pieces of its arguments, told apart by `index`. Services that
 * leave `index` out send each call whole (a new id) or go on with the last one (no id).
 */
function addToolCall(calls: ToolCall[], part: ToolCallPart): void {
  const last = calls.length - 1
  const index = part.index ?? (part.id && part.id !== calls[last]?.id ? calls.length : Math.max(last, 0))
  if (index >= mostToolCalls) return
  while (calls.length <= index) calls.push({ id: '', name: '', arguments: '' })
  const call = calls[index]!
  call.id ||= part.id ?? ''
  call.name ||= part.function?.name ?? ''
  call.arguments += part.function?.arguments ?? ''
}
