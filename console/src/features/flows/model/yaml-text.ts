import { flowFile } from '@loopdesk/contracts/flow.ts'
import { flowDefinition } from '@loopdesk/engines/flow/definition.ts'
import { type Document, isMap, isNode, isPair, LineCounter, parseDocument, stringify, type YAMLError } from 'yaml'
import { emptyLayout, type FlowDoc, type NodeValue } from './flow-doc.ts'
import { isRecord } from './node-fields.ts'

/** Something wrong in the text; `from` and `to` count characters, `line` from 1. */
export interface TextProblem {
  from: number
  to: number
  line: number
  message: string
  /** Keeps the text from becoming the flow; the rest is only told. */
  fatal: boolean
}

/** The flow as text for reading and editing: without its layout, which the canvas keeps. */
export function textOf(doc: FlowDoc): string {
  const { layout: _, nodes, ...head } = doc
  return stringify(withoutDefaults({ ...head, nodes }), { lineWidth: 0, blockQuote: 'literal' })
}

/** The whole flow as a file, with its layout. */
export function fileText(doc: FlowDoc): string {
  return stringify(withoutDefaults({ ...doc }), { lineWidth: 0, blockQuote: 'literal' })
}

/** Empty lists and records in the head say nothing. */
function withoutDefaults(value: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(value).filter(([name, each]) => {
      if (name === 'nodes' || !isRecord(each)) return !(Array.isArray(each) && each.length === 0)
      return Object.values(each).some((inner) => !(Array.isArray(inner) && inner.length === 0))
    }),
  )
}

/**
 * Reads a text over the flow as it was: places on the canvas, notes and groups are kept, also for a node that was renamed
 * in the text. `doc` is null while something fatal stands in it; what else is wrong is told with its line.
 */
export function readText(text: string, before: FlowDoc): { doc: FlowDoc | null; problems: TextProblem[] } {
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines, uniqueKeys: true })
  const fatal = document.errors.map((error) => syntaxProblem(error, lines))
  if (fatal.length > 0) return { doc: null, problems: fatal }
  const value: unknown = document.toJS({ maxAliasCount: 100 })
  const tell = (path: readonly PropertyKey[], message: string, isFatal: boolean): TextProblem => {
    const [from, to] = rangeAt(document, path)
    return { from, to, line: lines.linePos(from).line, message, fatal: isFatal }
  }
  const shape = shapeProblem(value)
  if (shape) return { doc: null, problems: [tell(shape.path, shape.message, true)] }
  const head = flowFile.omit({ nodes: true, layout: true }).safeParse(value)
  if (!head.success) {
    const problems = head.error.issues.map(({ path, message }) => tell(path, message, true))
    return { doc: null, problems }
  }
  const nodes = (value as { nodes: Record<string, NodeValue> }).nodes
  const whole = flowDefinition.safeParse(value)
  const problems = whole.success ? [] : whole.error.issues.map(({ path, message }) => tell(path, message, false))
  return { doc: { ...head.data, nodes, layout: layoutFor(nodes, before, value) }, problems }
}

function shapeProblem(value: unknown): { path: string[]; message: string } | null {
  if (!isRecord(value)) return { path: [], message: 'a flow is a map: id, name, nodes…' }
  if (!isRecord(value.nodes)) return { path: ['nodes'], message: 'nodes: a map of nodes by name' }
  for (const [name, node] of Object.entries(value.nodes)) {
    if (!/^[a-zA-Z][a-zA-Z0-9_]*$/.test(name))
      return { path: ['nodes', name], message: 'letters, digits and _, beginning with a letter' }
    if (!isRecord(node) || typeof node.type !== 'string') return { path: ['nodes', name], message: 'type is missing' }
  }
  return null
}

function syntaxProblem({ pos, message }: YAMLError, lines: LineCounter): TextProblem {
  const words = message.split('\n')[0]!.replace(/ at line \d+, column \d+:?$/, '')
  return {
    from: pos[0],
    to: Math.max(pos[1], pos[0] + 1),
    line: lines.linePos(pos[0]).line,
    message: words,
    fatal: true,
  }
}

/** Where a path stands in the text; of what is missing, the key of what it is missing in. */
function rangeAt(document: Document, path: readonly PropertyKey[]): [number, number] {
  for (let length = path.length; length > 0; length--) {
    const parent = length === 1 ? document.contents : document.getIn(path.slice(0, length - 1), true)
    if (isMap(parent)) {
      const pair = parent.items.find((item) => isPair(item) && String(item.key) === String(path[length - 1]))
      if (pair && isNode(pair.key) && pair.key.range) {
        const end = length === path.length && isNode(pair.value) && pair.value.range && !isMap(pair.value)
        return [
          pair.key.range[0],
          end ? (pair.value as { range: [number, number, number] }).range[1] : pair.key.range[1],
        ]
      }
    }
    const node = document.getIn(path.slice(0, length), true)
    if (isNode(node) && node.range) return [node.range[0], Math.max(node.range[1], node.range[0] + 1)]
  }
  return [0, 1]
}

function layoutFor(nodes: Record<string, NodeValue>, before: FlowDoc, value: unknown): FlowDoc['layout'] {
  const given = flowFile.shape.layout.safeParse((value as { layout?: unknown }).layout)
  if (given.success && given.data) return given.data
  const { layout } = before
  const renamed = new Map<string, string>()
  const gone = Object.keys(before.nodes).filter((name) => !nodes[name])
  for (const name of Object.keys(nodes).filter((each) => !before.nodes[each])) {
    const same = gone.find((old) => alike(before.nodes[old]!, nodes[name]!))
    if (!same) continue
    renamed.set(same, name)
    gone.splice(gone.indexOf(same), 1)
  }
  const places = Object.entries(layout.nodes).flatMap(([name, place]) => {
    const now = nodes[name] ? name : renamed.get(name)
    return now ? [[now, place] as const] : []
  })
  const groups = layout.groups
    .map((group) => ({
      ...group,
      nodes: group.nodes.flatMap((name) => (nodes[name] ? name : (renamed.get(name) ?? []))),
    }))
    .filter((group) => group.nodes.length > 0)
  return { ...emptyLayout(), notes: layout.notes, groups, nodes: Object.fromEntries(places) }
}

const alike = (a: NodeValue, b: NodeValue) => a.type === b.type && JSON.stringify(a) === JSON.stringify(b)
