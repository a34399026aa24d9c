import type { Staff } from '@loopdesk/contracts/api/identity.ts'
import { sql } from 'kysely'
import { afterEach, beforeAll, describe, expect, test } from 'vitest'
import { openWorld, type World } from '../../../test/open-world.ts'
import { chooseAgent } from './choose-agent.ts'

describe('who gets it', () => {
  const person = (name: string, more: Partial<Staff> = {}) =>
    ({
      id: name,
      name,
      presence: 'online',
      disabled: false,
      languages: ['zh'],
      skills: {},
      load: 0,
      capacity: 4,
      ...more,
    }) as Staff
  const chosen = (staff: Staff[], skill: string | null = null, language: 'zh' | 'en' = 'zh') =>
    chooseAgent({ skill, language }, staff)?.name

  test('the best at the skill, and of equals the one with the smaller share of capacity in use', () => {
    const a = person('a', { skills: { returns: 2 } })
    const b = person('b', { skills: { returns: 5 }, load: 3 })
    const c = person('c', { skills: { returns: 5 }, load: 4, capacity: 10 })
    expect(chosen([a, b, c], 'returns')).toBe('c')
    expect(chosen([a, b, c])).toBe('a')
  })
  test('somebody who speaks the language, if anybody does', () => {
    const staff = [person('a'), person('b', { languages: ['en'], load: 3 })]
    expect(chosen(staff, null, 'en')).toBe('b')
    expect(chosen(staff.slice(0, 1), null, 'en')).toBe('a')
  })
  test('nobody who is away, full or gone', () => {
    expect(
      chosen([person('a', { presence: 'busy' }), person('b', { load: 4 }), person('c', { disabled: true })]),
    ).toBeUndefined()
  })
})

describe('asking for a person', () => {
  let world: World
  beforeAll(async () => (await openWorld()).close())
  afterEach(() => world.close())
  const owners = async () => {
    const { rows } = await world.db.system((tx) =>
      sql<{ to_owner: string; reason: string }>`select to_owner, reason from owner_changes order by id`.execute(
        tx.query,
      ),
    )
    return rows.map((row) => `${row.to_owner}: ${row.reason}`)
  }

  test('with nobody online makes a ticket and promises no one', async () => {
    world = await openWorld()
    const chat = await world.chat('C1050')
    const told = await chat.say('转人工')
    expect(told).toMatch(/没有同事在线[\s\S]*工单 1/)
    expect(told).not.toMatch(/排队|马上就来/)
    expect(await owners()).toEqual(['queue: customer_asked', 'bot: nobody_online'])
    expect(await chat.say('保修多久')).toMatch(/保修/)
  })

  test('with somebody online gives them the conversation, names them, and silences the bot', async () => {
    world = await openWorld()
    await world.comeOnline('anna')
    const chat = await world.chat('C1050')
    await chat.say('我要找真人')
    const joined = await chat.hear(({ sender, event }) => sender === 'system' && event?.type === 'owner_changed')
    expect(joined.text).toContain('Anna')
    expect(await owners()).toEqual(['queue: customer_asked', 'agent: assigned'])
    const before = chat.messages.length
    await chat.say('在吗')
    expect(chat.messages.slice(before).every(({ sender }) => sender === 'customer')).toBe(true)
  })

  test('beyond everybody’s capacity waits in line, each with a place', async () => {
    world = await openWorld()
    const id = await world.comeOnline('wangmin')
    await world.db.system((tx) => sql`update staff set capacity = 1 where id = ${id}`.execute(tx.query))
    const [first, second, third] = [await world.chat('C1051'), await world.chat('C1052'), await world.chat('C1053')]
    await first.say('转人工')
    await first.hear(({ event }) => event?.type === 'owner_changed')
    expect(await second.say('转人工')).toMatch(/1/)
    expect(await third.say('转人工')).toMatch(/2/)
    expect(
      (await third.until('conversation', ({ conversation }) => conversation.owner === 'queue')).conversation.queue,
    ).toMatchObject({ position: 2 })
  })
})
