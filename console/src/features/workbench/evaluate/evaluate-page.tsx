export function EvaluatePage(_: { itemId: string | undefined }) {
  return null
}
