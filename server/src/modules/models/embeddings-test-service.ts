import { once } from 'node:events'
import { createServer, type ServerResponse } from 'node:http'

interface Received {
  path: string
  authorization: string | undefined
  body: { model: string; input: string[]; encoding_format?: string; dimensions?: number }
}

export type EmbeddingReply = (response: ServerResponse, received: Received) => void

/** A local service of the embeddings protocol. */
export async function startEmbeddingService(first: EmbeddingReply) {
  const received: Received[] = []
  let reply = first
  const server = createServer((request, response) => {
    const pieces: Buffer[] = []
    request.on('data', (piece: Buffer) => pieces.push(piece))
    request.on('end', () => {
      const body = JSON.parse(Buffer.concat(pieces).toString('utf8')) as Received['body']
      const one = { path: request.url ?? '', authorization: request.headers.authorization, body }
      received.push(one)
      reply(response, one)
    })
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as { port: number }).port}/v1`,
    received,
    answers(next: EmbeddingReply) {
      reply = next
      received.length = 0
    },
    async close() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

/** The documented answer; base64 where that was asked for or is `always` given, items in the order `arranged` brings them into. */
export const embeds =
  (
    of: (text: string) => number[],
    { always, arranged = (items) => items }: { always?: 'base64'; arranged?: (items: unknown[]) => unknown[] } = {},
  ): EmbeddingReply =>
  (response, { body }) => {
    const base64 = always === 'base64' || body.encoding_format === 'base64'
    const data = body.input.map((text, index) => {
      const floats = Float32Array.from(of(text))
      const embedding = base64 ? Buffer.from(floats.buffer).toString('base64') : [...floats]
      return { object: 'embedding', index, embedding }
    })
    const tokens = body.input.reduce((sum, text) => sum + text.length, 0)
    response.writeHead(200, { 'content-type': 'application/json' }).end(
      JSON.stringify({
        object: 'list',
        data: arranged(data),
        model: `${body.model}-0001`,
        usage: { prompt_tokens: tokens, total_tokens: tokens },
      }),
    )
  }

export const refusesWith =
  (status: number, error: object, headers: Record<string, string> = {}): EmbeddingReply =>
  (response) =>
    void response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify({ error }))
