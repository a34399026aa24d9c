import { channelRoutes } from '@loopdesk/contracts/api/channels.ts'
import { conversationRoutes } from '@loopdesk/contracts/api/conversations.ts'
import { deskRoutes } from '@loopdesk/contracts/api/desk.ts'
import { flowRoutes } from '@loopdesk/contracts/api/flows.ts'
import { identityRoutes, type Role, type Staff } from '@loopdesk/contracts/api/identity.ts'
import { knowledgeRoutes } from '@loopdesk/contracts/api/knowledge.ts'
import { workbenchRoutes } from '@loopdesk/contracts/api/workbench.ts'
import { chatRoutes } from '@loopdesk/contracts/chat-protocol.ts'
import { AppError } from '@loopdesk/contracts/errors.ts'
import { type Right, type Route, rights } from '@loopdesk/contracts/route.ts'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { registerRoute } from '../../infra/http/index.ts'
import { openTestIdentity, type TestIdentity } from './test-identity.ts'

/** Who may do what, written down once more by hand: a right that moves by accident is seen here. */
const holders: Record<Exclude<Right, 'public' | 'session'>, Role[]> = {
  'conversations.read': ['owner', 'admin', 'supervisor', 'agent'],
  'conversations.write': ['owner', 'admin', 'supervisor', 'agent'],
  'customers.read': ['owner', 'admin', 'supervisor', 'agent'],
  'customers.write': ['owner', 'admin', 'supervisor', 'agent'],
  'tickets.read': ['owner', 'admin', 'supervisor', 'agent'],
  'tickets.write': ['owner', 'admin', 'supervisor', 'agent'],
  'knowledge.read': ['owner', 'admin', 'supervisor', 'agent'],
  'staff.read': ['owner', 'admin', 'supervisor', 'agent'],
  'pii.reveal': ['owner', 'admin', 'supervisor'],
  'knowledge.write': ['owner', 'admin', 'supervisor'],
  'understanding.read': ['owner', 'admin', 'supervisor'],
  'understanding.write': ['owner', 'admin', 'supervisor'],
  'knowledge.publish': ['owner', 'admin'],
  'understanding.publish': ['owner', 'admin'],
  'flows.read': ['owner', 'admin', 'supervisor'],
  'flows.operate': ['owner', 'admin', 'supervisor'],
  'tools.read': ['owner', 'admin', 'supervisor'],
  'settings.read': ['owner', 'admin', 'supervisor'],
  'flows.write': ['owner', 'admin'],
  'flows.publish': ['owner', 'admin'],
  'tools.write': ['owner', 'admin'],
  'settings.write': ['owner', 'admin'],
  'staff.write': ['owner', 'admin'],
  'keys.write': ['owner', 'admin'],
  'audit.read': ['owner', 'admin'],
}

const roles: Role[] = ['owner', 'admin', 'supervisor', 'agent']
const elsewhere: Route[] = [
  conversationRoutes,
  deskRoutes,
  channelRoutes,
  workbenchRoutes,
  flowRoutes,
  knowledgeRoutes,
].flatMap((routes): Route[] => Object.values(routes))
const guarded: Route[] = [...Object.values(identityRoutes), ...elsewhere].filter((route) => route.right !== 'public')

let world: TestIdentity
let strangers: Staff
const cookies = {} as Record<Role, string>
/** Ids that exist, in the other company. */
const foreign: Record<string, string> = {}

beforeAll(async () => {
  world = await openTestIdentity()
  world.identity.registerRoutes(world.app)
  // The edge decides before any handler runs; what the other modules would do is not asked here.
  const { authenticate } = world.identity
  for (const route of elsewhere.filter(({ right }) => right !== 'public')) {
    registerRoute(world.app, route, async () => Promise.reject(new AppError('not_found', 'reached')), { authenticate })
  }
  for (const role of roles) cookies[role] = await world.logIn(await world.add(role))
  const other = await world.identity.createWorkspace({ slug: 'other', name: 'Other' })
  strangers = await world.add('owner', 'foreigner', other.id)
  const cookie = await world.logIn(strangers)
  const key = await world.call(cookie, 'POST', '/v1/keys', { name: 'k', scopes: ['tickets.read'] })
  const session = (await world.call(cookie, 'GET', '/v1/me/sessions')).body.items[0]
  Object.assign(foreign, { staffId: strangers.id, keyId: key.body.id, sessionId: session.id })
})
afterAll(() => world.close())

const unknownId = '00000000-0000-4000-8000-000000000000'
const addressed = (route: Route) => route.path.replaceAll(/:(\w+)/g, (_all, name: string) => foreign[name] ?? unknownId)

/** What the edge answers somebody who sends nothing useful: the right is decided before the input is looked at. */
async function knock(route: Route, as: string | null): Promise<string> {
  const headers: Record<string, string> = as?.startsWith('ld_') ? { authorization: `Bearer ${as}` } : {}
  if (route.multipart) headers['content-type'] = 'multipart/form-data; boundary=x'
  const cookie = as === null || as.startsWith('ld_') ? {} : { cookies: { loopdesk_session: as } }
  const body = route.multipart ? { payload: '--x--\r\n' } : route.method === 'GET' ? {} : { payload: {} }
  const reply = await world.app.inject({ method: route.method, url: addressed(route), headers, ...cookie, ...body })
  return reply.statusCode < 300 ? 'done' : reply.json().code
}

/** Routes that end or change the very log-in that knocks. */
const selfEnding = new Set(['logOut'])

describe('every route of the table', () => {
  test('has a right that exists, and every right is assigned to roles', () => {
    for (const route of guarded) expect(rights).toContain(route.right)
    expect(Object.keys(holders).sort()).toEqual(
      rights.filter((right) => right !== 'public' && right !== 'session').sort(),
    )
  })

  test('that is public is meant to be', () => {
    const all: Route[] = [...Object.values(identityRoutes), ...elsewhere, ...Object.values(chatRoutes)]
    const open = all.filter((route) => route.right === 'public').map((route) => route.id)
    expect(open.sort()).toEqual(['logIn', 'readPublicKnowledgeFile', ...Object.keys(chatRoutes)].sort())
  })

  test.each(
    guarded.map((route) => [route.id, route] as const),
  )('%s opens for the right roles only', async (_id, route) => {
    expect(await knock(route, null)).toBe('unauthenticated')
    expect(await knock(route, 'x'.repeat(43))).toBe('unauthenticated')
    if (selfEnding.has(route.id)) return
    for (const role of roles) {
      const allowed = route.right === 'session' || holders[route.right as keyof typeof holders].includes(role)
      const code = await knock(route, cookies[role])
      if (allowed) expect(['done', 'not_found', 'invalid_request'], `${role} ${code}`).toContain(code)
      else expect(code, role).toBe('forbidden')
    }
  })

  test('opens for keys by their scopes only', async () => {
    const scope = 'conversations.read'
    const made = await world.call(cookies.owner, 'POST', '/v1/keys', { name: 'k', scopes: [scope] })
    for (const route of guarded.filter((one) => one.right !== 'session')) {
      const code = await knock(route, made.body.key)
      expect(code === 'forbidden', `${route.id} ${code}`).toBe(route.right !== scope)
    }
  })
})

describe("another company's ids", () => {
  test.each([
    ['colleague', 'PATCH', () => `/v1/staff/${foreign.staffId}`, { name: 'Mine now' }],
    ['key', 'DELETE', () => `/v1/keys/${foreign.keyId}`, undefined],
    ['log-in', 'DELETE', () => `/v1/me/sessions/${foreign.sessionId}`, undefined],
  ] as const)('of a %s are unknown here, and nothing happens to it', async (_what, method, url, body) => {
    expect((await world.call(cookies.owner, method, url(), body)).body.code).toBe('not_found')
    const cookie = await world.logIn(strangers)
    expect((await world.call(cookie, 'GET', '/v1/me')).body.staff).toMatchObject({
      id: strangers.id,
      name: 'foreigner',
    })
    expect((await world.call(cookie, 'GET', '/v1/keys')).body.items[0].revoked).toBe(false)
    const { items } = (await world.call(cookie, 'GET', '/v1/me/sessions')).body
    expect(items.map((item: { id: string }) => item.id)).toContain(foreign.sessionId)
  })

  test('appear in no list', async () => {
    const { items } = (await world.call(cookies.owner, 'GET', '/v1/staff')).body
    expect(items.map((one: Staff) => one.id)).not.toContain(strangers.id)
    expect(
      (await world.call(cookies.owner, 'GET', '/v1/keys')).body.items.map((one: { id: string }) => one.id),
    ).not.toContain(foreign.keyId)
    expect(JSON.stringify((await world.call(cookies.owner, 'GET', '/v1/audit?limit=100')).body)).not.toContain(
      strangers.id,
    )
  })
})
