import type { Intent } from '@loopdesk/contracts/api/workbench.ts'

export interface LabelFinder {
  /** The intent meant by what stands in a file: its label, its id without `custom:`, or its name. */
  find(written: string): string | undefined
  /** The label of an intent to be made of what is written; it is known from then on. */
  make(written: string): string | undefined
  /** What was made. */
  readonly made: ReadonlyMap<string, string>
}

const outside = new Set(['oos', 'out_of_scope', 'out-of-scope', 'outofscope', 'none', 'other', '无关', '其他', '未知'])

export function makeLabelFinder(intents: Pick<Intent, 'id' | 'name'>[]): LabelFinder {
  const known = new Map<string, string>()
  // Names first: an id that reads like another's name is the id.
  for (const { id, name } of intents) for (const each of [name.zh, name.en]) known.set(each.toLowerCase(), id)
  for (const { id } of intents) if (id.startsWith('custom:')) known.set(id.slice('custom:'.length).toLowerCase(), id)
  for (const { id } of intents) known.set(id.toLowerCase(), id)
  const made = new Map<string, string>()
  const find = (written: string) => {
    const key = written.trim().toLowerCase()
    return known.get(key) ?? (outside.has(key) ? 'oos' : undefined)
  }
  return {
    made,
    find,
    make(written) {
      const id = written
        .trim()
        .replace(/^custom:/, '')
        .replace(/[^\p{L}\p{N}_.-]+/gu, '-')
        .replace(/\.{2,}/g, '.')
        .replace(/^[-.]+|[-.]+$/g, '')
        .slice(0, 120)
      if (id === '' || id.split('.').length > 5) return undefined
      const label = `custom:${id}`
      if (!known.has(label.toLowerCase())) made.set(label, written.trim().slice(0, 200))
      known.set(label.toLowerCase(), label)
      known.set(written.trim().toLowerCase(), label)
      return label
    },
  }
}
