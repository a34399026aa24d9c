// A complete client of the webhook channel (docs/webhook-channel.md): what you type is said by a customer, replies are printed.
//
//   LOOPDESK_HOOK=http://localhost:8800/hooks/v1/channels/ch_… LOOPDESK_SECRET=whsec_… PORT=9100 node client.mjs
//
// The account's `url` must point here, for example http://localhost:9100/.
import { createHmac, randomUUID, timingSafeEqual } from 'node:crypto'
import { createServer } from 'node:http'
import { createInterface } from 'node:readline'

const {
  LOOPDESK_HOOK: hook,
  LOOPDESK_SECRET: secret,
  PORT: port = '9100',
  CUSTOMER: customerId = 'lock-17',
} = process.env
if (!hook || !secret) {
  console.error('LOOPDESK_HOOK and LOOPDESK_SECRET are needed; see the first lines of this file.')
  process.exit(1)
}

function sign(id, timestamp, body) {
  const key = Buffer.from(secret.slice('whsec_'.length), 'base64')
  return `v1,${createHmac('sha256', key).update(`${id}.${timestamp}.`).update(body).digest('base64')}`
}

/** Posts an event until it is taken; the id stays the same, so that nothing is said twice. */
async function post(event, id = randomUUID()) {
  const body = JSON.stringify(event)
  for (let pause = 500; ; pause = Math.min(pause * 2, 60_000)) {
    const timestamp = Math.floor(Date.now() / 1000)
    const headers = {
      'content-type': 'application/json',
      'webhook-id': id,
      'webhook-timestamp': String(timestamp),
      'webhook-signature': sign(id, timestamp, body),
    }
    const response = await fetch(hook, { method: 'POST', headers, body }).catch(() => undefined)
    if (response?.ok) return response.json()
    if (response && response.status !== 429 && response.status < 500) throw new Error(await response.text())
    await new Promise((resolve) => setTimeout(resolve, pause))
  }
}

function isGenuine({ headers }, body) {
  const expected = Buffer.from(sign(headers['webhook-id'], headers['webhook-timestamp'], body))
  const fresh = Math.abs(Date.now() / 1000 - Number(headers['webhook-timestamp'])) < 300
  return (
    fresh &&
    String(headers['webhook-signature'])
      .split(' ')
      .some((each) => {
        const given = Buffer.from(each)
        return given.length === expected.length && timingSafeEqual(given, expected)
      })
  )
}

/** Ids seen before: a message whose acknowledgement got lost comes again. A real client keeps them on disk. */
const seen = new Set()

const server = createServer((request, response) => {
  const chunks = []
  request.on('data', (chunk) => chunks.push(chunk))
  request.on('end', () => {
    const body = Buffer.concat(chunks)
    if (!isGenuine(request, body)) return response.writeHead(401).end()
    const { type, message } = JSON.parse(body.toString('utf8'))
    const id = request.headers['webhook-id']
    response.setHeader('content-type', 'application/json').end(JSON.stringify({ id }))
    if (type !== 'message.created' || seen.has(id)) return
    seen.add(id)
    console.log(`${message.sender}: ${message.text}`)
    for (const part of message.parts) {
      if (part.type === 'choices')
        for (const { value, label } of part.choices) console.log(`   [${label}]  /choose ${value} ${label}`)
      if (part.type === 'file') console.log(`   ${part.file.name}: ${part.url}`)
    }
    if (message.piece.number === message.piece.of)
      post({ type: 'delivery.receipt', messageId: message.id, state: 'read' }).catch((error) =>
        console.error(error.message),
      )
  })
})

server.listen(Number(port), () => console.log(`Replies arrive at http://localhost:${port}/. Say something:`))

createInterface({ input: process.stdin })
  .on('line', (line) => {
    const [, value, label] = /^\/choose (\S+) (.+)$/.exec(line) ?? []
    const content = value ? { type: 'choice', value, label } : { type: 'text', text: line }
    if (line.trim() === '') return
    post({ type: 'customer.message', customer: { id: customerId, locale: 'zh' }, content }).catch((error) =>
      console.error(error.message),
    )
  })
  .on('close', () => server.close())
