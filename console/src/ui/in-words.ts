/** A name made for programs, as words: `quoteRefund`, `return_refund` and `order-status` lose their marks; a person's words stay. */
export function inWords(name: string): string {
  if (!/^[A-Za-z0-9_.-]+$/.test(name) || /^[A-Z0-9-]+$/.test(name)) return name
  return name
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .replace(/[_.-]+/g, ' ')
    .toLowerCase()
}
