import type { Role, Staff } from '@loopdesk/contracts/api/identity.ts'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openTestIdentity, type TestIdentity } from './test-identity.ts'

let world: TestIdentity
const people = {} as Record<Role, Staff>
const cookies = {} as Record<Role, string>

beforeAll(async () => {
  world = await openTestIdentity()
  world.identity.registerRoutes(world.app)
  for (const role of ['owner', 'admin', 'supervisor', 'agent'] as const) {
    people[role] = await world.add(role)
    cookies[role] = await world.logIn(people[role])
  }
})
afterAll(() => world.close())

const newcomer = (email: string, role: Role) => ({ email, name: 'New', role })
const create = (as: string, email: string, role: Role) => world.call(as, 'POST', '/v1/staff', newcomer(email, role))
const change = (as: string, who: Staff, body: object) => world.call(as, 'PATCH', `/v1/staff/${who.id}`, body)

describe('adding and changing colleagues', () => {
  test('a new colleague gets a one-time password that works once', async () => {
    const { status, body } = await create(cookies.admin, 'first@example.com', 'agent')
    expect([status, body.staff.presence, body.staff.load]).toEqual([201, 'offline', 0])
    const login = { email: 'first@example.com', password: body.oneTimePassword }
    expect((await world.call(null, 'POST', '/v1/session', login)).body.mustChangePassword).toBe(true)
  })

  test('an e-mail address belongs to one colleague, whatever its case', async () => {
    await create(cookies.admin, 'dup@example.com', 'agent')
    expect((await create(cookies.admin, 'DUP@example.com', 'agent')).body.code).toBe('conflict')
  })

  test('nobody gives a role above their own or touches people above them', async () => {
    expect((await create(cookies.admin, 'o@example.com', 'owner')).body.code).toBe('forbidden')
    expect((await change(cookies.admin, people.admin, { role: 'owner' })).body.code).toBe('forbidden')
    expect((await change(cookies.admin, people.owner, { disabled: true })).body.code).toBe('forbidden')
    expect((await change(cookies.admin, people.owner, { name: 'Fool' })).body.code).toBe('forbidden')
    expect((await change(cookies.supervisor, people.agent, { role: 'agent' })).body.code).toBe('forbidden')
    expect((await create(cookies.owner, 'o2@example.com', 'owner')).status).toBe(201)
  })

  test('the last owner stays one, even when two demote each other at once', async () => {
    const other = await openTestIdentity()
    other.identity.registerRoutes(other.app)
    const owners = [await other.add('owner', 'oa'), await other.add('owner', 'ob')] as const
    const [a, b] = [await other.logIn(owners[0]), await other.logIn(owners[1])]
    const demote = (as: string, who: Staff) => other.call(as, 'PATCH', `/v1/staff/${who.id}`, { role: 'admin' })
    const statuses = (await Promise.all([demote(a, owners[1]), demote(b, owners[0])])).map((reply) => reply.status)
    expect(statuses.filter((status) => status === 200)).toHaveLength(1)
    const left = (await other.call(a, 'GET', '/v1/staff')).body.items.filter((one: Staff) => one.role === 'owner')
    expect(left).toHaveLength(1)
    const last = left[0].id === owners[0].id ? a : b
    expect((await other.call(last, 'PATCH', `/v1/staff/${left[0].id}`, { role: 'agent' })).body.code).toBe(
      'wrong_state',
    )
    expect((await other.call(last, 'PATCH', `/v1/staff/${left[0].id}`, { disabled: true })).body.code).toBe(
      'wrong_state',
    )
    await other.close()
  })

  test('nobody disables themselves; an unknown colleague is not found; an empty change changes nothing', async () => {
    expect((await change(cookies.admin, people.admin, { disabled: true })).body.code).toBe('wrong_state')
    const nobody = { ...people.agent, id: '00000000-0000-4000-8000-000000000000' }
    expect((await change(cookies.admin, nobody, { name: 'x' })).body.code).toBe('not_found')
    expect((await change(cookies.admin, people.agent, {})).body).toEqual({ ...people.agent })
  })
})

describe('API keys', () => {
  const make = (as: string, body: object) =>
    world.call(as, 'POST', '/v1/keys', { name: 'k', scopes: ['tickets.read'], ...body })

  test('work with their scopes only, show their secret once, and stop when revoked', async () => {
    const { status, body } = await make(cookies.admin, { scopes: ['staff.write', 'keys.write', 'tickets.read'] })
    expect([status, body.key]).toEqual([201, expect.stringMatching(/^ld_[\w-]{43}$/)])
    const listed = (await world.call(cookies.admin, 'GET', '/v1/keys')).body
    expect(JSON.stringify(listed)).not.toContain(body.key)
    expect(listed.items[0]).toMatchObject({
      id: body.id,
      prefix: body.key.slice(0, 10),
      revoked: false,
      lastUsedAt: null,
    })
    expect((await world.call(body.key, 'GET', '/v1/me')).body).toMatchObject({
      staff: null,
      workspace: { slug: 'acme' },
    })
    expect((await world.call(body.key, 'GET', '/v1/audit')).body.code).toBe('forbidden')
    expect((await world.call(body.key, 'PUT', '/v1/me/presence', { presence: 'online' })).body.code).toBe('forbidden')
    for (let i = 0; i < 2; i++)
      expect((await world.call(cookies.admin, 'DELETE', `/v1/keys/${body.id}`)).status).toBe(200)
    expect((await world.call(body.key, 'GET', '/v1/me')).body.code).toBe('unauthenticated')
  })

  test('cannot hold or pass on more than their maker', async () => {
    const narrow = (await make(cookies.owner, { scopes: ['keys.write', 'staff.write', 'tickets.read'] })).body.key
    expect((await make(narrow, { scopes: ['tickets.read'] })).status).toBe(201)
    expect((await make(narrow, { scopes: ['audit.read'] })).body.code).toBe('forbidden')
    expect((await create(narrow, 'bykey@example.com', 'agent')).body.code).toBe('forbidden')
    const { rights } = (await world.call(cookies.owner, 'GET', '/v1/me')).body
    const wide = (await make(cookies.owner, { scopes: rights })).body.key
    expect((await create(wide, 'bykey@example.com', 'admin')).status).toBe(201)
    expect((await create(wide, 'bykey2@example.com', 'owner')).body.code).toBe('forbidden')
  })

  test('end when they expire and are not born expired', async () => {
    expect((await make(cookies.admin, { expiresAt: '2020-01-01T00:00:00Z' })).body.errors[0].path).toBe(
      '/body/expiresAt',
    )
    const { key } = (await make(cookies.admin, { expiresAt: '2026-03-02T09:00:00Z' })).body
    expect((await world.call(key, 'GET', '/v1/me')).status).toBe(200)
    world.pass(3_600_000)
    expect((await world.call(key, 'GET', '/v1/me')).body.code).toBe('unauthenticated')
  })

  test.each([
    'Basic YTpi',
    'Bearer',
    'Bearer ld_nope',
    'ld_nope',
    'Bearer eyJhbGciOi',
  ])('%s is nobody', async (authorization) => {
    const headers = { authorization }
    const reply = await world.app.inject({ url: '/v1/me', headers, cookies: { loopdesk_session: cookies.owner } })
    expect(reply.json().code).toBe('unauthenticated')
  })
})

describe('presence', () => {
  const seen = async () =>
    (await world.call(cookies.owner, 'GET', '/v1/staff')).body.items.find((one: Staff) => one.id === people.agent.id)
      .presence
  const beat = () => world.identity.heartbeat(world.workspace.id, people.agent.id)
  const announced = async () => {
    // Counted in the table: readers of the stream wait for the transactions of other databases on the same server.
    const { rows } = await world.database.db.pool.query<{ count: number }>(
      `select count(*) from facts where type = 'staff.changed' and data ->> 'staffId' = $1`,
      [people.agent.id],
    )
    return rows[0]!.count
  }

  test('lasts while heartbeats come, ends without them, comes back with them; each change is told once', async () => {
    await world.call(cookies.agent, 'PUT', '/v1/me/presence', { presence: 'busy' })
    let told = await announced()
    for (let i = 0; i < 4; i++) {
      world.pass(20_000)
      await beat()
    }
    expect([await seen(), await announced()]).toEqual(['busy', told])
    expect(await world.identity.sweepPresence()).toEqual([])
    world.pass(61_000)
    expect(await seen()).toBe('offline')
    const gone = { workspaceId: world.workspace.id, staffId: people.agent.id }
    expect([await world.identity.sweepPresence(), await world.identity.sweepPresence()]).toEqual([[gone], []])
    expect(await announced()).toBe(++told)
    await beat()
    expect([await seen(), await announced()]).toEqual(['busy', ++told])
    await world.call(cookies.agent, 'PUT', '/v1/me/presence', { presence: 'offline' })
    await beat()
    expect([await seen(), await announced()]).toEqual(['offline', ++told])
  })
})

describe('the audit log', () => {
  test('tells who did what, newest first, in pages, and holds no names or addresses of people', async () => {
    const page = (query: string) => world.call(cookies.owner, 'GET', `/v1/audit?${query}`)
    const first = (await page('limit=3')).body
    const second = (await page(`limit=3&cursor=${first.next}`)).body
    const seqs: number[] = [...first.items, ...second.items].map((item: { seq: number }) => item.seq)
    expect(seqs).toEqual(Array.from({ length: 6 }, (_, i) => seqs[0]! - i))
    const made = (await page('action=key.created&limit=1')).body.items[0]
    expect(made).toMatchObject({ actor: `staff:${people.admin.id}`, actorName: 'admin' })
    expect((await page(`actor=staff:${people.agent.id}&action=session.opened`)).body.items).toHaveLength(1)
    const all = JSON.stringify(
      (await page('limit=100')).body.items.map(({ actorName: _name, ...item }: { actorName: string }) => item),
    )
    expect(all).not.toContain('@example.com')
    expect(all).not.toContain('127.0.0.1')
    expect((await page('cursor=x')).body.errors[0].path).toBe('/query/cursor')
  })
})
