import type { EntryFilter } from '@loopdesk/contracts/api/knowledge/entries.ts'

const statuses = ['draft', 'in_review', 'published', 'archived', 'changed'] as const
const validities = ['live', 'scheduled', 'expiring', 'expired'] as const
export const orders = ['updated', 'created', 'title', 'ends', 'review_by'] as const
export type Order = (typeof orders)[number]

/** What the address asks for; what makes no sense is left out. */
export function filterOf(query: URLSearchParams): EntryFilter {
  const words = (name: string) => query.get(name)?.trim().slice(0, 200) || undefined
  const one = <T extends string>(name: string, known: readonly T[]) => known.find((each) => each === query.get(name))
  const filter: EntryFilter = {
    q: words('q'),
    category: words('category'),
    label: words('label'),
    status: one('status', statuses),
    audience: words('audience'),
    missing: one('missing', ['zh', 'en'] as const),
    owner: words('owner'),
    origin: words('origin'),
    validity: one('validity', validities),
    reviewDue: one('reviewDue', ['true'] as const),
    teaches: one('teaches', ['true', 'false'] as const),
  }
  return Object.fromEntries(Object.entries(filter).filter(([, value]) => value !== undefined))
}

export function orderOf(query: URLSearchParams): Order {
  return orders.find((order) => order === query.get('order')) ?? 'updated'
}

/** One press to what is looked at most: which part of the address each sets, and which number it shows. */
export const quickViews = [
  { name: 'all', set: {}, count: 'all' },
  { name: 'mine', set: { owner: 'me' }, count: 'mine' },
  { name: 'inReview', set: { status: 'in_review' }, count: 'inReview' },
  { name: 'changed', set: { status: 'changed' }, count: 'changed' },
  { name: 'expiring', set: { validity: 'expiring' }, count: 'expiring' },
  { name: 'expired', set: { validity: 'expired' }, count: 'expired' },
  { name: 'reviewDue', set: { reviewDue: 'true' }, count: 'reviewDue' },
  { name: 'missingZh', set: { missing: 'zh' }, count: 'missingZh' },
  { name: 'missingEn', set: { missing: 'en' }, count: 'missingEn' },
  { name: 'archived', set: { status: 'archived' }, count: 'archived' },
] as const satisfies { name: string; set: Partial<Record<keyof EntryFilter, string>>; count: string }[]
export type QuickView = (typeof quickViews)[number]

/** The quick view an address shows, if it is exactly one; category, search and order do not matter. */
export function quickViewOf(filter: EntryFilter): QuickView['name'] | undefined {
  const parts = Object.entries(filter).filter(([name]) => name !== 'category' && name !== 'q')
  return quickViews.find(({ set }) => {
    const wanted = Object.entries(set)
    return (
      wanted.length === parts.length && wanted.every(([name, value]) => filter[name as keyof EntryFilter] === value)
    )
  })?.name
}
