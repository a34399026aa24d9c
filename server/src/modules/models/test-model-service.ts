import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'

/** What a test reads back of a request. */
export interface Received {
  path: string
  headers: IncomingMessage['headers']
  raw: string
  body: Record<string, unknown> & { messages: { role: string; content: string; tool_calls?: unknown }[] }
}

export type Reply = (response: ServerResponse, request: Received) => void | Promise<void>

export type ModelService = Awaited<ReturnType<typeof startModelService>>

/** A local service of the chat-completions protocol: each request gets the next of the replies, the last one from then on. */
export async function startModelService() {
  const received: Received[] = []
  let replies: Reply[] = []
  const server = createServer((request, response) => {
    const pieces: Buffer[] = []
    request.on('data', (piece: Buffer) => pieces.push(piece))
    request.on('end', () => {
      const raw = Buffer.concat(pieces).toString('utf8')
      const one = { path: request.url ?? '', headers: request.headers, raw, body: JSON.parse(raw) }
      received.push(one)
      const reply = replies.length > 1 ? replies.shift()! : replies[0]!
      void reply(response, one)
    })
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as { port: number }).port}/v1`,
    received,
    answers(...next: Reply[]) {
      replies = next
      received.length = 0
    },
    async close() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

/** A whole answer in one piece of JSON. */
export const says =
  (content: string, more: { usage?: object; message?: object; finish?: string } = {}): Reply =>
  (response) =>
    void response.writeHead(200, { 'content-type': 'application/json; charset=utf-8' }).end(
      JSON.stringify({
        id: 'chatcmpl-1',
        object: 'chat.completion',
        created: 1_790_000_000,
        model: 'test-model-0001',
        choices: [
          { index: 0, message: { role: 'assistant', content, ...more.message }, finish_reason: more.finish ?? 'stop' },
        ],
        usage: more.usage ?? { prompt_tokens: 100, completion_tokens: 20, total_tokens: 120 },
      }),
    )

export const refuses =
  (status: number, error: object = {}, headers: Record<string, string> = {}): Reply =>
  (response) =>
    void response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify({ error }))

/** A stream's bytes as they are, in the given pieces, each written once the last has left; `then` says how it ends. */
export const streams =
  (pieces: (string | Uint8Array)[], then: 'end' | 'cut' | 'stall' = 'end'): Reply =>
  async (response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8' })
    response.flushHeaders()
    for (const piece of pieces) {
      await new Promise((resolve) => response.write(piece, resolve))
      await new Promise(setImmediate)
    }
    if (then === 'end') response.end()
    if (then === 'cut') response.destroy()
  }

/** One event of a stream. */
export const event = (delta: object, finish: string | null = null) =>
  `data: ${JSON.stringify({ id: 'c', object: 'chat.completion.chunk', model: 'test-model-0001', choices: [{ index: 0, delta, finish_reason: finish }] })}\n\n`

export const done = 'data: [DONE]\n\n'
