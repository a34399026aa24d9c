/** What a part of the product asks of a language model, and what it gets. */
export interface ChatRequest {
  workspaceId: string
  conversationId: string | null
  /** What it is for, in a word (`understand`); shown in traces and in the bill. */
  purpose: string
  messages: ChatMessage[]
  tools?: ChatTool[]
  /** Asks for a JSON object of this schema: enforced by services that can, asked for in words from the others. */
  format?: { name: string; schema: Record<string, unknown> }
  /** 0 when left out. */
  temperature?: number
  /** Most tokens of the answer; 1,000 when left out. */
  maxTokens?: number
  /** Called with each piece of text as it comes; asks the service to stream. */
  onText?: (piece: string) => void
  limits?: Partial<ChatLimits>
}

export type ChatMessage =
  | { role: 'system'; content: string }
  /** Pictures are sent as they are: what stands in them cannot be redacted. Only for models that see. */
  | { role: 'user'; content: string; pictures?: { mime: string; base64: string }[] }
  | { role: 'assistant'; content: string; toolCalls?: ToolCall[] }
  | { role: 'tool'; toolCallId: string; content: string }

export interface ChatTool {
  name: string
  description: string
  /** JSON Schema of the arguments. */
  parameters: Record<string, unknown>
}

export interface ToolCall {
  id: string
  name: string
  /** JSON as the model wrote it; not yet parsed. */
  arguments: string
}

/** Milliseconds. */
export interface ChatLimits {
  /** Until the connection stands. */
  connect: number
  /** From there until the first piece of the answer. */
  firstToken: number
  /** Between two pieces of the answer. */
  idle: number
  /** Everything, waiting and repeating included. */
  total: number
}

export interface ChatAnswer {
  text: string
  toolCalls: ToolCall[]
  /** `stop`, `length`, `tool_calls`, `content_filter`, or what the service says. */
  finish: string
  /** As the service names it. */
  model: string
  tokensIn: number
  tokensOut: number
  /** In the workspace's own price units (see `ModelSettings`). */
  cost: number
  ms: number
}
