import type { FlowWorld } from '@loopdesk/contracts/api/flows.ts'
import type { FlowFile, Localised } from '@loopdesk/contracts/flow.ts'
import { inWords } from '../../../ui/in-words.ts'
import { kindNamed } from '../model/node-fields.ts'

/** What names are found in: the version that runs, and the tools of the workspace; either may not be there (yet). */
export interface Names {
  definition: Pick<FlowFile, 'nodes'> | undefined
  world: Pick<FlowWorld, 'tools' | 'connections'> | undefined
  language: string
}

type Node = FlowFile['nodes'][string]

/** A text in the reader's language; the other one where it is empty. */
export function inLanguage(words: { zh: string; en: string }, language: string): string {
  return language.startsWith('zh') ? words.zh || words.en : words.en || words.zh
}

/** How a node is called: as its maker named it, else after the tool it calls or what it says, else after its kind. */
export function nodeName({ definition, world, language }: Names, id: string): string {
  const node = definition?.nodes[id]
  if (!node) return inWords(id)
  if (isLocalised(node.label)) return inLanguage(node.label, language)
  if (typeof node.tool === 'string') return toolName(world, node.tool, language)
  const words = wordsOf(node)
  if (words) return shortened(inLanguage(words, language))
  const kind = kindNamed(node.type)
  return kind ? inLanguage(kind.title, language) : inWords(id)
}

export function toolName(world: Names['world'], tool: string, language: string): string {
  const known = world?.tools.find(({ id }) => id === tool)
  return known ? inLanguage(known.name, language) : inWords(tool.split('.').at(-1) ?? tool)
}

export function connectionName(world: Names['world'], connection: string, language: string): string {
  const known = world?.connections.find(({ id }) => id === connection)
  return known ? inLanguage(known.name, language) : inWords(connection)
}

function wordsOf(node: Node): Localised | undefined {
  return [node.title, node.prompt, node.text].find(isLocalised)
}

/** The first words of a template, with `…` for what is only known when it runs. */
function shortened(template: string): string {
  const words = template
    .replace(/\{\{.*?\}\}/gs, '…')
    .replace(/\s+/g, ' ')
    .trim()
  return words.length > 24 ? `${words.slice(0, 23)}…` : words
}

function isLocalised(value: unknown): value is Localised {
  return typeof value === 'object' && value !== null && 'zh' in value && typeof value.zh === 'string' && value.zh !== ''
}
