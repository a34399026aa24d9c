import type { ConversationSummary, conversationRoutes } from '@loopdesk/contracts/api/conversations.ts'
import type { Ticket } from '@loopdesk/contracts/api/desk.ts'
import type { z } from 'zod'
import type { Records } from './grade.ts'

export type Login = { email: string; password: string; role: string }
type Detail = z.infer<typeof conversationRoutes.readConversation.reply>

/** The company's staff, acting through the staff API: the owner who reads the records, agents who come online. */
export function makeStaffDesk(url: string, logins: Login[]) {
  const sessions = new Map<string, Promise<string>>()
  const sockets: WebSocket[] = []
  let agents: Login[] = []

  const cookieOf = (login: Login) => {
    const known = sessions.get(login.email) ?? logIn(url, login)
    sessions.set(login.email, known)
    return known
  }

  async function call<T>(login: Login, method: string, path: string, body?: object): Promise<T> {
    const response = await fetch(url + path, {
      method,
      headers: { cookie: await cookieOf(login), ...(body ? { 'content-type': 'application/json' } : {}) },
      body: body ? JSON.stringify(body) : undefined,
    })
    const answer = await response.text()
    if (!response.ok) throw new Error(`${method} ${path} answered ${response.status}: ${answer.slice(0, 300)}`)
    return JSON.parse(answer) as T
  }

  const owner = () => logins.find((login) => login.role === 'owner') ?? logins[0]!

  return {
    /** Brings so many agents online, the plain agents first; each holds a console connection as a real one does. */
    async comeOnline(count: number): Promise<void> {
      const rank = (login: Login) => ['agent', 'supervisor', 'admin', 'owner'].indexOf(login.role)
      agents = [...logins].sort((a, b) => rank(a) - rank(b)).slice(0, count)
      for (const agent of agents) {
        sockets.push(await openConsole(url, await cookieOf(agent)))
        await call(agent, 'PUT', '/v1/me/presence', { presence: 'online' })
      }
    },

    /** An agent takes a conversation that waits in the queue, and stays silent. */
    async accept(conversationId: string): Promise<void> {
      const agent = agents[0]
      if (!agent) return
      const { owner } = await call<ConversationSummary>(agent, 'GET', `/v1/conversations/${conversationId}`)
      if (owner === 'queue') await call(agent, 'POST', `/v1/conversations/${conversationId}/take`, {}).catch(() => {})
    },

    async readRecords(conversationId: string): Promise<Records> {
      const detail = await call<Detail>(owner(), 'GET', `/v1/conversations/${conversationId}`)
      const { items } = await call<{ items: Ticket[] }>(owner(), 'GET', '/v1/tickets?limit=100')
      return {
        handedOver: detail.ownerHistory.some(({ to, reason }) => LEFT.includes(to) && reason !== 'resolved'),
        tickets: items.filter((ticket) => ticket.conversationId === conversationId).length,
        outcome: detail.outcome,
      }
    },

    close() {
      for (const socket of sockets) socket.close()
    },
  }
}
export type StaffDesk = ReturnType<typeof makeStaffDesk>

/** Owners that mean the bot no longer has the next word. */
const LEFT: string[] = ['queue', 'agent', 'nobody']

async function logIn(url: string, { email, password }: Login): Promise<string> {
  const response = await fetch(`${url}/v1/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ email, password }),
  })
  if (!response.ok)
    throw new Error(`log-in of ${email} answered ${response.status}: ${(await response.text()).slice(0, 300)}`)
  return response.headers
    .getSetCookie()
    .map((cookie) => cookie.split(';')[0])
    .join('; ')
}

function openConsole(url: string, cookie: string): Promise<WebSocket> {
  // The headers are an extension of Node's WebSocket that its type does not show.
  const options = { headers: { cookie } } as unknown as string[]
  const socket = new WebSocket(`${url.replace(/^http/, 'ws')}/v1/socket`, options)
  return new Promise((resolve, reject) => {
    socket.addEventListener('open', () => {
      socket.send(JSON.stringify({ type: 'hello' }))
      resolve(socket)
    })
    socket.addEventListener('error', () => reject(new Error('the console socket was refused')))
  })
}
