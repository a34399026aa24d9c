import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openWorld, type World } from '../open-world.ts'

let world: World
beforeAll(async () => {
  world = await openWorld()
}, 240_000)
afterAll(() => world.close())

interface Gap {
  title: string
  state: string
  origins: { origin: string; count: number }[]
  reasons: { declined: number; clarified: number }
}
let cookie: string
const call = async (method: 'GET' | 'POST', url: string, body?: object) => {
  const given = { method, headers: { cookie, 'content-type': 'application/json' } }
  const reply = await fetch(`${world.server.url}${url}`, { ...given, ...(body && { body: JSON.stringify(body) }) })
  return (await reply.json()) as { items: Gap[] }
}
const gapAbout = async (word: string): Promise<Gap | undefined> =>
  (await call('GET', `/v1/growth/clusters?q=${encodeURIComponent(word)}`)).items[0]

test('what the help centre could not find and what a colleague asked in vain stand among the gaps of conversations', async () => {
  const login = await fetch(`${world.server.url}/v1/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ email: await ownerEmail(), password: 'loopdesk-demo' }),
  })
  cookie = login.headers
    .getSetCookie()
    .map((each) => each.split(';')[0])
    .join('; ')
  const slug = await siteSlug()
  const person = { 'user-agent': 'Mozilla/5.0' }
  const q = encodeURIComponent('热气球可以出租吗')
  expect((await fetch(`${world.server.url}/help/${slug}/zh/search?q=${q}`, { headers: person })).status).toBe(200)
  await call('POST', '/v1/assist/ask', { text: '我们出租热气球吗' })
  await expect
    .poll(async () => (await gapAbout('热气球'))?.origins.map(({ origin }) => origin) ?? [], { timeout: 20_000 })
    .toContain('assist')
  const { rows } = await world.db.system((tx) =>
    sql<{ origin: string; decision: string; text: string }>`
      select origin, decision, text from growth_questions where text like '%热气球%' order by at`.execute(tx.query),
  )
  expect(rows.map(({ origin }) => origin)).toEqual(['help', 'assist'])
  expect(rows[1]).toMatchObject({ decision: 'declined' })
}, 120_000)

async function ownerEmail(): Promise<string> {
  const { rows } = await world.db.system((tx) =>
    sql<{ email: string }>`select email from staff where role = 'owner' limit 1`.execute(tx.query),
  )
  return rows[0]!.email
}

async function siteSlug(): Promise<string> {
  const { rows } = await world.db.system((tx) =>
    sql<{ slug: string }>`select slug from help_sites limit 1`.execute(tx.query),
  )
  return rows[0]!.slug
}
