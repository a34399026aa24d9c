import { once } from 'node:events'
import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** One call of the platform to a system of the shop. */
export interface ServiceCall {
  service: string
  operation: string
  write: boolean
  /** The idempotency key, where there is one. */
  key: string | null
  /** Address and body, to tell whom it is about. */
  text: string
}

export interface LineHooks {
  /** Before the system sees it. False: it never does. */
  before(call: ServiceCall): Promise<boolean>
  /** After the system has answered, before the platform reads it. `body` is undefined when the system broke the line. */
  after(call: ServiceCall, body: string | undefined): Promise<void>
}

export type ServiceLine = Awaited<ReturnType<typeof openServiceLine>>

interface Known {
  operation: string
  write: boolean
  method: string
  path: RegExp
}

/** Stands between the platform and one system, and sees every call with its operation, read from the system's OpenAPI document. */
export async function openServiceLine(
  { name, target, openapi }: { name: string; target: string; openapi: string },
  hooks: LineHooks,
) {
  const known = await readOperations(`${target}${openapi}`)
  const server = createServer((near, reply) => {
    void pass(near, reply).catch(() => reply.destroy())
  })

  async function pass(near: IncomingMessage, reply: ServerResponse): Promise<void> {
    const chunks: Buffer[] = []
    for await (const chunk of near) chunks.push(chunk as Buffer)
    const body = Buffer.concat(chunks)
    const call = callOf(near, body)
    if (call && !(await hooks.before(call))) return void reply.destroy()
    const answer = await forward(near, body).catch(() => undefined)
    if (call) await hooks.after(call, answer?.body.toString('utf8'))
    if (!answer) return void reply.destroy()
    reply.writeHead(answer.status, answer.headers)
    reply.end(answer.body)
  }

  function callOf({ method = 'GET', url = '/', headers }: IncomingMessage, body: Buffer): ServiceCall | undefined {
    const [path = '/'] = url.split('?')
    const found = known.find((each) => each.method === method && each.path.test(path))
    if (!found) return undefined
    const text = `${decodeURIComponent(url.replaceAll('+', ' '))} ${body.toString('utf8')}`
    const key = headers['idempotency-key']
    const inBody = /"clientRef":"([^"]+)"/.exec(text)?.[1]
    const { operation, write } = found
    return { service: name, operation, write, text, key: typeof key === 'string' ? key : (inBody ?? null) }
  }

  function forward(near: IncomingMessage, body: Buffer) {
    return new Promise<{ status: number; headers: IncomingMessage['headers']; body: Buffer }>((resolve, reject) => {
      const { host: _, ...headers } = near.headers
      const far = request(`${target}${near.url}`, { method: near.method, headers }, (answer) => {
        const chunks: Buffer[] = []
        answer.on('data', (chunk: Buffer) => chunks.push(chunk))
        answer.on('error', reject)
        answer.on('aborted', () => reject(new Error('cut')))
        answer.on('end', () => {
          const { 'transfer-encoding': _encoding, connection: _connection, ...kept } = answer.headers
          resolve({ status: answer.statusCode ?? 502, headers: kept, body: Buffer.concat(chunks) })
        })
      })
      far.on('error', reject)
      far.end(body)
    })
  }

  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    name,
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close(): void {
      server.close()
      server.closeAllConnections()
    },
  }
}

async function readOperations(url: string): Promise<Known[]> {
  const document = (await (await fetch(url)).json()) as {
    paths: Record<string, Record<string, { operationId?: string; 'x-write'?: boolean }>>
  }
  return Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).flatMap(([method, { operationId, 'x-write': write }]) =>
      operationId
        ? [
            {
              operation: operationId,
              write: write === true,
              method: method.toUpperCase(),
              path: new RegExp(`^${path.replaceAll(/\{[^}]+\}/g, '[^/]+')}$`),
            },
          ]
        : [],
    ),
  )
}
