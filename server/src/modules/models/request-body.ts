import { redact } from '@loopdesk/engines/masking/mask-text.ts'
import type { ChatMessage, ChatRequest } from './chat.ts'
import type { WireError } from './wire.ts'

/** What a service turned out not to take; learned from its refusals, kept as long as the process lives. */
export interface Quirks {
  format: 'json_schema' | 'json_object' | 'none'
  /** The name it knows the limit of the answer by. */
  limit: 'max_tokens' | 'max_completion_tokens' | 'none'
  temperature: boolean
  /** Whether a stream can be asked to end with its usage. */
  streamUsage: boolean
}

export const noQuirks = (): Quirks => ({
  format: 'json_schema',
  limit: 'max_tokens',
  temperature: true,
  streamUsage: true,
})

/** The body of the request. Everything that was said by anybody is redacted here, whoever asks and whatever they forgot. */
export function requestBody(model: string, request: ChatRequest, quirks: Quirks): string {
  const { format, tools, temperature = 0, maxTokens = 1_000 } = request
  const stream = request.onText !== undefined
  return JSON.stringify({
    model,
    messages: messagesOf(request, quirks),
    ...(tools && tools.length > 0 ? { tools: tools.map((tool) => ({ type: 'function', function: tool })) } : {}),
    ...(format ? formatOf(format, quirks) : {}),
    ...(quirks.temperature ? { temperature } : {}),
    ...(quirks.limit === 'none' ? {} : { [quirks.limit]: maxTokens }),
    ...(stream ? { stream, ...(quirks.streamUsage ? { stream_options: { include_usage: true } } : {}) } : {}),
  })
}

/**
 * Learns from a refusal that names a parameter; true when asking again in another form may help. Wordings seen: "This
 * response_format type is unavailable now", "Unsupported parameter: 'max_tokens' is not supported with this model",
 * "Unsupported value: 'temperature' does not support 0".
 */
export function learnFrom(quirks: Quirks, error: WireError | undefined, asked: ChatRequest): boolean {
  const about = `${error?.param ?? ''} ${error?.message ?? ''}`
  if (asked.format && quirks.format !== 'none' && /response_format|json_schema|json_object/.test(about)) {
    quirks.format = quirks.format === 'json_schema' ? 'json_object' : 'none'
    return true
  }
  if (quirks.limit === 'max_tokens' && /\bmax_tokens\b/.test(about) && !/context|exceed/i.test(about)) {
    quirks.limit = /max_completion_tokens/.test(about) ? 'max_completion_tokens' : 'none'
    return true
  }
  if (quirks.temperature && /temperature/.test(about)) {
    quirks.temperature = false
    return true
  }
  if (asked.onText && quirks.streamUsage && /stream_options|include_usage/.test(about)) {
    quirks.streamUsage = false
    return true
  }
  return false
}

function formatOf({ name, schema }: NonNullable<ChatRequest['format']>, { format }: Quirks) {
  if (format === 'none') return {}
  if (format === 'json_object') return { response_format: { type: format } }
  return { response_format: { type: format, json_schema: { name, strict: true, schema } } }
}

/** JSON mode without a schema wants the word JSON and the shape in the prompt. */
function messagesOf({ messages, format }: ChatRequest, quirks: Quirks) {
  const wire = messages.map(wireMessage)
  if (!format || quirks.format === 'json_schema') return wire
  const shape = `Answer with one JSON object and nothing else, of this JSON Schema:\n${JSON.stringify(format.schema)}`
  const [first, ...rest] = wire
  if (first?.role === 'system') return [{ ...first, content: `${first.content}\n\n${shape}` }, ...rest]
  return [{ role: 'system' as const, content: shape }, ...wire]
}

function wireMessage(message: ChatMessage) {
  const content = message.role === 'system' ? redactOnce(message.content) : redact(message.content)
  if (message.role === 'user' && message.pictures && message.pictures.length > 0) {
    const shown = message.pictures.map(({ mime, base64 }) => ({
      type: 'image_url',
      image_url: { url: `data:${mime};base64,${base64}` },
    }))
    return { role: message.role, content: [{ type: 'text', text: content }, ...shown] }
  }
  if (message.role === 'tool') return { role: message.role, content, tool_call_id: message.toolCallId }
  if (message.role !== 'assistant' || !message.toolCalls) return { role: message.role, content }
  const calls = message.toolCalls.map(({ id, name, arguments: given }) => ({
    id,
    type: 'function',
    function: { name, arguments: redact(given) },
  }))
  return { role: message.role, content, tool_calls: calls }
}

const redacted = new Map<string, string>()

/** Long instructions are the same turn after turn; looking through them again costs more than remembering. */
function redactOnce(text: string): string {
  const known = redacted.get(text)
  if (known !== undefined) return known
  const clean = redact(text)
  if (redacted.size >= 64) redacted.delete(redacted.keys().next().value!)
  redacted.set(text, clean)
  return clean
}
