import type { Staff } from '@loopdesk/contracts/api/identity.ts'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { hashPassword, isOutdated, makeOneTimePassword, verifyPassword, weaknessOf } from './password.ts'
import { tables } from './tables.ts'
import { openTestIdentity, passwordOf, type TestIdentity } from './test-identity.ts'

const hour = 3_600_000
let world: TestIdentity
let ann: Staff

beforeAll(async () => {
  world = await openTestIdentity()
  world.identity.registerRoutes(world.app)
  ann = await world.add('agent', 'ann')
})
afterAll(() => world.close())

const tryPassword = (email: string, password: string) => world.call(null, 'POST', '/v1/session', { email, password })

describe('passwords', () => {
  test('are stored as salted argon2id in PHC format and found again', async () => {
    const [one, two] = await Promise.all([hashPassword('p'.repeat(12)), hashPassword('p'.repeat(12))])
    expect(one).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$[\w+/]{22}\$[\w+/]{43}$/)
    expect(one).not.toBe(two)
    expect(await verifyPassword('p'.repeat(12), one)).toBe(true)
    expect(await verifyPassword('p'.repeat(11), one)).toBe(false)
    expect(await verifyPassword('p', null)).toBe(false)
    expect([isOutdated(one), isOutdated(one.replace('t=2', 't=1'))]).toEqual([false, true])
  })

  test('typed full-width or half-width are the same', async () => {
    expect(await verifyPassword('ｐａｓｓ１２３４５６', await hashPassword('pass123456'))).toBe(true)
  })

  test.each([
    '1234567890',
    'password123',
    'aaaaaaaaaaaa',
    'Qwerty123456',
    'ann@example.com',
    'ann.li2024',
  ])('%s is refused as too weak', (password) =>
    expect(weaknessOf(password, { email: 'ann.li@example.com', name: 'ann@example.com' })).toBeDefined())

  test('made for one use are long and readable', () => {
    expect(makeOneTimePassword()).toMatch(/^([a-hjkmnp-z2-9]{5}-){3}[a-hjkmnp-z2-9]{5}$/)
    expect(weaknessOf(makeOneTimePassword(), { email: 'a@b.co', name: 'Ann' })).toBeUndefined()
  })
})

describe('logging in', () => {
  test('answers who I am and sets a cookie that scripts and other sites cannot use', async () => {
    const reply = await tryPassword('ANN@example.com', passwordOf('ann'))
    expect(reply.status).toBe(200)
    expect(reply.body).toMatchObject({ staff: { id: ann.id }, workspace: { slug: 'acme' }, mustChangePassword: false })
    expect(reply.headers['set-cookie']).toMatch(/^loopdesk_session=[\w-]{43}; .*Path=\/; HttpOnly; SameSite=Lax$/)
    expect((await world.call(reply.cookie!, 'GET', '/v1/me')).body.rights).toContain('conversations.write')
  })

  test('stores neither the password nor the cookie', async () => {
    const cookie = await world.logIn(ann)
    const rows = await world.database.db.system((tx) => tables(tx).selectFrom('sessions').selectAll().execute())
    expect(JSON.stringify(rows)).not.toContain(cookie)
  })

  test('an unknown account reads the same as a wrong password', async () => {
    const [unknown, wrong] = [await tryPassword('nobody@example.com', 'x'), await tryPassword('ann@example.com', 'x')]
    const told = ({ body }: typeof unknown) => ({ ...body, requestId: null })
    expect(told(unknown)).toEqual(told(wrong))
    expect(unknown.body).toMatchObject({ status: 401, code: 'invalid_credentials' })
  })

  test('is refused no sooner than after a fixed time, so that its length tells nothing', async () => {
    const slow = await openTestIdentity({ refusalMs: 200 })
    slow.identity.registerRoutes(slow.app)
    const started = performance.now()
    await slow.call(null, 'POST', '/v1/session', { email: 'nobody@example.com', password: 'x' })
    expect(performance.now() - started).toBeGreaterThan(195)
    await slow.close()
  })

  test('the same person in two workspaces names the one they mean', async () => {
    const other = await world.identity.createWorkspace({ slug: 'second', name: 'Second' })
    await world.add('agent', 'twin')
    await world.add('admin', 'twin', other.id)
    const login = { email: 'twin@example.com', password: passwordOf('twin') }
    expect((await world.call(null, 'POST', '/v1/session', login)).body.errors[0].path).toBe('/body/workspace')
    const named = await world.call(null, 'POST', '/v1/session', { ...login, workspace: 'second' })
    expect(named.body.workspace.slug).toBe('second')
  })

  test('a disabled account cannot log in', async () => {
    const gone = await world.add('agent', 'gone')
    const boss = await world.logIn(await world.add('admin', 'boss'))
    await world.call(boss, 'PATCH', `/v1/staff/${gone.id}`, { disabled: true })
    expect((await tryPassword('gone@example.com', passwordOf('gone'))).body.code).toBe('invalid_credentials')
  })
})

describe('guessing', () => {
  test('is slowed down more and more, says how long to wait, and a right password waits too', async () => {
    await world.add('agent', 'eve')
    const guesses = []
    for (let i = 0; i < 6; i++) guesses.push((await tryPassword('eve@example.com', `guess ${i}`)).status)
    expect(guesses).toEqual([401, 401, 401, 401, 401, 429])
    const right = await tryPassword('eve@example.com', passwordOf('eve'))
    expect([right.body.code, right.headers['retry-after']]).toEqual(['rate_limited', '1'])
    world.pass(1_000)
    expect((await tryPassword('eve@example.com', 'guess 7')).status).toBe(401)
    expect((await tryPassword('eve@example.com', 'x')).headers['retry-after']).toBe('2')
    world.pass(2_000)
    expect((await tryPassword('eve@example.com', passwordOf('eve'))).status).toBe(200)
    expect((await tryPassword('eve@example.com', 'one slip')).status).toBe(401)
    expect((await tryPassword('eve@example.com', passwordOf('eve'))).status).toBe(200)
  })

  test('in parallel gains nothing', async () => {
    await world.add('agent', 'par')
    const guesses = Array.from({ length: 12 }, (_, i) => tryPassword('par@example.com', `guess ${i}`))
    const statuses = (await Promise.all(guesses)).map((reply) => reply.status)
    expect(statuses.filter((status) => status === 401).length).toBe(5)
  })

  test('from one place does not lock the owner out at another', async () => {
    await world.add('agent', 'vic')
    const from = (remoteAddress: string, password: string) =>
      world.app.inject({
        method: 'POST',
        url: '/v1/session',
        remoteAddress,
        payload: { email: 'vic@example.com', password },
      })
    for (let i = 0; i < 8; i++) await from('198.51.100.7', 'x')
    expect((await from('198.51.100.7', passwordOf('vic'))).statusCode).toBe(429)
    expect((await from('203.0.113.9', passwordOf('vic'))).statusCode).toBe(200)
  })

  test('of many accounts from one place is stopped', async () => {
    const spray = (i: number) => {
      const payload = { email: `user${i}@example.com`, password: 'x' }
      return world.app.inject({ method: 'POST', url: '/v1/session', remoteAddress: `192.0.2.1`, payload })
    }
    let last = 0
    for (let i = 0; i < 52 && last !== 429; i++) last = (await spray(i)).statusCode
    expect(last).toBe(429)
  })
})

describe('a session', () => {
  test('ends at log-out, for good', async () => {
    const cookie = await world.logIn(ann)
    expect((await world.call(cookie, 'DELETE', '/v1/session')).status).toBe(200)
    expect((await world.call(cookie, 'GET', '/v1/me')).body.code).toBe('session_expired')
  })

  test('can be seen and ended from another device, but only by its owner', async () => {
    const [here, there] = [await world.logIn(ann), await world.logIn(ann)]
    const { items } = (await world.call(here, 'GET', '/v1/me/sessions')).body
    expect(items.filter((item: { current: boolean }) => item.current)).toHaveLength(1)
    const mine = (await world.call(there, 'GET', '/v1/me/sessions')).body.items.find(
      (item: { current: boolean }) => item.current,
    )
    const stranger = await world.logIn(await world.add('owner', 'stranger'))
    expect((await world.call(stranger, 'DELETE', `/v1/me/sessions/${mine.id}`)).status).toBe(404)
    expect((await world.call(there, 'GET', '/v1/me')).status).toBe(200)
    expect((await world.call(here, 'DELETE', `/v1/me/sessions/${mine.id}`)).status).toBe(200)
    expect((await world.call(there, 'GET', '/v1/me')).body.code).toBe('session_expired')
    expect((await world.call(here, 'GET', '/v1/me')).status).toBe(200)
  })

  test('ends when unused, and after two weeks even when used', async () => {
    const unused = await world.logIn(ann)
    world.pass(13 * hour)
    expect((await world.call(unused, 'GET', '/v1/me')).body.code).toBe('session_expired')
    const used = await world.logIn(ann)
    let days = 0
    for (; days < 20; days += 0.45) {
      world.pass(0.45 * 24 * hour)
      if ((await world.call(used, 'GET', '/v1/me')).status !== 200) break
    }
    expect(days).toBeGreaterThan(12)
    expect(days).toBeLessThan(15)
  })

  test('of a disabled colleague ends at once, and a lower role takes effect at once', async () => {
    const boss = await world.logIn(await world.add('admin', 'boss2'))
    const worker = await world.add('supervisor', 'worker')
    const cookie = await world.logIn(worker)
    await world.call(boss, 'PATCH', `/v1/staff/${worker.id}`, { role: 'agent' })
    expect((await world.call(cookie, 'GET', '/v1/me')).body.rights).not.toContain('pii.reveal')
    await world.call(boss, 'PATCH', `/v1/staff/${worker.id}`, { disabled: true })
    expect((await world.call(cookie, 'GET', '/v1/me')).body.code).toBe('session_expired')
  })

  test('a made-up cookie is nobody', async () => {
    expect((await world.call('x'.repeat(43), 'GET', '/v1/me')).body.code).toBe('unauthenticated')
  })
})

describe('changing the password', () => {
  test('needs the current one, ends all other log-ins and renews this one', async () => {
    const pat = await world.add('agent', 'pat')
    const [here, there] = [await world.logIn(pat), await world.logIn(pat)]
    const change = (current: string, next: string) => world.call(here, 'POST', '/v1/me/password', { current, next })
    expect((await change('wrong', 'a much better one')).body.code).toBe('invalid_credentials')
    expect((await change(passwordOf('pat'), passwordOf('pat'))).body.errors[0].path).toBe('/body/next')
    expect((await change(passwordOf('pat'), '1234567890')).body.errors[0].path).toBe('/body/next')
    const changed = await change(passwordOf('pat'), 'a much better one')
    expect(changed.status).toBe(200)
    expect((await world.call(there, 'GET', '/v1/me')).body.code).toBe('session_expired')
    expect((await world.call(here, 'GET', '/v1/me')).body.code).toBe('unauthenticated')
    expect((await world.call(changed.cookie!, 'GET', '/v1/me')).status).toBe(200)
    expect((await tryPassword('pat@example.com', passwordOf('pat'))).status).toBe(401)
  })

  test('is all that a one-time password is good for, and it expires', async () => {
    const { staff, password } = await world.identity.createStaff(world.workspace.id, {
      email: 'new@example.com',
      name: 'new',
      role: 'owner',
    })
    const first = await tryPassword(staff.email, password)
    expect(first.body).toMatchObject({ mustChangePassword: true, rights: [] })
    const cookie = first.cookie!
    expect((await world.call(cookie, 'GET', '/v1/me')).body.rights).toEqual([])
    for (const url of ['/v1/staff', '/v1/keys', '/v1/audit', '/v1/me/sessions']) {
      expect((await world.call(cookie, 'GET', url)).body.code, url).toBe('forbidden')
    }
    const changed = await world.call(cookie, 'POST', '/v1/me/password', {
      current: password,
      next: 'my very own words',
    })
    expect((await world.call(changed.cookie!, 'GET', '/v1/audit')).status).toBe(200)
    const late = await world.identity.createStaff(world.workspace.id, {
      email: 'late@example.com',
      name: 'l',
      role: 'agent',
    })
    world.pass(8 * 24 * hour)
    expect((await tryPassword('late@example.com', late.password)).body.detail).toContain('expired')
  })
})
