import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import type { Ready } from './page-cache.ts'
import { makeReady } from './page-cache.ts'

const read = (name: string) => readFileSync(new URL(`../assets/${name}`, import.meta.url), 'utf8')

const files = {
  'help.css': { text: read('help.css'), type: 'text/css; charset=utf-8' },
  'help.js': { text: read('help.js'), type: 'text/javascript; charset=utf-8' },
  'embed.js': { text: read('embed.js'), type: 'text/javascript; charset=utf-8' },
}
export type AssetName = keyof typeof files

/** Changes with any of the styles and scripts. */
export const assetsStamp = createHash('sha256')
  .update(
    Object.values(files)
      .map(({ text }) => text)
      .join('\0'),
  )
  .digest('base64url')
  .slice(0, 10)

const ready = new Map<string, Promise<Ready>>()

/** One of the styles and scripts of the help centre; undefined for any other name. */
export function assetReady(name: string): Promise<Ready> | undefined {
  if (!Object.hasOwn(files, name)) return undefined
  const { text, type } = files[name as AssetName]
  const known = ready.get(name) ?? makeReady(text, { type })
  ready.set(name, known)
  return known
}
