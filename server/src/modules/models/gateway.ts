import type { Db } from '../../infra/db.ts'
import { PermanentError, RetryableError } from '../../infra/errors.ts'
import type { Log } from '../../infra/log.ts'
import { type Asked, askService, type Endpoint, makeServiceBreaker } from './ask-service.ts'
import type { ChatAnswer, ChatRequest } from './chat.ts'
import { makePost } from './open-answer.ts'
import { noQuirks } from './request-body.ts'
import { type ModelSettings, makeSpend, type Spend } from './spend.ts'

export interface GatewayOptions {
  endpoint: Endpoint
  db: Db
  log: Log
  now(): Date
  /** The first pause before a repetition, in milliseconds; 200 when left out. */
  pauseMs?: number
}

/** The one way to a language model: redacts, keeps to the budget, repeats, gives up in time, writes the bill. */
export interface ModelGateway {
  /**
   * Throws RetryableError or PermanentError with one of the codes in docs/models.md; its message holds nothing of the prompt.
   * `onText` may have been called before it throws.
   */
  chat(request: ChatRequest): Promise<ChatAnswer>
  /** The model that is asked. */
  readonly model: string
  settings: Spend['settings']
  saveSettings: Spend['saveSettings']
  usage: Spend['usage']
  close(): void
}

/** A gateway to one service. What it learns of the service (down, takes no schemas) holds for all workspaces. */
export function makeModelGateway({ endpoint, db, log, now, pauseMs = 200 }: GatewayOptions): ModelGateway {
  const post = makePost()
  const spend = makeSpend(db, now)
  const service = { endpoint, post, breaker: makeServiceBreaker(now), quirks: noQuirks(), pauseMs }

  async function chat(request: ChatRequest): Promise<ChatAnswer> {
    const started = performance.now()
    const promptTokens = estimatePrompt(request)
    const reserved = promptTokens + (request.maxTokens ?? 1_000)
    const { settings, day } = await spend.reserve(request.workspaceId, reserved)
    const asked = await askService(service, request)
    const answer = billed(asked, promptTokens, settings, endpoint.model, Math.round(performance.now() - started))
    const { tokensIn, tokensOut, cost, ms, model } = answer
    const record = {
      tokensIn,
      tokensOut,
      cost,
      ms,
      model,
      attempts: asked.attempts,
      ok: !asked.error,
      code: codeOf(asked.error),
    }
    const { workspaceId, conversationId, purpose } = request
    await spend
      .settle({ ...record, workspaceId, conversationId, purpose }, { tokens: reserved, day })
      .catch((error) => log.error({ err: error, workspaceId }, 'a model call could not be written down'))
    log.debug({ workspaceId, conversationId, purpose, ...record }, 'a model was asked')
    if (asked.error) throw asked.error
    return answer
  }

  return {
    chat,
    model: endpoint.model,
    settings: spend.settings,
    saveSettings: spend.saveSettings,
    usage: spend.usage,
    close: () => post.close(),
  }
}

/** A failed call counts nothing when nothing was sent, else its prompt: services count what they read. */
function billed(
  { assembly, error, attempts }: Asked,
  promptTokens: number,
  prices: ModelSettings,
  asked: string,
  ms: number,
): ChatAnswer {
  const code = codeOf(error)
  const sent = attempts > 0 && !/unreachable|connect_timeout|resting|busy|refused|quota|not_found/.test(code ?? '')
  const tokensIn = assembly?.tokensIn ?? (assembly || sent ? promptTokens : 0)
  const written = assembly ? assembly.text + assembly.toolCalls.map((call) => call.name + call.arguments).join('') : ''
  const tokensOut = assembly?.tokensOut ?? estimateTokens(written)
  return {
    text: assembly?.text ?? '',
    toolCalls: assembly?.toolCalls ?? [],
    finish: assembly?.finish ?? 'error',
    model: assembly?.model ?? asked,
    tokensIn,
    tokensOut,
    cost: (tokensIn * prices.priceIn + tokensOut * prices.priceOut) / 1_000_000,
    ms,
  }
}

const codeOf = (error: Error | undefined): string | null => {
  if (!error) return null
  return error instanceof RetryableError || error instanceof PermanentError ? error.code : 'internal'
}

/** What services charge for a picture of the size we send, give or take. */
const tokensPerPicture = 1_200

function estimatePrompt({ messages, tools, format }: ChatRequest): number {
  const words = messages.map((each) => (each.role === 'user' ? { ...each, pictures: undefined } : each))
  const pictures = messages.reduce((sum, each) => sum + (each.role === 'user' ? (each.pictures?.length ?? 0) : 0), 0)
  return estimateTokens(JSON.stringify([words, tools, format])) + pictures * tokensPerPicture
}

/** About one token per Chinese character and four other characters; for setting aside, and for services that do not count. */
export function estimateTokens(text: string): number {
  const wide = text.match(/[\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\uff00-\uffef]/g)?.length ?? 0
  return Math.ceil(wide + (text.length - wide) / 4)
}
