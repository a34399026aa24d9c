import { type NodeType, nodeJsonSchema } from './definition.ts'
import { nodeKinds } from './nodes/index.ts'

/** One difference between two definitions; the words say it to people, `before` and `after` hold the values. */
export interface FlowChange {
  kind: 'added' | 'removed' | 'changed' | 'renamed'
  about: 'node' | 'flow' | 'slot' | 'layout'
  /** Name of the node or slot; the field's name where it is about the flow. */
  name: string
  field: string | null
  words: { zh: string; en: string }
  before?: unknown
  after?: unknown
}

type Json = Record<string, unknown>
interface Definition {
  nodes?: Record<string, Json & { type: string }>
  slots?: Record<string, Json>
  layout?: unknown
  [field: string]: unknown
}

/**
 * What became of a definition, in words: nodes and slots added, removed, renamed and changed field by field, then the flow's own
 * fields. Where things stand on the canvas is one change at most. Works on unfinished drafts, too.
 */
export function diffFlows(before: Definition, after: Definition): FlowChange[] {
  const renamed = renames(before.nodes ?? {}, after.nodes ?? {})
  return [
    ...diffNodes(before.nodes ?? {}, after.nodes ?? {}, renamed),
    ...diffNamed('slot', before.slots ?? {}, after.slots ?? {}),
    ...diffFlowFields(before, after, renamed),
    ...diffLayout(before.layout, after.layout),
  ]
}

const same = (one: unknown, other: unknown): boolean => canonical(one) === canonical(other)

/** JSON with its keys in order, so that order means nothing. */
function canonical(value: unknown): string {
  return (
    JSON.stringify(value, (_key, each) =>
      typeof each === 'object' && each !== null && !Array.isArray(each)
        ? Object.fromEntries(Object.entries(each).sort(([one], [other]) => (one < other ? -1 : 1)))
        : each,
    ) ?? 'undefined'
  )
}

/** Old name → new name: a node that is gone and one that came, alike but for their names. */
function renames(before: Record<string, Json>, after: Record<string, Json>): Map<string, string> {
  const found = new Map<string, string>()
  const came = Object.keys(after).filter((name) => !(name in before))
  const shapes = new Map(came.map((name) => [canonical(after[name]), name]))
  for (const name of Object.keys(before)) {
    if (name in after) continue
    const other = shapes.get(canonical(before[name]))
    if (other === undefined) continue
    found.set(name, other)
    shapes.delete(canonical(before[name]))
  }
  return found
}

function diffNodes(
  before: Record<string, Json & { type: string }>,
  after: Record<string, Json & { type: string }>,
  renamed: Map<string, string>,
): FlowChange[] {
  const changes: FlowChange[] = []
  const came = new Set(renamed.values())
  for (const [name, node] of Object.entries(after))
    if (!(name in before) && !came.has(name))
      changes.push(one('added', 'node', name, nodeTitle(name, node), { after: node }))
  for (const [name, node] of Object.entries(before)) {
    const other = renamed.get(name)
    if (other !== undefined) {
      const words = { zh: `节点「${name}」改名为「${other}」`, en: `Node "${name}" is now called "${other}"` }
      changes.push({ kind: 'renamed', about: 'node', name: other, field: null, words, before: name, after: other })
    } else if (!(name in after)) changes.push(one('removed', 'node', name, nodeTitle(name, node), { before: node }))
    else changes.push(...diffNode(name, node, after[name]!, renamed))
  }
  return changes
}

/** How people know a node: its label, what kind it is. */
function nodeTitle(name: string, node: Json & { type: string }): { zh: string; en: string } {
  const kind = (nodeKinds as Record<string, { title: { zh: string; en: string } }>)[node.type]?.title
  const label = node.label as { zh?: string; en?: string } | undefined
  return {
    zh: `节点「${label?.zh ?? name}」（${kind?.zh ?? node.type}）`,
    en: `node "${label?.en ?? name}" (${kind?.en ?? node.type})`,
  }
}

function one(
  kind: 'added' | 'removed',
  about: 'node' | 'slot',
  name: string,
  title: { zh: string; en: string },
  values: { before?: unknown; after?: unknown },
): FlowChange {
  const verbs = { added: ['新增', 'Added'], removed: ['删除', 'Removed'] } as const
  const [zh, en] = verbs[kind]
  return { kind, about, name, field: null, words: { zh: `${zh}${title.zh}`, en: `${en} ${title.en}` }, ...values }
}

function diffNode(
  name: string,
  before: Json & { type: string },
  after: Json & { type: string },
  renamed: Map<string, string>,
): FlowChange[] {
  const title = nodeTitle(name, after)
  const leaves = diffLeaves(before, after).filter(({ was, is }) => renamed.get(String(was)) !== is || is === undefined)
  return leaves.map(({ path, was, is }) => {
    const label = before.type === after.type ? fieldLabel(after.type, path) : { zh: path, en: path }
    return changed('node', name, path, title, label, was, is)
  })
}

/** The field's label as forms show it, with the way below it. */
function fieldLabel(type: string, path: string): { zh: string; en: string } {
  const [field = '', ...rest] = path.split('.')
  const known = (nodeKinds as Record<string, unknown>)[type] !== undefined
  const properties = known
    ? (nodeJsonSchema(type as NodeType) as { properties?: Record<string, { label?: { zh: string; en: string } }> })
        .properties
    : undefined
  const label = properties?.[field]?.label
  const below = rest.length > 0 ? `.${rest.join('.')}` : ''
  return { zh: `${label?.zh ?? field}${below}`, en: `${label?.en ?? field}${below}` }
}

function changed(
  about: FlowChange['about'],
  name: string,
  field: string | null,
  title: { zh: string; en: string },
  label: { zh: string; en: string },
  before: unknown,
  after: unknown,
): FlowChange {
  const [was, is] = [shown(before), shown(after)]
  const words =
    before === undefined
      ? { zh: `${title.zh}的「${label.zh}」设为 ${is}`, en: `${upper(title.en)}: "${label.en}" set to ${is}` }
      : after === undefined
        ? {
            zh: `${title.zh}的「${label.zh}」去掉了（原为 ${was}）`,
            en: `${upper(title.en)}: "${label.en}" removed (was ${was})`,
          }
        : {
            zh: `${title.zh}的「${label.zh}」由 ${was} 改为 ${is}`,
            en: `${upper(title.en)}: "${label.en}" changed from ${was} to ${is}`,
          }
  const values = { ...(before !== undefined && { before }), ...(after !== undefined && { after }) }
  return { kind: 'changed', about, name, field, words, ...values }
}

const upper = (text: string) => text.charAt(0).toUpperCase() + text.slice(1)

const mostShown = 80

function shown(value: unknown): string {
  const text = typeof value === 'string' ? `“${value}”` : (JSON.stringify(value) ?? '')
  return text.length <= mostShown ? text : `${text.slice(0, mostShown)}…`
}

interface Leaf {
  path: string
  was: unknown
  is: unknown
}

/** Differences at the ends of two values; lists of another length differ as a whole. */
function diffLeaves(was: unknown, is: unknown, path = ''): Leaf[] {
  if (same(was, is)) return []
  const at = (key: string) => (path === '' ? key : `${path}.${key}`)
  if (isObject(was) && isObject(is))
    return [...new Set([...Object.keys(was), ...Object.keys(is)])].flatMap((key) =>
      diffLeaves(was[key], is[key], at(key)),
    )
  if (Array.isArray(was) && Array.isArray(is) && was.length === is.length)
    return was.flatMap((each, index) => diffLeaves(each, is[index], at(String(index))))
  return [{ path, was, is }]
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function diffNamed(about: 'slot', before: Record<string, Json>, after: Record<string, Json>): FlowChange[] {
  const title = (name: string) => ({ zh: `信息项「${name}」`, en: `slot "${name}"` })
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])]
  return names.flatMap((name) => {
    const [was, is] = [before[name], after[name]]
    if (was === undefined) return [one('added', about, name, title(name), { after: is })]
    if (is === undefined) return [one('removed', about, name, title(name), { before: was })]
    return diffLeaves(was, is).map((leaf) =>
      changed(about, name, leaf.path, title(name), { zh: leaf.path, en: leaf.path }, leaf.was, leaf.is),
    )
  })
}

const flowFields: Record<string, { zh: string; en: string }> = {
  name: { zh: '名称', en: 'name' },
  description: { zh: '说明', en: 'description' },
  trigger: { zh: '触发方式', en: 'trigger' },
  examples: { zh: '客户说法', en: 'examples' },
  inputs: { zh: '入参', en: 'inputs' },
  steps: { zh: '进度步骤', en: 'steps of progress' },
  status: { zh: '进度话术', en: 'words of status' },
  limits: { zh: '上限', en: 'limits' },
  start: { zh: '起点', en: 'start' },
  onError: { zh: '出错时', en: 'on error' },
  finally: { zh: '收尾', en: 'finally' },
}

function diffFlowFields(before: Definition, after: Definition, renamed: Map<string, string>): FlowChange[] {
  const title = { zh: '流程', en: 'flow' }
  const fields = new Set([...Object.keys(before), ...Object.keys(after)])
  for (const seen of ['nodes', 'slots', 'layout', 'id']) fields.delete(seen)
  return [...fields].flatMap((field) =>
    diffLeaves(before[field], after[field])
      .filter(({ was, is }) => is === undefined || renamed.get(String(was)) !== is)
      .map(({ path, was, is }) => {
        const label = flowFields[field] ?? { zh: field, en: field }
        const below = path === '' ? '' : `.${path}`
        return changed('flow', field, path || null, title, { zh: label.zh + below, en: label.en + below }, was, is)
      }),
  )
}

function diffLayout(before: unknown, after: unknown): FlowChange[] {
  if (same(before ?? null, after ?? null)) return []
  const words = { zh: '画布上的位置或备注有变动', en: 'Positions or notes on the canvas changed' }
  return [{ kind: 'changed', about: 'layout', name: 'layout', field: null, words }]
}
