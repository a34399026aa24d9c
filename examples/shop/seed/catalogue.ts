import type { CatalogueEntry } from './product-record.ts'
import { careAndSmart } from './products-care-smart.ts'
import { kitchen } from './products-kitchen.ts'
import { largeAndCleaning } from './products-large-cleaning.ts'
import { waterAndAir } from './products-water-air.ts'
import { makeRandom } from './random.ts'

/** The 80 products of the shop, P001 to P080. */
export const catalogue: CatalogueEntry[] = [...waterAndAir, ...kitchen, ...largeAndCleaning, ...careAndSmart]

const bySku = new Map(catalogue.flatMap((entry) => entry.skus.map(([sku]) => [sku, entry] as const)))

export function entryOfSku(sku: string): CatalogueEntry {
  const entry = bySku.get(sku)
  if (!entry) throw new Error(`seed names an unknown sku ${sku}`)
  return entry
}

/** Products whose every variant is sold out in the seed, for questions like "when is it back". */
const SOLD_OUT = new Set(['SW-S1-PK', 'CF-F8-GN', 'PJ-H3-WH', 'HP-H5-SP', 'TS-T2-BL'])

export function inventorySeed() {
  const random = makeRandom(80)
  const products = catalogue.map((entry) => ({
    id: entry.id,
    name: entry.name,
    nameEn: entry.nameEn,
    aliases: entry.aliases,
    category: entry.category,
    price: entry.price,
    currency: 'CNY',
    description: entry.about,
    descriptionEn: entry.aboutEn,
    returnable: !entry.notReturnable,
    notReturnableReason: entry.notReturnable ?? null,
    returnDays: entry.notReturnable ? 0 : (entry.returnDays ?? 15),
    warrantyMonths: entry.category === 'large' ? 36 : entry.category === 'consumable' ? 0 : 12,
    skus: entry.skus.map(([sku]) => sku),
  }))
  const skus = catalogue.flatMap((entry) =>
    entry.skus.map(([sku, variant, variantEn]) => {
      const soldOut = SOLD_OUT.has(sku)
      const warehouses = {
        shanghai: soldOut ? 0 : random.int(8, 120),
        guangzhou: soldOut ? 0 : random.int(0, 90),
        chengdu: soldOut ? 0 : random.int(0, 60),
      }
      return {
        id: sku,
        sku,
        productId: entry.id,
        variant,
        variantEn,
        price: entry.price,
        stock: warehouses.shanghai + warehouses.guangzhou + warehouses.chengdu,
        warehouses,
        reserved: 0,
        expectedBack: 0,
      }
    }),
  )
  return { products, skus }
}
