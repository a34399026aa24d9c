export function VersionsPage(_: { itemId: string | undefined }) {
  return null
}
