import { Readable } from 'node:stream'
import type { ReadableStream } from 'node:stream/web'
import type { Login } from '../../eval/tasks/staff-desk.ts'

const password = 'correct horse of bench'

export interface OwnerConsole {
  cookie: string
  /** With the password of a first start, which is changed. */
  logIn(login: Login): Promise<OwnerConsole>
  changePassword(current: string): Promise<string>
  call(method: 'GET' | 'POST', path: string, body?: object): Promise<Record<string, unknown>>
  /** Sends a file as it comes, never held whole; answers the id of what was made of it. */
  upload(path: string, file: { name: string; options: object; content: Iterable<Buffer> }): Promise<string>
}

/** The knowledge API as the owner's console asks it, over HTTP. */
export function openConsole(url: string, cookie = ''): OwnerConsole {
  async function send(path: string, options: RequestInit): Promise<Response> {
    const reply = await fetch(`${url}/v1${path}`, { ...options, headers: { cookie, ...options.headers } })
    if (!reply.ok) throw new Error(`${options.method} ${path}: ${reply.status} ${(await reply.text()).slice(0, 300)}`)
    return reply
  }
  const sendJson = (method: string, path: string, body?: object) => {
    const json = { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }
    return send(path, { method, ...(body && json) })
  }

  return {
    cookie,
    async logIn({ email, password: first }) {
      const known = cookieOf(await sendJson('POST', '/session', { email, password: first }))
      return openConsole(url, await openConsole(url, known).changePassword(first))
    },
    changePassword: async (current) => cookieOf(await sendJson('POST', '/me/password', { current, next: password })),
    call: async (method, path, body) =>
      (await (await sendJson(method, `/knowledge${path}`, body)).json()) as Record<string, unknown>,
    async upload(path, { name, options, content }) {
      const body = function* () {
        yield Buffer.from(
          `--bench\r\ncontent-disposition: form-data; name="options"\r\n\r\n${JSON.stringify(options)}\r\n`,
        )
        yield Buffer.from(`--bench\r\ncontent-disposition: form-data; name="file"; filename="${name}"\r\n\r\n`)
        yield* content
        yield Buffer.from('\r\n--bench--\r\n')
      }
      const reply = await send(`/knowledge${path}`, {
        method: 'POST',
        headers: { 'content-type': 'multipart/form-data; boundary=bench' },
        body: Readable.toWeb(Readable.from(body())) as ReadableStream<Uint8Array>,
        duplex: 'half',
      } as RequestInit)
      return String(((await reply.json()) as { id: string }).id)
    },
  }
}

const cookieOf = (reply: Response) =>
  reply.headers
    .getSetCookie()
    .map((each) => each.split(';')[0])
    .join('; ')
