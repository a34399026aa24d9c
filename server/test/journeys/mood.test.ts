import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openWorld, type World } from '../open-world.ts'

let world: World
beforeAll(async () => {
  world = await openWorld()
}, 240_000)
afterAll(() => world.close())

const newest = async () => {
  const { rows } = await world.db.system((tx) =>
    sql<{ priority: number; owner: string; owner_reason: string; mood: { emotion: string; signals: string[] } }>`
      select priority, owner, owner_reason, mood from conversations order by created_at desc limit 1`.execute(tx.query),
  )
  return rows[0]!
}
const apology = /抱歉|对不起/

test('anger is apologised to once and goes first', async () => {
  const chat = await world.chat('C1060')
  expect(await chat.say('你们就是一群骗子！！！还钱！！！')).toMatch(apology)
  expect(await newest()).toMatchObject({ priority: 2, mood: { emotion: 'anger' } })
})

test('a fault told calmly is not apologised for, and is nothing special', async () => {
  const chat = await world.chat('C1061')
  expect(await chat.say('怎么申请退货')).not.toMatch(apology)
  expect(await newest()).toMatchObject({ priority: 1, mood: { emotion: 'neutral' } })
})

test('thanks that are not meant are not returned', async () => {
  const chat = await world.chat('C1062')
  expect(await chat.say('真是谢谢你们啊，又让我白等了一个礼拜')).not.toMatch(/不客气|太客气/)
})

test('somebody in danger is told where to find help, and a person comes first of all', async () => {
  await world.comeOnline('anna')
  const chat = await world.chat('C1063')
  expect(await chat.say('我不想活了，遗书都写好了')).toMatch(/120[\s\S]*12356/)
  const { priority, mood } = await newest()
  expect({ priority, danger: mood.signals.includes('safety') }).toEqual({ priority: 3, danger: true })
  await chat.hear(({ event }) => event?.type === 'owner_changed')
})

test('who threatens with a regulator is offered a person, who is told why', async () => {
  const chat = await world.chat('C1064')
  expect(await chat.say('再不给个说法我就打12315投诉你们')).toMatch(/人工|同事/)
  await chat.say('转人工')
  const { rows } = await world.db.system((tx) =>
    sql<{ reason: string }>`select reason from owner_changes where to_owner = 'queue' order by id desc limit 1`.execute(
      tx.query,
    ),
  )
  expect(rows[0]?.reason).toBe('complaint')
  expect((await newest()).priority).toBe(2)
})
