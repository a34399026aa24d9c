import type { Archive } from '../bytes/archive.ts'
import { find, findAll, readXml } from '../bytes/xml-tree.ts'

export interface Related {
  id: string
  /** Last word of the type: `slide`, `notesSlide`, `image`. */
  type: string
  /** Path in the archive, or an address outside of it. */
  target: string
  external: boolean
}

/** What a part points to. */
export async function relatedParts(archive: Archive, path: string): Promise<Related[]> {
  const slash = path.lastIndexOf('/')
  const folder = path.slice(0, slash + 1)
  const root = readXml(await archive.read(`${folder}_rels/${path.slice(slash + 1)}.rels`))
  return findAll(root, 'Relationship').map(({ attributes }) => {
    const external = attributes.TargetMode === 'External'
    const target = attributes.Target ?? ''
    return {
      id: attributes.Id ?? '',
      type: (attributes.Type ?? '').split('/').at(-1) ?? '',
      target: external ? target : resolvePath(folder, target),
      external,
    }
  })
}

function resolvePath(folder: string, target: string): string {
  const parts = target.startsWith('/') ? [] : folder.split('/').filter(Boolean)
  for (const part of target.split('/')) {
    if (part === '..') parts.pop()
    else if (part !== '.' && part !== '') parts.push(part)
  }
  return parts.join('/')
}

/** Title, author and date as the file's author left them. */
export async function officeFacts(archive: Archive): Promise<{ title?: string; author?: string; modified?: string }> {
  const root = readXml(await archive.read('docProps/core.xml'))
  const told = (name: string) => find(root, name)?.text.trim() || undefined
  const title = told('title')
  return {
    // What programs put there by themselves is no title.
    ...(title === undefined ||
    /^(powerpoint presentation|document\d*|文档\s*\d*|演示文稿\s*\d*|幻灯片 1|untitled|slide 1)$/i.test(title)
      ? {}
      : { title }),
    ...optional('author', told('creator')),
    ...optional('modified', told('modified') ?? told('created')),
  }
}

const optional = <K extends string>(key: K, value: string | undefined) =>
  (value === undefined ? {} : { [key]: value }) as Partial<Record<K, string>>

/** A warning where a file carries macros, which are never run nor read. */
export function macroWarnings(archive: Archive): { code: string; message: string }[] {
  const has = archive.entries.some(({ path }) => /vbaProject\.bin$/i.test(path))
  return has ? [{ code: 'macros_left_out', message: 'The file carries macros; they were neither run nor read.' }] : []
}
