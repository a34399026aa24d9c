import type { FlowWorld } from '@loopdesk/contracts/api/flows.ts'
import type { Localised } from '@loopdesk/contracts/flow.ts'
import type { NodeValue } from '../model/flow-doc.ts'
import { fieldsOf, isRecord, kindNamed } from '../model/node-fields.ts'

export type Language = 'zh' | 'en'

/** Words in the reader's language, else in the other one. */
export const inLanguage = (words: Partial<Localised> | undefined, language: Language): string =>
  words?.[language] || words?.[language === 'zh' ? 'en' : 'zh'] || ''

/** Where the names of tools and flows are found; nothing until it has been read. */
type Named = Pick<FlowWorld, 'tools' | 'flows'> | undefined

/** How a node is called: its own name, else that of the tool or flow it calls, else its kind's. */
export function nodeTitle(node: NodeValue, language: Language, world?: Named): string {
  const called =
    world?.tools.find(({ id }) => id === node.tool)?.name ??
    (node.type === 'subflow' ? world?.flows.find(({ id }) => id === node.flow)?.name : undefined)
  return (
    inLanguage(node.label, language) ||
    inLanguage(called, language) ||
    inLanguage(kindNamed(node.type)?.title, language) ||
    node.type
  )
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
