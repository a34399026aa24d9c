import { pathOf, routes } from '../../api.ts'

/** Gives the reader a text as a file. */
export function saveAsFile(text: string, name: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: 'application/yaml' }))
  const link = document.createElement('a')
  link.href = url
  link.download = name
  link.click()
  URL.revokeObjectURL(url)
}

/** Where a flow's YAML file can be had: of the draft where there is one. */
export const exportUrl = (flowId: string, version: 'draft' | number | undefined): string =>
  pathOf(routes.exportFlow.path, { flowId }, { version })
