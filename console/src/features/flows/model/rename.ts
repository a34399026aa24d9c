import { redirect } from './exits.ts'
import { at, type FlowDoc, type NodeValue, withAt } from './flow-doc.ts'
import { fieldsOf } from './node-fields.ts'

/** Renames a node: everything that leads to it or speaks of it follows, and it keeps its place in the file. */
export function renameNode(doc: FlowDoc, from: string, to: string): FlowDoc {
  const node = doc.nodes[from]
  if (!node || from === to || doc.nodes[to]) return doc
  const follow = (name: string) => (name === from ? to : name)
  const nodes = Object.fromEntries(
    Object.entries(doc.nodes).map(([name, each]) => [follow(name), redirect(each, follow)] as const),
  )
  const { layout } = doc
  const places = Object.fromEntries(Object.entries(layout.nodes).map(([name, place]) => [follow(name), place]))
  const renamed: FlowDoc = {
    ...doc,
    start: follow(doc.start),
    ...(doc.onError !== undefined && { onError: follow(doc.onError) }),
    ...(doc.finally !== undefined && { finally: follow(doc.finally) }),
    steps: doc.steps.map((step) => ({ ...step, node: follow(step.node) })),
    nodes,
    layout: {
      ...layout,
      nodes: places,
      groups: layout.groups.map((group) => ({ ...group, nodes: group.nodes.map(follow) })),
    },
  }
  // A menu's answer is a variable of its name.
  return node.type === 'choice' && !doc.slots[from] ? renameInExpressions(renamed, from, to) : renamed
}

/** Renames a slot, an input or a saved result wherever it is filled, set or read. */
export function renameVariable(doc: FlowDoc, from: string, to: string): FlowDoc {
  if (from === to || to === '') return doc
  const follow = <T>(record: Record<string, T>): Record<string, T> =>
    Object.fromEntries(Object.entries(record).map(([name, value]) => [name === from ? to : name, value]))
  const nodes = Object.fromEntries(
    Object.entries(doc.nodes).map(([name, node]) => {
      let changed = node
      for (const { path, schema, value } of fieldsOf(node)) {
        if ((schema.role === 'variable' || schema.role === 'slot') && value === from)
          changed = withAt(changed, path, to)
        if (schema.role === 'assignments' && value && typeof value === 'object')
          changed = withAt(changed, path, follow(value as Record<string, unknown>))
      }
      return [name, changed] as const
    }),
  )
  return renameInExpressions({ ...doc, nodes, slots: follow(doc.slots), inputs: follow(doc.inputs) }, from, to)
}

function renameInExpressions(doc: FlowDoc, from: string, to: string): FlowDoc {
  const nodes = Object.fromEntries(
    Object.entries(doc.nodes).map(([name, node]) => [name, renamedIn(node, from, to)] as const),
  )
  const status = doc.status && {
    zh: renamedInTemplate(doc.status.zh, from, to),
    en: renamedInTemplate(doc.status.en, from, to),
  }
  return { ...doc, nodes, ...(status && { status }) }
}

function renamedIn(node: NodeValue, from: string, to: string): NodeValue {
  let changed = node
  for (const { path, schema } of fieldsOf(node)) {
    const value = at(changed, path)
    if (schema.role === 'expression' && typeof value === 'string')
      changed = withAt(changed, path, renamedInExpression(value, from, to))
    if (schema.role === 'template' && value && typeof value === 'object') {
      const { zh, en } = value as { zh?: unknown; en?: unknown }
      if (typeof zh === 'string') changed = withAt(changed, [...path, 'zh'], renamedInTemplate(zh, from, to))
      if (typeof en === 'string') changed = withAt(changed, [...path, 'en'], renamedInTemplate(en, from, to))
    }
  }
  return changed
}

const renamedInTemplate = (text: string, from: string, to: string) =>
  text.replace(/\{\{(.+?)\}\}/gs, (_, inner: string) => `{{${renamedInExpression(inner, from, to)}}}`)

/** Replaces a name where it stands for a variable: not in a string, not as a field of something, not as `$name`, not as a key. */
export function renamedInExpression(text: string, from: string, to: string): string {
  const tokens = /"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|`[^`]*`|\/\*[\s\S]*?\*\/|\$?[A-Za-z_][A-Za-z0-9_]*/g
  return text.replace(tokens, (token, offset: number) => {
    if (token !== from && token !== `\`${from}\``) return token
    return /\.\s*$/.test(text.slice(0, offset)) ? token : to
  })
}
