import { mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { markUse, removeUnused } from './kept-models.ts'
import { modelName, trainOrLoad } from './train.ts'

let dir: string
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'models-'))
})
afterEach(() => rm(dir, { recursive: true, force: true }))

const useOf = (workspaceId: string, version: number, published: number[] = []) => ({
  workspaceId,
  version,
  published: async () => published,
})

/** As if a workspace had trained `model` for a version so many hours ago. */
async function trained(workspaceId: string, version: number, model: string, hoursAgo: number): Promise<void> {
  await markUse(dir, useOf(workspaceId, version), model)
  const at = new Date(Date.now() - hoursAgo * 3_600_000)
  await utimes(join(dir, 'uses', workspaceId, `${version}-${model}`), at, at)
  await writeFile(join(dir, `${model}.model`), '')
}

const models = async () => (await readdir(dir)).filter((name) => /\.model/.test(name)).map((name) => name.split('.')[0])

test('the newest trainings and the published ones stay, however old; the others go', async () => {
  for (let version = 1; version <= 12; version++) await trained('shop', version, `m${version}`, 100 - version)
  await removeUnused(dir, useOf('shop', 12, [2, 4]))
  expect((await models()).sort()).toEqual(['m10', 'm11', 'm12', 'm2', 'm4', 'm8', 'm9'])
})

test('what was in use within the hour stays: somebody may be about to go back to it', async () => {
  for (let version = 1; version <= 9; version++) await trained('shop', version, `m${version}`, 0.5)
  await removeUnused(dir, useOf('shop', 9))
  expect(await models()).toHaveLength(9)
})

test('a published training that was trained anew in another way keeps the model used last only', async () => {
  await trained('shop', 1, 'before', 90)
  await trained('shop', 1, 'after', 80)
  for (let version = 2; version <= 6; version++) await trained('shop', version, `m${version}`, 10 - version)
  await removeUnused(dir, useOf('shop', 6, [1]))
  const kept = await models()
  expect(kept).toContain('after')
  expect(kept).not.toContain('before')
})

test('no workspace loses what it uses to the cleaning of another, though both have trained the same', async () => {
  await trained('quiet', 1, 'common', 5_000)
  await trained('quiet', 2, 'own', 4_000)
  await trained('busy', 1, 'common', 50)
  for (let version = 2; version <= 9; version++) await trained('busy', version, `m${version}`, 40 - version)
  await removeUnused(dir, useOf('busy', 9, [9]))
  expect((await models()).sort()).toEqual(['common', 'm5', 'm6', 'm7', 'm8', 'm9', 'own'])
})

test('processes that train and clean at the same time leave every model that is in use', async () => {
  await Promise.all(
    Array.from({ length: 40 }, async (_, i) => {
      const use = useOf(`w${i % 4}`, i)
      await markUse(dir, use, `m${i}`)
      await writeFile(join(dir, `m${i}.model`), '')
      await removeUnused(dir, use)
    }),
  )
  expect(await models()).toHaveLength(40)
})

test('a file half written and left is removed after a day, one being written is not', async () => {
  await writeFile(join(dir, 'a.model.17'), '')
  await writeFile(join(dir, 'b.model.18'), '')
  const before = new Date(Date.now() - 25 * 3_600_000)
  await utimes(join(dir, 'a.model.17'), before, before)
  await trained('shop', 1, 'm1', 0)
  await removeUnused(dir, useOf('shop', 1))
  expect((await models()).sort()).toEqual(['b', 'm1'])
})

test('a training cleans up, loading does not, and what was removed is trained again when it is wanted', async () => {
  const data = (word: string) => ({
    examples: ['refund', 'invoice', 'parcel'].flatMap((label) =>
      ['please', 'now', word].map((rest) => ({ label, text: `${label} ${rest}` })),
    ),
  })
  await trainOrLoad(data('today'), dir, useOf('shop', 1))
  await writeFile(join(dir, 'stray.model'), '')
  await trainOrLoad(data('today'), dir, useOf('shop', 1))
  expect((await models()).sort()).toEqual([modelName(data('today')), 'stray'].sort())
  await trainOrLoad(data('tomorrow'), dir, useOf('shop', 2))
  expect((await models()).sort()).toEqual([modelName(data('today')), modelName(data('tomorrow'))].sort())
  await rm(join(dir, `${modelName(data('today'))}.model`))
  expect((await trainOrLoad(data('today'), dir, useOf('shop', 1))).labels).toContain('refund')
})
