import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Editor, type EntriesWorld, openEntriesWorld } from '../../../../server/test/entries-world.ts'

const values = {
  ...{ shop_name: '清屋家电', hotline: '400-800-1234', business_email: 'biz@shop.example' },
  ...{ promo_start: '2026-11-10', promo_end: '2026-11-12', deposit_start: '2026-10-25', balance_start: '2026-11-09' },
  ...{ balance_end: '2026-11-11', promo_protect_until: '2026-11-30', promo_ship_by: '2026-11-25' },
}
const pack = '/v1/knowledge/packs/ecommerce'
let world: EntriesWorld
let wang: Editor
beforeAll(async () => {
  world = await openEntriesWorld({ packsFolder: fileURLToPath(new URL('../../../../packs/', import.meta.url)) })
  wang = await (await world.company('shop')).hire('王芳', 'admin')
})
afterAll(() => world.close())

test('the e-commerce pack is installed with the values of a shop, changes nothing the second time, and goes without a trace', async () => {
  const { body: done } = await wang.call('POST', `${pack}/install`, { values })
  const own = (items: { kind: string; outcome: string }[]) =>
    items.filter(({ kind }) => kind === 'entry' || kind === 'category').map(({ outcome }) => outcome)
  expect(own(done.items).length).toBeGreaterThan(230)
  expect(new Set(own(done.items))).toEqual(new Set(['new']))
  const { body: entry } = await wang.call('GET', '/v1/knowledge/entries/ec-promo-when')
  // What is only true in the sale is told in it, and what holds always at any time.
  const [inSale] = entry.published.variants
  expect(inSale.text.zh).toContain('11.11活动 2026-11-10 至 2026-11-12')
  const again = (await wang.call('POST', `${pack}/install`, { values })).body
  expect(new Set(own(again.items))).toEqual(new Set(['same']))
  const later = (await wang.call('POST', `${pack}/preview`, { values: { ...values, promo_end: '2026-11-13' } })).body
  const touched = later.items.filter(({ outcome }: { outcome: string }) => outcome === 'update')
  expect(touched.map(({ id }: { id: string }) => id)).toEqual(
    expect.arrayContaining(['ec-promo-when', 'ec-promo-after']),
  )
  expect((await wang.call('POST', `${pack}/remove`, {})).body.kept).toEqual([])
})
