import { mkdir, mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openVectorStore } from './embedding-store.ts'
import { markUse } from './kept-models.ts'
import { tidyHeads } from './tidy-heads.ts'

let modelDir: string
let dir: string
beforeEach(async () => {
  modelDir = await mkdtemp(join(tmpdir(), 'models-'))
  dir = join(modelDir, 'embeddings', 'shop', 'embedder')
  await mkdir(dir, { recursive: true })
})
afterEach(() => rm(modelDir, { recursive: true, force: true }))

const now = new Date()
const daysAgo = (days: number) => new Date(now.getTime() - days * 86_400_000)
const tidy = (texts: string[], model = 'm2') =>
  tidyHeads({ modelDir, workspaceId: 'shop', dir, file: join(dir, `${model}-1.head`), texts, now })

/** Vectors of these texts come on one day, in a file of their own. */
async function came(days: number, ...texts: string[]): Promise<void> {
  const before = new Set(await readdir(dir))
  await (await openVectorStore(dir)).add(
    texts,
    texts.map((text) => Float32Array.of(text.length, 1)),
  )
  for (const name of await readdir(dir))
    if (!before.has(name)) await utimes(join(dir, name), daysAgo(days), daysAgo(days))
}

test('vectors that no training needed for a month are given up; the others stay as they were', async () => {
  await came(40, 'refund', 'invoice', 'long gone')
  await came(40, 'parcel')
  await came(3, 'gone lately')
  await tidy(['refund', 'invoice', 'parcel'])
  const store = await openVectorStore(dir)
  expect(store.get('refund')).toEqual(Float32Array.of(6, 1))
  expect(store.get('invoice')).toEqual(Float32Array.of(7, 1))
  expect(store.get('parcel')).toEqual(Float32Array.of(6, 1))
  expect(store.get('gone lately')).toBeDefined()
  expect(store.get('long gone')).toBeUndefined()
})

test('a file of which nothing is needed goes, one that another process writes meanwhile stays', async () => {
  await came(40, 'long gone')
  await came(0, 'of another process')
  await tidy([])
  const store = await openVectorStore(dir)
  expect([store.get('long gone'), store.get('of another process')]).toEqual([undefined, expect.any(Float32Array)])
  expect(await readdir(dir)).toHaveLength(1)
})

test('heads stay as long as their model is in use, and so does the one learnt just now', async () => {
  const use = { workspaceId: 'shop', version: 1, published: async () => [] }
  await markUse(modelDir, use, 'm1')
  for (const name of ['m0-1.head', 'm1-1.head', 'm2-1.head']) await writeFile(join(dir, name), '')
  await tidy([])
  expect((await readdir(dir)).sort()).toEqual(['m1-1.head', 'm2-1.head'])
})

test('what came of an embedder not used for a month goes; one used lately stays', async () => {
  for (const [name, days] of [
    ['former', 31],
    ['other', 2],
  ] as const) {
    const folder = join(modelDir, 'embeddings', 'shop', name)
    await mkdir(folder)
    await writeFile(join(folder, 'm1-1.head'), '')
    await utimes(join(folder, 'm1-1.head'), daysAgo(days), daysAgo(days))
  }
  await tidy([])
  expect((await readdir(join(modelDir, 'embeddings', 'shop'))).sort()).toEqual(['embedder', 'other'])
})
