import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { channelsByKind } from '../../extensions/index.ts'
import { makeSecrets } from '../../infra/secrets.ts'
import { openTestIdentity, type TestIdentity } from '../identity/test-identity.ts'
import { makeAccounts } from './accounts.ts'
import { registerChannelRoutes } from './channel-routes.ts'
import { makePushedAccounts } from './pushed-accounts.ts'

let world: TestIdentity
let owner: string
beforeAll(async () => {
  world = await openTestIdentity()
  const { db } = world.database
  const secrets = makeSecrets(Buffer.alloc(32, 1))
  const accounts = makePushedAccounts({ secrets, accounts: makeAccounts({ db, secrets }), channels: channelsByKind })
  world.identity.registerRoutes(world.app)
  registerChannelRoutes(world.app, { db, authenticate: world.identity.authenticate, accounts })
  owner = await world.logIn(await world.add('owner'))
})
afterAll(() => world.close())

const path = '/v1/channel-accounts'
const wanted = { kind: 'webhook', name: '智能门锁', settings: { url: 'https://iot.example/inbox' } }

test('an account is opened with a secret that is shown once, listed without it, and audited', async () => {
  const opened = await world.call(owner, 'POST', path, wanted)
  expect(opened.status).toBe(201)
  expect(opened.body.secret).toMatch(/^whsec_/)
  expect(opened.body.account).toMatchObject({ ...wanted, path: expect.stringMatching(/^\/hooks\/v1\/channels\/ch_/) })
  const listed = await world.call(owner, 'GET', path)
  expect(listed.body.items).toEqual([opened.body.account])
  const { rows } = await world.database.db.system((tx) =>
    sql<{ details: object }>`select details from audit_log where action = 'channel.opened'`.execute(tx.query),
  )
  expect(JSON.stringify(rows)).toContain('智能门锁')
  expect(JSON.stringify([rows, listed.body])).not.toContain(opened.body.secret)
})

test('a change keeps what it does not name, and wrong settings change nothing', async () => {
  const { account } = (await world.call(owner, 'POST', path, wanted)).body
  const changed = await world.call(owner, 'PATCH', `${path}/${account.id}`, { name: '门锁' })
  expect(changed.body).toEqual({ ...account, settings: { ...wanted.settings, textOnly: false }, name: '门锁' })
  const refused = await world.call(owner, 'PATCH', `${path}/${account.id}`, { settings: { url: 'nowhere' } })
  expect([refused.status, refused.body.errors[0].path]).toEqual([400, '/body/settings/url'])
  const { items } = (await world.call(owner, 'GET', path)).body
  expect(items).toContainEqual(changed.body)
})

test('an account of another company is unknown here', async () => {
  const { account } = (await world.call(owner, 'POST', path, wanted)).body
  const { id } = await world.identity.createWorkspace({ slug: 'other', name: 'Other' })
  const stranger = await world.logIn(await world.add('owner', 'stranger', id))
  expect((await world.call(stranger, 'PATCH', `${path}/${account.id}`, { name: 'mine' })).status).toBe(404)
  expect((await world.call(stranger, 'GET', path)).body.items).toEqual([])
})
