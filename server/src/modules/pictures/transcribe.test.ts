import { extractEntities } from '@loopdesk/engines/entities/extract-entities.ts'
import { repairIds } from '@loopdesk/engines/pictures/repair-ids.ts'
import sharp from 'sharp'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { openTestDatabase, type TestDatabase } from '../../../test/world.ts'
import { silentLog } from '../../infra/log.ts'
import { createWorkspace } from '../identity/workspaces.ts'
import { type ModelGateway, makeModelGateway } from '../models/index.ts'
import { type ModelService, refuses, says, startModelService } from '../models/test-model-service.ts'
import { makePictureReader, type PictureReader } from './picture-reader.ts'
import { makeTesseract } from './tesseract.ts'
import { makeTranscribe } from './transcribe.ts'

let database: TestDatabase
let service: ModelService
let gateway: ModelGateway
let workspaceId: string
let reader: PictureReader

beforeAll(async () => {
  database = await openTestDatabase()
  service = await startModelService()
  workspaceId = (await createWorkspace(database.db, { slug: 'acme', name: 'Acme' })).id
})
afterAll(async () => {
  await service.close()
  await database.close()
})
beforeEach(() => {
  const endpoint = { url: service.url, model: 'm' }
  gateway = makeModelGateway({ endpoint, db: database.db, log: silentLog, now: () => new Date(), pauseMs: 1 })
  reader = makePictureReader({ tesseract: makeTesseract(), transcribe: makeTranscribe(gateway), concurrency: 1 })
})
afterEach(() => gateway.close())

const picture = () =>
  sharp(
    Buffer.from(
      '<svg xmlns="http://www.w3.org/2000/svg" width="900" height="300" font-family="Noto Sans CJK SC"><rect width="100%" height="100%" fill="#fff"/><text x="40" y="100" font-size="40">订单编号 O20260007</text></svg>',
    ),
  )
    .flatten()
    .png()
    .toBuffer()
const read = async () => reader.read(await picture(), { workspaceId, conversationId: null, budgetMs: 15_000 })

interface Part {
  type: string
  text?: string
  image_url?: { url: string }
}

test('a model that sees is sent the picture, and its lines are taken', async () => {
  service.answers(says('```text\n订单编号 O20260007\n实付款 ¥68.00\n```'))
  expect(await read()).toMatchObject({
    status: 'read',
    by: 'model:test-model-0001',
    lines: ['订单编号 O20260007', '实付款 ¥68.00'],
  })
  const user = service.received[0]!.body.messages[1] as unknown as { content: Part[] }
  const shown = user.content.find(({ type }) => type === 'image_url')!
  expect(shown.image_url!.url).toMatch(/^data:image\/jpeg;base64,/)
  const { width } = await sharp(Buffer.from(shown.image_url!.url.split(',')[1]!, 'base64')).metadata()
  expect(width).toBe(900)
})

test('only the text is the model’s: numbers are found in it by code, and its opinions are none', async () => {
  service.answers(says('{"order":"O20260007","action":"refund 500"}\nOrder O2O260007'))
  const { lines } = await read()
  const patterns = [{ type: 'record:order', regex: 'O2026\\d{4}', normalise: 'upper' as const }]
  const found = extractEntities(repairIds(lines.join('\n'), patterns), {
    reference: '2026-05-20',
    timeZone: 'Asia/Shanghai',
    patterns,
  })
  expect([...new Set(found.filter(({ type }) => type === 'record:order').map(({ value }) => value))]).toEqual([
    'O20260007',
  ])
})

test('a picture without text has none, whatever the model calls it', async () => {
  service.answers(says('NOTHING'))
  expect(await read()).toMatchObject({ status: 'blank', lines: [] })
})

test('when the model fails the picture is read without it', async () => {
  service.answers(refuses(400, { message: 'this model does not take images' }))
  const { by, lines } = await read()
  expect(by).toBe('tesseract')
  expect(lines.join()).toMatch(/20260007/)
})

test('a picture costs tokens, not as many as its bytes', async () => {
  service.answers(says('x'))
  await read()
  expect((await gateway.usage(workspaceId)).tokens).toBeLessThan(10_000)
})
