import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { crc32, deflateSync } from 'node:zlib'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { makePictureReader } from './picture-reader.ts'
import { preparePicture } from './prepare.ts'
import { makeTesseract } from './tesseract.ts'

const about = { workspaceId: 'w', conversationId: null }
const budgetMs = 15_000

function screen(lines: string[], more = ''): Promise<Buffer> {
  const drawn = lines.map((line, i) => `<text x="24" y="${50 + i * 40}" font-size="17" fill="#1d2129">${line}</text>`)
  return sharp(
    Buffer.from(
      `<svg xmlns="http://www.w3.org/2000/svg" width="800" height="${140 + lines.length * 80}" viewBox="0 0 400 ${70 + lines.length * 40}" font-family="Noto Sans CJK SC"><rect width="100%" height="100%" fill="#fff"/>${drawn.join('')}${more}</svg>`,
    ),
  )
    .flatten()
    .png()
    .toBuffer()
}

describe('reading a picture', () => {
  const reader = makePictureReader({ tesseract: makeTesseract(), concurrency: 1 })
  const lines = ['订单详情', '订单编号  O20260007', 'Total  ¥1,299.00', 'orders@example.com']

  test('gives the lines of a screenshot in both languages', async () => {
    const read = await reader.read(await screen(lines), { ...about, budgetMs })
    expect(read).toMatchObject({ status: 'read', by: 'tesseract' })
    expect(read.lines.join('\n')).toMatch(/订单详情/)
    expect(read.lines.join('\n')).toMatch(/[O0]20260007/)
    expect(read.lines.join('\n')).toMatch(/orders@example\.com/)
  })

  test('turns it the way the phone was held, and straightens it', async () => {
    const crooked = await sharp(await screen(lines))
      .rotate(5, { background: '#ffffff' })
      .png()
      .toBuffer()
    const sideways = await sharp(crooked).rotate(-90).withMetadata({ orientation: 6 }).jpeg().toBuffer()
    const prepared = await preparePicture(sideways)
    expect(prepared.ok && Math.abs(prepared.picture.skew - 5)).toBeLessThan(0.5)
    const read = await reader.read(sideways, { ...about, budgetMs })
    expect(read.lines.join('\n')).toMatch(/[O0]20260007/)
  })

  test('says that there is no text where there is none', async () => {
    const plain = await sharp({ create: { width: 400, height: 300, channels: 3, background: '#88aacc' } })
      .png()
      .toBuffer()
    expect(await reader.read(plain, { ...about, budgetMs })).toMatchObject({ status: 'blank', lines: [], hash: null })
  })

  test.each([
    ['no picture', async () => Buffer.from('%PDF-1.7 this is none')],
    ['cut off', async () => (await screen(lines)).subarray(0, 900)],
    ['a bomb that unpacks to two gigapixels', async () => bomb(46_000, 46_000)],
    [
      'too small for a letter',
      async () =>
        sharp({ create: { width: 8, height: 8, channels: 3, background: '#fff' } })
          .png()
          .toBuffer(),
    ],
  ])('gives up on what is %s without harm', async (_name, make) => {
    expect(await reader.read(await make(), { ...about, budgetMs })).toMatchObject({ status: 'unreadable', lines: [] })
  })
})

/** A PNG whose header promises more than anybody should unpack. */
function bomb(width: number, height: number): Buffer {
  const chunk = (type: string, data: Buffer) => {
    const body = Buffer.concat([Buffer.from(type), data])
    const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)]
    length.writeUInt32BE(data.length)
    sum.writeUInt32BE(crc32(body))
    return Buffer.concat([length, body, sum])
  }
  const head = Buffer.alloc(13)
  head.writeUInt32BE(width, 0)
  head.writeUInt32BE(height, 4)
  head.set([1, 0, 0, 0, 0], 8)
  const content = deflateSync(Buffer.alloc(1_000_000))
  const start = Buffer.from([137, 80, 78, 71, 13, 10, 26, 10])
  return Buffer.concat([start, chunk('IHDR', head), chunk('IDAT', content), chunk('IEND', Buffer.alloc(0))])
}

describe('a tesseract that never ends', () => {
  let folder: string
  let binary: string
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'loopdesk-slow-'))
    binary = join(folder, 'tesseract')
    const script = `#!/bin/sh
if [ "$1" = --list-langs ]; then echo chi_sim; echo eng; exit; fi
echo $$ >> ${folder}/pids
exec sleep 60
`
    await writeFile(binary, script)
    await chmod(binary, 0o755)
  })
  afterAll(() => rm(folder, { recursive: true }))

  test('is ended in time, and the picture is one for later', async () => {
    const reader = makePictureReader({ tesseract: makeTesseract(binary), concurrency: 1 })
    const started = performance.now()
    const read = await reader.read(await screen(['订单详情']), { ...about, budgetMs: 1_000 })
    expect(performance.now() - started).toBeLessThan(3_000)
    expect(read.status).toBe('late')
    const pids = (await readFile(join(folder, 'pids'), 'utf8')).trim().split('\n').map(Number)
    expect(pids.filter(isAlive)).toEqual([])
  })

  test('makes others wait no longer than they have time', async () => {
    const reader = makePictureReader({ tesseract: makeTesseract(binary), concurrency: 1 })
    const picture = await screen(['订单详情'])
    const started = performance.now()
    const both = await Promise.all([1, 2].map(() => reader.read(picture, { ...about, budgetMs: 1_200 })))
    expect(both.map(({ status }) => status)).toEqual(['late', 'late'])
    expect(performance.now() - started).toBeLessThan(4_000)
  })
})

/** Signal 0 asks without doing anything; a dead child that nobody has asked for yet does not count. */
function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

test('without tesseract it is said how to install it, and nothing is read', async () => {
  const tesseract = makeTesseract('/nonexistent/tesseract')
  expect(await tesseract.ready()).toEqual({
    languages: [],
    problem: expect.stringMatching(/apt install tesseract-ocr/),
  })
  const reader = makePictureReader({ tesseract, concurrency: 1 })
  expect((await reader.read(await screen(['订单详情']), { ...about, budgetMs })).status).toBe('late')
})
