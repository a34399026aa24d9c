export function TryPage(_: { itemId: string | undefined }) {
  return null
}
