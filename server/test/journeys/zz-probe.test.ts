import { readFileSync, writeFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { openWorld } from '../open-world.ts'

test('probe', async () => {
  const world = await openWorld()
  const lines: string[] = []
  let n = 1025
  const special: Record<string, string> = { 换个券: 'C1002' }
  for (const said of readFileSync('/tmp/probe.txt', 'utf8').trim().split('\n')) {
    const [who, text] = said.includes('@') ? (said.split('@') as [string, string]) : [special[said] ?? `C${n++}`, said]
    const chat = await world.chat(who, { locale: /\p{Script=Han}/u.test(text) ? 'zh' : 'en' })
    const from = chat.messages.length
    const answer = await chat.say(text).catch((e) => `ERROR ${String(e).slice(0, 100)}`)
    const source = JSON.stringify(chat.messages.slice(from)).match(/"sources":\[\{"id":"(\w+)"/)?.[1]
    const topic = JSON.stringify(chat.conversation()).slice(0, 0)
    lines.push(`${text} → ${source ? `[kb ${source}] ` : ''}${topic}${answer.replaceAll('\n', ' / ').slice(0, source ? 20 : 110)}`)
    chat.close()
  }
  writeFileSync('/tmp/probe.out', lines.join('\n'))
  await world.close()
  expect(lines.length).toBeGreaterThan(0)
}, 400_000)
