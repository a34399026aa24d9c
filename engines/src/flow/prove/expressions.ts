import type { Localised } from '@loopdesk/contracts/flow.ts'
import jsonata from 'jsonata'

/** A node of JSONata's syntax tree, as far as it is read here. */
export interface Ast {
  type: string
  value?: unknown
  steps?: Ast[]
  stages?: Ast[]
  expr?: Ast
  lhs?: Ast | [Ast, Ast][]
  rhs?: Ast | [Ast, Ast][]
  expression?: Ast
  expressions?: Ast[]
  condition?: Ast
  then?: Ast
  else?: Ast
  arguments?: Ast[]
  procedure?: Ast
  body?: Ast
  terms?: { expression: Ast; descending: boolean }[]
  group?: { lhs: [Ast, Ast][] }
  pattern?: Ast
  update?: Ast
  delete?: Ast
  focus?: string
  index?: string
  keepArray?: boolean
  keepSingletonArray?: boolean
}

export type Parsed = { ok: true; ast: Ast } | { ok: false; message: string; at: number }

const parsed = new Map<string, Parsed>()

/** Reads an expression; what was read before is kept, as every key stroke in the designer proves the flow anew. */
export function parse(source: string): Parsed {
  let known = parsed.get(source)
  if (!known) {
    known = read(source)
    if (parsed.size > 20_000) parsed.clear()
    parsed.set(source, known)
  }
  return known
}

function read(source: string): Parsed {
  try {
    return { ok: true, ast: jsonata(source).ast() as unknown as Ast }
  } catch (error) {
    const { message, position } = error as { message?: string; position?: number }
    return { ok: false, message: message ?? String(error), at: position ?? 0 }
  }
}

/** The syntax tree, where there is one. */
export function astOf(source: string): Ast | undefined {
  const result = parse(source)
  return result.ok ? result.ast : undefined
}

/** The expressions in a text, as `render` finds them. */
export const placeholders = (text: string): string[] =>
  text
    .split(/\{\{(.+?)\}\}/s)
    .filter((_, at) => at % 2 === 1)
    .map((each) => each.trim())

/** The expressions of both languages. */
export const placeholdersOf = (text: Localised): string[] => [...placeholders(text.zh), ...placeholders(text.en)]

const children = new WeakMap<Ast, readonly Ast[]>()

/** Everything directly inside a node of the tree. */
export function childrenOf(ast: Ast): readonly Ast[] {
  let known = children.get(ast)
  if (!known) {
    known = collectChildren(ast)
    children.set(ast, known)
  }
  return known
}

function collectChildren(ast: Ast): Ast[] {
  const found: Ast[] = []
  const add = (...more: (Ast | undefined)[]) => {
    for (const each of more) if (each) found.push(each)
  }
  const side = (each: Ast['lhs']) => (Array.isArray(each) ? add(...each.flat()) : add(each))
  add(...(ast.steps ?? []), ...(ast.stages ?? []), ast.expr)
  side(ast.lhs)
  side(ast.rhs)
  add(ast.expression, ...(ast.expressions ?? []), ast.condition, ast.then, ast.else, ...(ast.arguments ?? []))
  add(ast.procedure, ast.body, ...(ast.terms ?? []).map((each) => each.expression))
  add(...(ast.group?.lhs ?? []).flat(), ast.pattern, ast.update, ast.delete)
  return found
}

/** Visits every node of the tree. */
export function everyNode(ast: Ast, visit: (ast: Ast) => void): void {
  visit(ast)
  for (const each of childrenOf(ast)) everyNode(each, visit)
}

/** A block of one expression is that expression. */
export function unwrap(ast: Ast): Ast {
  const only = ast.type === 'block' && ast.expressions?.length === 1 ? ast.expressions[0] : undefined
  return only ? unwrap(only) : ast
}

/** The names of a plain path at the run's scope (`order.items.sku`, `$$.order.id`); undefined for anything else. */
export function namesOf(ast: Ast): string[] | undefined {
  if (ast.type !== 'path' || !ast.steps || ast.group) return undefined
  const names: string[] = []
  for (const [at, each] of ast.steps.entries()) {
    if (each.focus !== undefined || each.index !== undefined || (each.stages?.length ?? 0) > 0) return undefined
    if (at === 0 && each.type === 'variable' && (each.value === '$' || each.value === '')) continue
    if (each.type !== 'name') return undefined
    names.push(String(each.value))
  }
  return names.length > 0 ? names : undefined
}

/** The name of the function a call calls. */
export const functionOf = (ast: Ast): string | undefined =>
  ast.type === 'function' && ast.procedure?.type === 'variable' ? String(ast.procedure.value) : undefined

const text = new WeakMap<Ast, string>()

/** The same text for expressions that say the same, whatever their spaces. */
export function canonical(ast: Ast): string {
  let known = text.get(ast)
  if (known === undefined) {
    known = JSON.stringify(ast, (key, value) => (key === 'position' ? undefined : value)) ?? ''
    text.set(ast, known)
  }
  return known
}
