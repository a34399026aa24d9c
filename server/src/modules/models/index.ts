export type { Endpoint } from './ask-service.ts'
export type { ChatAnswer, ChatLimits, ChatMessage, ChatRequest, ChatTool, ToolCall } from './chat.ts'
export { type GatewayOptions, type ModelGateway, makeModelGateway } from './gateway.ts'
export type { ModelSettings } from './spend.ts'
