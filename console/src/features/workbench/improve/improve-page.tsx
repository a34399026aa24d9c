export function ImprovePage(_: { itemId: string | undefined }) {
  return null
}
