/** Company prices start at this many pieces of one variant. */
export const GROUP_MINIMUM = 5
/** A salesperson may add this much; more needs the sales manager's approval, up to the limit. Percent. */
export const FREE_DISCOUNT = 3
export const DISCOUNT_LIMIT = 15

/** Discount in percent by quantity; large appliances carry less margin, consumables more. */
const TIERS: Record<string, [from: number, percent: number][]> = {
  large: [
    [5, 3],
    [20, 5],
    [50, 8],
  ],
  consumable: [
    [5, 8],
    [20, 12],
    [100, 18],
  ],
  other: [
    [5, 4],
    [20, 8],
    [50, 12],
    [200, 15],
  ],
}

/** The tiers of a product of this category at this list price (yuan). */
export function tiersOf(category: string, listPrice: number) {
  return (TIERS[category] ?? TIERS.other!).map(([from, percent]) => ({
    from,
    percent,
    unitPrice: discounted(listPrice, percent),
  }))
}

/** A price less some percent, to the fen. */
export function discounted(price: number, percent: number): number {
  return Math.round(price * (100 - percent)) / 100
}
