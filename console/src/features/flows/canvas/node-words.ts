import type { Localised } from '@loopdesk/contracts/flow.ts'
import type { NodeValue } from '../model/flow-doc.ts'
import { fieldsOf, isRecord, kindNamed } from '../model/node-fields.ts'

export type Language = 'zh' | 'en'

/** Words in the reader's language, else in the other one. */
export const inLanguage = (words: Partial<Localised> | undefined, language: Language): string =>
  words?.[language] || words?.[language === 'zh' ? 'en' : 'zh'] || ''

/** How a node is called: its own name, else its kind's. */
export function nodeTitle(node: NodeValue, language: Language): string {
  return inLanguage(node.label, language) || inLanguage(kindNamed(node.type)?.title, language) || node.type
}

const telling = ['tool', 'flow', 'template', 'slot', 'expression', 'code'] as const

/** One line of what a node does, read from the most telling of its fields. */
export function nodeGist(node: NodeValue, language: Language): string {
  const fields = fieldsOf(node).filter(({ path }) => path.length === 1)
  for (const role of telling)
    for (const { schema, value } of fields) {
      if (schema.role !== role) continue
      const text = typeof value === 'string' ? value : isRecord(value) ? inLanguage(value as Localised, language) : ''
      if (text) return text.replace(/\s+/g, ' ')
    }
  for (const { schema, value } of fields)
    if (schema.role === 'assignments' && isRecord(value)) return Object.keys(value).join('、')
  return typeof node.outcome === 'string' ? node.outcome : ''
}
