import { type Ast, childrenOf, functionOf, unwrap } from './expressions.ts'
import { assume, type Facts, type NamesKnown } from './facts.ts'

/** What is known where an expression is read. */
export interface ReadContext extends NamesKnown {
  facts: Facts
  /** Whether it may be asked if a name has a value by comparing it: slots and optional inputs, which people give or not. */
  soft(name: string): boolean
  report(name: string): void
}

/** A value that is nothing when one of these names has none. */
type Pending = ReadonlySet<string>
const sure: Pending = new Set()

interface Scope {
  context: ReadContext
  facts: Facts
  /** Names stand for the run's variables here; inside a path they stand for fields of what the path has found. */
  atRoot: boolean
  variables: Map<string, { pending: Pending; alias: boolean }>
  /** Names, and `$variables`, known to have a value. */
  present: ReadonlySet<string>
  /** Inside a condition, where a soft name may be missing. */
  testing: boolean
}

const opened = (context: ReadContext): Scope => ({
  context,
  facts: context.facts,
  atRoot: true,
  variables: new Map(),
  present: new Set(),
  testing: false,
})

/**
 * Reports the names an expression reads though they may have no value. Not reported: what is asked for first (`$exists(x)`,
 * `x ? … : …`, `x and …`), and lists (`[x.id]`, `$count(x)`, `$append(x, …)`), where nothing is an empty list. As a condition,
 * a name alone is a question whether it is there.
 */
export function findReads(ast: Ast, context: ReadContext, asCondition: boolean): void {
  const scope = opened(context)
  if (asCondition) test(ast, scope)
  else consume(value(ast, scope), scope)
}

/** Names that surely have a value when a condition holds. */
export function impliedNames(ast: Ast, context: ReadContext): string[] {
  const silent = opened({ ...context, has: () => false, report: () => {} })
  return [...implied(ast, silent)].filter((each) => !each.startsWith('$'))
}

function consume(pending: Pending, scope: Scope): void {
  for (const name of pending)
    if (!(scope.testing && scope.context.soft(name)) && !scope.present.has(name)) scope.context.report(name)
}

const union = (...all: Pending[]): Pending => {
  const filled = all.filter((each) => each.size > 0)
  return filled.length === 0 ? sure : filled.length === 1 ? filled[0]! : new Set(filled.flatMap((each) => [...each]))
}

function value(ast: Ast, scope: Scope): Pending {
  switch (ast.type) {
    case 'path':
      return path(ast, scope)
    case 'name':
      return scope.atRoot ? root(String(ast.value), scope) : sure
    case 'variable':
      return variable(String(ast.value), scope)
    case 'unary':
      return unary(ast, scope)
    case 'binary':
      return binary(ast, scope)
    case 'bind':
      return bind(ast, scope)
    case 'block': {
      const inside: Scope = { ...scope, variables: new Map(scope.variables) }
      return (ast.expressions ?? []).reduce<Pending>((_, each) => value(each, inside), sure)
    }
    case 'condition':
      return condition(ast, scope)
    case 'lambda':
      return lambda(ast, scope)
    case 'function':
    case 'partial':
      return call(ast, scope)
    case 'apply':
      return apply(ast, scope)
    default:
      for (const each of childrenOf(ast)) consume(value(each, { ...scope, atRoot: false }), scope)
      return sure
  }
}

const root = (name: string, { context, present }: Scope): Pending =>
  !context.has(name) && !present.has(name) ? new Set([name]) : sure

function variable(name: string, { variables, present }: Scope): Pending {
  if (name === '' || name === '$' || present.has(`$${name}`)) return sure
  const known = variables.get(name)?.pending ?? sure
  return known.size === 0 ? sure : new Set([...known].filter((each) => !present.has(each)))
}

function path({ steps = [], group }: Ast, scope: Scope): Pending {
  const inside: Scope = { ...scope, atRoot: false, variables: new Map(scope.variables) }
  let found: Pending = sure
  // `$$.x` and, at the root, `$.x` are `x`.
  const [first] = steps
  const prefixed = first?.type === 'variable' && (first.value === '$' || (first.value === '' && scope.atRoot))
  for (const [at, step] of steps.entries()) {
    const isRoot = at === (prefixed ? 1 : 0)
    if (step.type === 'name') {
      if (isRoot && (scope.atRoot || prefixed)) found = union(found, root(String(step.value), scope))
    } else if (step.type === 'sort')
      for (const { expression } of step.terms ?? []) consume(value(expression, inside), inside)
    else found = union(found, value(step, isRoot ? scope : inside))
    if (step.focus !== undefined) inside.variables.set(step.focus, { pending: sure, alias: false })
    if (step.index !== undefined) inside.variables.set(step.index, { pending: sure, alias: false })
    for (const { expr } of step.stages ?? []) if (expr) consume(value(expr, inside), inside)
  }
  for (const each of group?.lhs.flat() ?? []) consume(value(each, inside), inside)
  return found
}

function unary(ast: Ast, scope: Scope): Pending {
  if (ast.value === '[') {
    for (const each of ast.expressions ?? []) value(each, scope)
    return sure
  }
  if (ast.value === '{') {
    for (const each of (ast.lhs as [Ast, Ast][]).flat()) consume(value(each, scope), scope)
    return sure
  }
  return ast.expression ? value(ast.expression, scope) : sure
}

const comparisons = new Set(['=', '!=', '<', '<=', '>', '>=', 'in'])

function binary(ast: Ast, scope: Scope): Pending {
  const operator = String(ast.value)
  const [lhs, rhs] = [ast.lhs as Ast, ast.rhs as Ast]
  if (operator === 'and' || operator === 'or') {
    test(lhs, scope)
    const then = after(lhs, operator === 'and', scope)
    if (then) test(rhs, then)
    return sure
  }
  const both = union(value(lhs, scope), value(rhs, scope))
  if (!comparisons.has(operator) && operator !== '&' && operator !== '..') return both
  consume(both, scope)
  return sure
}

function bind(ast: Ast, scope: Scope): Pending {
  const rhs = ast.rhs as Ast
  const pending = value(rhs, scope)
  const alias = unwrap(rhs).type === 'path'
  scope.variables.set(String((ast.lhs as Ast).value), { pending, alias })
  return pending
}

function condition(ast: Ast, scope: Scope): Pending {
  const question = ast.condition!
  test(question, scope)
  const yes = after(question, true, scope)
  const no = after(question, false, scope)
  return union(yes && ast.then ? value(ast.then, yes) : sure, no && ast.else ? value(ast.else, no) : sure)
}

function lambda(ast: Ast, scope: Scope): Pending {
  const inside: Scope = { ...scope, variables: new Map(scope.variables) }
  for (const each of ast.arguments ?? []) inside.variables.set(String(each.value), { pending: sure, alias: false })
  if (ast.body) consume(value(ast.body, inside), inside)
  return sure
}

/** Functions to which nothing is as good an argument as any. */
const tolerant = new Set(['exists', 'boolean', 'count', 'append', 'type'])

function call(ast: Ast, scope: Scope): Pending {
  const name = functionOf(ast)
  if (name === 'not') {
    for (const each of ast.arguments ?? []) test(each, scope)
    return sure
  }
  for (const each of ast.arguments ?? []) {
    const pending = value(each, scope)
    if (!tolerant.has(name ?? '')) consume(pending, scope)
  }
  if (ast.procedure && ast.procedure.type !== 'variable') value(ast.procedure, scope)
  return sure
}

function apply(ast: Ast, scope: Scope): Pending {
  const [lhs, rhs] = [ast.lhs as Ast, ast.rhs as Ast]
  const pending = value(lhs, scope)
  if (!tolerant.has(functionOf(rhs) ?? '')) consume(pending, scope)
  value(rhs, scope)
  return sure
}

/** Reads a condition: what it only asks for may be missing. */
function test(condition: Ast, scope: Scope): void {
  const ast = unwrap(condition)
  if (ast.type === 'binary' && (ast.value === 'and' || ast.value === 'or')) binary(ast, scope)
  else value(ast, { ...scope, testing: true })
}

/** The scope in which what follows a condition is read; undefined where no run comes. */
function after(condition: Ast, truth: boolean, scope: Scope): Scope | undefined {
  const facts = scope.atRoot ? assume(scope.facts, condition, truth, scope.context) : scope.facts
  if (!facts) return undefined
  const names = truth ? implied(condition, scope) : impliedByFalse(condition, scope)
  return { ...scope, facts, present: names.size === 0 ? scope.present : new Set([...scope.present, ...names]) }
}

function impliedByFalse(condition: Ast, scope: Scope): Set<string> {
  const ast = unwrap(condition)
  if (functionOf(ast) === 'not' && ast.arguments?.[0]) return implied(ast.arguments[0], scope)
  if (ast.type === 'binary' && ast.value === 'or')
    return new Set([...impliedByFalse(ast.lhs as Ast, scope), ...impliedByFalse(ast.rhs as Ast, scope)])
  return new Set()
}

/** Names and `$variables` that have a value when a condition holds: comparisons with nothing never hold. */
function implied(condition: Ast, scope: Scope): Set<string> {
  const ast = unwrap(condition)
  const found = new Set<string>()
  const add = (names: Iterable<string>) => {
    for (const each of names) found.add(each)
  }
  const silent: Scope = { ...scope, context: { ...scope.context, report: () => {} } }
  if (ast.type === 'path' || ast.type === 'variable') {
    const first = ast.type === 'path' ? ast.steps?.[0] : ast
    if (first?.type === 'variable' && first.value !== '' && first.value !== '$') {
      found.add(`$${first.value}`)
      if (scope.variables.get(String(first.value))?.alias) add(value(ast, silent))
    } else add(value(ast, silent))
  } else if (ast.type === 'binary') {
    const sides = [ast.lhs as Ast, ast.rhs as Ast]
    const asks = (each: Ast) => ['exists', 'boolean', 'not', 'count'].includes(functionOf(unwrap(each)) ?? '')
    if (ast.value === 'and') for (const each of sides) add(implied(each, scope))
    else if (comparisons.has(String(ast.value)))
      for (const each of sides)
        if (!asks(each) || (ast.value === '>' && functionOf(unwrap(each)) === 'count')) add(implied(each, scope))
  } else if (ast.type === 'function') {
    const name = functionOf(ast) ?? ''
    if (name === 'not' && ast.arguments?.[0]) add(impliedByFalse(ast.arguments[0], scope))
    else if (['exists', 'boolean', 'length', 'count', 'number', 'lowercase', 'uppercase', 'contains'].includes(name))
      for (const each of ast.arguments ?? []) add(implied(each, scope))
  }
  return found
}
