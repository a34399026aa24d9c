import { readdirSync, readFileSync, statSync } from 'node:fs'
import { dirname, extname, join } from 'node:path'
import {
  type FlowDefinition,
  flowDefinition,
  flowJsonSchema,
  kindOf,
  type NodeType,
  nodeJsonSchema,
} from '@loopdesk/engines/flow/definition.ts'
import { nodeKinds } from '@loopdesk/engines/flow/nodes/index.ts'
import { type Document, isNode, LineCounter, parseDocument } from 'yaml'
import type { z } from 'zod'
import { InputError } from '../../eval/jsonl.ts'

/** Something wrong with a file itself: it can't be read, or is no flow. */
export interface FileProblem {
  severity: 'error' | 'warning'
  line: number
  node: string | null
  /** Path inside the node, or in the flow. */
  field: string | null
  message: string
}

export interface FlowText {
  file: string
  text: string
  /** Undefined where the file is no flow. */
  definition: FlowDefinition | undefined
  problems: FileProblem[]
  /** The line (from 1) at which a field stands; of what it stands in where the field itself is missing. */
  lineOf(path: (string | number)[]): number
}

/** Every flow file among these files and folders (not in folders within them), by name. */
export function listFlowFiles(paths: string[]): string[] {
  const found = paths.flatMap((path) => {
    const stat = statSync(path, { throwIfNoEntry: false })
    if (!stat) throw new InputError(`${path} does not exist`)
    if (!stat.isDirectory()) return [path]
    const inside = readdirSync(path)
      .filter((name) => isFlowName(name) && statSync(join(path, name)).isFile())
      .sort()
      .map((name) => join(path, name))
    if (inside.length === 0) throw new InputError(`${path} holds no .yaml, .yml or .json file`)
    return inside
  })
  return [...new Set(found)]
}

const isFlowName = (name: string) => ['.yaml', '.yml', '.json'].includes(extname(name))

/** Other flows in the same folder that can be read, by id: a flow's sub-flows are among them. */
export function flowsBeside(file: string): Map<string, { definition: FlowDefinition; file: string }> {
  const folder = dirname(file)
  const found = new Map<string, { definition: FlowDefinition; file: string }>()
  for (const name of readdirSync(folder).filter(isFlowName).sort()) {
    const { definition } = readFlowText(join(folder, name))
    if (definition) found.set(definition.id, { definition, file: join(folder, name) })
  }
  return found
}

/** Reads a flow's file, YAML or JSON. Whatever is wrong with it is told with line and field. */
export function readFlowText(file: string): FlowText {
  const text = contentOf(file)
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines })
  const lineOf = (path: (string | number)[]) => lineAt(document, lines, path)
  const broken = document.errors.map(({ message, linePos }) => ({
    severity: 'error' as const,
    line: linePos?.[0].line ?? 1,
    node: null,
    field: null,
    message: message.split('\n')[0]!.replace(/ at line \d+.*$/, ''),
  }))
  if (broken.length > 0) return { file, text, definition: undefined, problems: broken, lineOf }
  const value: unknown = document.toJS()
  const read = flowDefinition.safeParse(value)
  const wrong = read.success ? [] : read.error.issues.map((issue) => problemOf(issue, value, lineOf))
  const problems = [...wrong, ...unknownFields(value, lineOf)]
  return { file, text, definition: read.success ? read.data : undefined, problems, lineOf }
}

/** A field's path from a finding (`cases.0.when`) as steps into the document. */
export const stepsOf = (field: string): (string | number)[] =>
  field.split('.').map((each) => (/^\d+$/.test(each) ? Number(each) : each))

export function contentOf(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    throw new InputError(`${file} cannot be read: ${(error as Error).message}`)
  }
}

function lineAt(document: Document, lines: LineCounter, path: (string | number)[]): number {
  for (let depth = path.length; depth > 0; depth--) {
    const found = document.getIn(path.slice(0, depth), true)
    if (isNode(found) && found.range) return lines.linePos(found.range[0]).line
  }
  return 1
}

function problemOf(
  issue: z.core.$ZodIssue,
  value: unknown,
  lineOf: (path: (string | number)[]) => number,
): FileProblem {
  const path = issue.path.filter((each): each is string | number => typeof each !== 'symbol')
  const [first, node, ...inside] = path
  const inNode = first === 'nodes' && node !== undefined
  const at = inNode ? inside : path
  const kind = inNode && at.join() === 'type' ? valueAt(value, path) : undefined
  const message =
    kind === undefined
      ? issue.message
      : `there is no kind of node “${String(kind)}”; there are ${Object.keys(nodeKinds).join(', ')}`
  const base = { severity: 'error' as const, line: lineOf(path), node: inNode ? String(node) : null, message }
  return { ...base, field: at.length > 0 ? at.join('.') : null }
}

function valueAt(value: unknown, path: (string | number)[]): unknown {
  return path.reduce<unknown>((found, each) => (found as Record<string, unknown> | undefined)?.[each], value)
}

/** Fields nobody reads: mostly slips of the pen. */
function unknownFields(value: unknown, lineOf: (path: (string | number)[]) => number): FileProblem[] {
  if (!isObject(value)) return []
  const nodes = isObject(value.nodes) ? value.nodes : {}
  const strange = (of: Record<string, unknown>, schema: object) =>
    Object.keys(of).filter((name) => !(name in ((schema as { properties?: object }).properties ?? {})))
  const problem = (node: string | null, field: string, line: number): FileProblem => ({
    severity: 'warning',
    line,
    node,
    field,
    message: `there is no field “${field}”${node ? ` in a node of kind ${(nodes[node] as { type: string }).type}` : ' in a flow'}; it means nothing`,
  })
  return [
    ...strange(value, flowJsonSchema()).map((field) => problem(null, field, lineOf([field]))),
    ...Object.entries(nodes).flatMap(([id, node]) => {
      if (!isObject(node) || !kindOf({ type: String(node.type) })) return []
      const fields = strange(node, nodeJsonSchema(node.type as NodeType))
      return fields.map((field) => problem(id, field, lineOf(['nodes', id, field])))
    }),
  ]
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
