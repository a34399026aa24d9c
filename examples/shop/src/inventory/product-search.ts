import type { Doc } from '../store.ts'

/** Whether a product answers to the words: id, sku, part of a name or alias, case and spaces aside. */
export function productMatches(product: Doc, words: string): boolean {
  const plain = (text: string) => text.toLowerCase().replace(/\s+/g, '')
  const wanted = plain(words)
  return [product.id, product.name, product.nameEn, ...product.aliases, ...product.skus].some((text) =>
    plain(text).includes(wanted),
  )
}
