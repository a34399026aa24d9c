import { expect, test } from 'vitest'
import { makeLog } from './log.ts'

function logInto(lines: string[], pretty = false) {
  return makeLog({ level: 'debug', pretty, destination: { write: (line) => void lines.push(line) } })
}

test('passwords, phone numbers and what customers wrote never reach a line, at any usual depth', () => {
  const lines: string[] = []
  const log = logInto(lines).child({ requestId: 'r1' })
  log.info(
    { phone: '13800138000', user: { email: 'a@b.cn', password: 'hunter2' }, call: { args: { text: '我叫张三' } } },
    'saved',
  )
  expect(lines.join('')).not.toMatch(/13800138000|a@b\.cn|hunter2|张三/)
  expect(JSON.parse(lines[0]!)).toMatchObject({ level: 'info', requestId: 'r1', msg: 'saved' })
})

test('a database error is told without the row it is about', () => {
  const lines: string[] = []
  const error = Object.assign(new Error('duplicate key'), { code: '23505', detail: 'Key (phone)=(13800138000) exists' })
  logInto(lines).error({ err: error }, 'failed')
  expect(lines[0]).not.toContain('13800138000')
  expect(JSON.parse(lines[0]!)).toMatchObject({ err: { code: '23505', message: 'duplicate key' } })
})

test('on a terminal each event is one readable line', () => {
  const lines: string[] = []
  logInto(lines, true).warn({ orders: 3 }, 'slow')
  expect(lines).toHaveLength(1)
  expect(lines[0]).toMatch(/warn .*slow orders=3\n$/)
})
