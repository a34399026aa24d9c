import { type FlowDefinition, flowDefinition } from '@loopdesk/engines/flow/definition.ts'
import type { FlowsApi } from './api.ts'
import type { Terminal } from './command.ts'
import { listFlowFiles, readFlowText } from './read-flow-files.ts'
import { definitionIn } from './same-flow.ts'

/** One difference: a path into the flow (`nodes.refund.args`), what is live, what the file says. */
export interface Difference {
  path: string
  live?: unknown
  file?: unknown
}

/** Says how files differ from what is live. Exit code 1 where one does. */
export async function diffFlow(
  paths: string[],
  { json, layout }: { json: boolean; layout: boolean },
  api: FlowsApi,
  terminal: Terminal,
): Promise<number> {
  let differs = false
  for (const file of listFlowFiles(paths)) {
    const definition = definitionIn(readFlowText(file))
    const summary = await api.summary(definition.id)
    const version = summary?.live ?? null
    const live = version === null ? undefined : (await api.version(definition.id, version)).definition
    const found = live === undefined ? [] : differencesOf(flowDefinition.parse(live), definition, layout)
    differs ||= live === undefined || found.length > 0
    if (json) terminal.out(`${JSON.stringify({ file, flow: definition.id, live: version, differences: found })}\n`)
    else terminal.out(`${[headOf(file, definition.id, version, found.length), ...found.map(wordsOf)].join('\n')}\n`)
  }
  return differs ? 1 : 0
}

function headOf(file: string, id: string, version: number | null, count: number): string {
  if (version === null) return `${file}: of ${id} nothing is live`
  if (count === 0) return `${file}: ${id} is the same as version ${version}`
  return `${file}: ${id} differs from version ${version} in ${count} ${count === 1 ? 'place' : 'places'}`
}

const shown = (value: unknown) => {
  const text = JSON.stringify(value)
  return text.length > 200 ? `${text.slice(0, 197)}…` : text
}

function wordsOf({ path, live, file }: Difference): string {
  if (live === undefined) return `  + ${path}: ${shown(file)}`
  if (file === undefined) return `  - ${path}: ${shown(live)}`
  return `  ~ ${path}: ${shown(live)} → ${shown(file)}`
}

/** Where two flows differ, as deep down as can be said; a node that is new or gone is one difference. */
export function differencesOf(live: FlowDefinition, file: FlowDefinition, layout: boolean): Difference[] {
  const found: Difference[] = []
  const compare = (one: unknown, other: unknown, path: string): void => {
    if (JSON.stringify(one) === JSON.stringify(other)) return
    if (!isObject(one) || !isObject(other) || Array.isArray(one) !== Array.isArray(other)) {
      found.push({ path, ...(one !== undefined && { live: one }), ...(other !== undefined && { file: other }) })
      return
    }
    for (const name of new Set([...Object.keys(one), ...Object.keys(other)]))
      compare(one[name], other[name], path === '' ? name : `${path}.${name}`)
  }
  compare(plain(live, layout), plain(file, layout), '')
  return found
}

function plain({ layout, ...flow }: FlowDefinition, withLayout: boolean): object {
  return JSON.parse(JSON.stringify(withLayout ? { ...flow, layout } : flow)) as object
}

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null
