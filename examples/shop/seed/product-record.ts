/** One product as written by hand in the catalogue files. */
export type CatalogueEntry = {
  id: string
  name: string
  nameEn: string
  /** What customers really say for it: short names, other words, usual misspellings, both languages. */
  aliases: string[]
  category: string
  /** yuan */
  price: number
  /** own codes of the warehouse system: [sku, colour or size in Chinese, in English] */
  skus: [string, string, string][]
  about: string
  aboutEn: string
  /** Days after delivery; 15 unless said. */
  returnDays?: number
  /** Why it cannot come back once delivered. */
  notReturnable?: 'hygiene' | 'consumable'
}

/** Category key → what it is called on the page. */
export const categories: Record<string, { zh: string; en: string }> = {
  water: { zh: '净水饮水', en: 'Water' },
  air: { zh: '空气环境', en: 'Air' },
  kitchen: { zh: '厨房电器', en: 'Kitchen' },
  cleaning: { zh: '清洁电器', en: 'Cleaning' },
  large: { zh: '大家电', en: 'Large appliances' },
  care: { zh: '个护健康', en: 'Personal care' },
  smart: { zh: '影音智能', en: 'Smart home' },
  consumable: { zh: '耗材配件', en: 'Consumables' },
}
