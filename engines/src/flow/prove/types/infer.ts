import { type Ast, functionOf, unwrap } from '../expressions.ts'
import { isLiteral } from '../facts.ts'
import { anyOf, fieldOf, itemOf, kindsOf, type Type, valuesOf } from './schema.ts'

/** What is found to be wrong while working out a type. */
export interface TypeReport {
  /** A path asks for a field its value never has. */
  noField(path: string, field: string): void
  /** A comparison with a value the other side never is; what it can be, where that is a list. */
  neverEqual(literal: unknown, values: unknown[] | undefined): void
}

export interface TypeScope {
  root(name: string): Type
  /** What names stand in when not at the root of the run's scope. */
  context?: { type: Type }
  variables: Map<string, Type>
  report: TypeReport
}

/** The type of an expression's value, as far as that is sure. Tells of fields and comparisons that can only be slips. */
export function infer(ast: Ast, scope: TypeScope): Type {
  switch (ast.type) {
    case 'string':
    case 'number':
      return { const: ast.value }
    case 'value':
      return ast.value === null ? { type: 'null' } : { const: ast.value }
    case 'regex':
      return undefined
    case 'name':
      return named(String(ast.value), scope)
    case 'variable':
      return variable(String(ast.value), scope)
    case 'path':
      return path(ast, scope)
    case 'unary':
      return unary(ast, scope)
    case 'binary':
      return binary(ast, scope)
    case 'bind': {
      const type = infer(ast.rhs as Ast, scope)
      scope.variables.set(String((ast.lhs as Ast).value), type)
      return type
    }
    case 'block': {
      const inside = { ...scope, variables: new Map(scope.variables) }
      return (ast.expressions ?? []).reduce<Type>((_, each) => infer(each, inside), undefined)
    }
    case 'condition': {
      infer(ast.condition!, scope)
      const yes = ast.then && infer(ast.then, scope)
      return ast.else ? anyOf([yes, infer(ast.else, scope)]) : yes
    }
    case 'function':
    case 'partial':
      return call(ast, scope)
    case 'apply':
      infer(ast.lhs as Ast, scope)
      return undefined
    case 'lambda': {
      const inside = { ...scope, variables: new Map(scope.variables) }
      for (const { value } of ast.arguments ?? []) inside.variables.set(String(value), undefined)
      if (ast.body) infer(ast.body, inside)
      return undefined
    }
    default:
      return undefined
  }
}

function named(name: string, { root, context, report }: TypeScope): Type {
  if (!context) return root(name)
  const found = fieldOf(context.type, name)
  if (found !== 'none') return found
  report.noField(name, name)
  return undefined
}

function variable(name: string, { variables, context }: TypeScope): Type {
  if (name === '') return context?.type
  if (name === 'lang') return { enum: ['zh', 'en'] }
  return variables.get(name)
}

function path({ steps = [], group }: Ast, scope: TypeScope): Type {
  let type: Type
  const said: string[] = []
  const inside = (context: Type): TypeScope => ({
    ...scope,
    context: { type: itemOf(context) },
    variables: new Map(scope.variables),
  })
  const prefixed =
    steps[0]?.type === 'variable' && (steps[0].value === '$' || (steps[0].value === '' && !scope.context))
  for (const [at, step] of steps.entries()) {
    if (prefixed && at === 0) continue
    const first = at === (prefixed ? 1 : 0)
    if (step.type === 'name') {
      said.push(String(step.value))
      if (first) type = prefixed ? scope.root(said[0]!) : named(said[0]!, scope)
      else {
        const found = fieldOf(type, String(step.value))
        if (found === 'none') {
          scope.report.noField(said.join('.'), String(step.value))
          return undefined
        }
        type = found
      }
    } else if (step.type === 'sort') {
      for (const { expression } of step.terms ?? []) infer(expression, inside(type))
    } else type = first ? infer(step, scope) : each(infer(step, inside(type)))
    for (const { expr } of step.stages ?? []) {
      if (!expr) continue
      infer(expr, inside(type))
      type = picked(type)
    }
    // Bound positions and parents of items are not followed.
    if (step.focus !== undefined || step.index !== undefined) return undefined
  }
  return group ? undefined : type
}

/** What a step gives for each item: one of them, or a list. */
const each = (type: Type): Type => type && { anyOf: [type, { type: 'array', items: itemOf(type) ?? {} }] }
/** What a predicate leaves of a list: some of it, or one. */
const picked = (type: Type): Type => {
  const item = itemOf(type)
  return item && { anyOf: [item, { type: 'array', items: item }] }
}

function unary(ast: Ast, scope: TypeScope): Type {
  if (ast.value === '{') {
    const properties: Record<string, unknown> = {}
    let closed = true
    for (const [key, value] of ast.lhs as [Ast, Ast][]) {
      const type = infer(value, scope)
      if (key.type === 'string') properties[String(key.value)] = type ?? {}
      else closed = false
    }
    return { type: 'object', properties, ...(closed && { additionalProperties: false }) }
  }
  if (ast.value === '[') {
    const items = anyOf((ast.expressions ?? []).map((one) => itemOf(infer(one, scope))))
    return { type: 'array', items: items ?? {} }
  }
  if (ast.expression) infer(ast.expression, scope)
  return { type: 'number' }
}

function binary(ast: Ast, scope: TypeScope): Type {
  const operator = String(ast.value)
  const [lhs, rhs] = [unwrap(ast.lhs as Ast), unwrap(ast.rhs as Ast)]
  const [left, right] = [infer(lhs, scope), infer(rhs, scope)]
  if (operator === '&') return { type: 'string' }
  if (['+', '-', '*', '/', '%'].includes(operator)) return { type: 'number' }
  if (operator === '..') return { type: 'array', items: { type: 'number' } }
  if (operator === '=' || operator === '!=') {
    if (isLiteral(rhs)) compare(left, rhs.value, scope)
    else if (isLiteral(lhs)) compare(right, lhs.value, scope)
  }
  if (operator === 'in' && rhs.type === 'unary' && rhs.value === '[')
    for (const one of rhs.expressions ?? []) if (isLiteral(one)) compare(left, one.value, scope)
  return { type: 'boolean' }
}

function compare(type: Type, literal: unknown, { report }: TypeScope): void {
  if (literal === null) return
  const values = valuesOf(type)
  const kinds = kindsOf(type)
  if (values ? !values.includes(literal) : kinds && isPlain(kinds) && !kinds.has(typeof literal as 'string'))
    report.neverEqual(literal, values)
}

const isPlain = (kinds: Set<string>) => !kinds.has('array') && !kinds.has('object')

const results: Record<string, Type> = {
  ...Object.fromEntries(
    [
      'sum',
      'count',
      'max',
      'min',
      'average',
      'length',
      'number',
      'floor',
      'ceil',
      'round',
      'abs',
      'sqrt',
      'power',
      'toMillis',
      'millis',
      'parseInteger',
    ].map((name) => [name, { type: 'number' }]),
  ),
  ...Object.fromEntries(
    [
      'string',
      'substring',
      'substringBefore',
      'substringAfter',
      'lowercase',
      'uppercase',
      'trim',
      'pad',
      'replace',
      'join',
      'formatNumber',
      'formatBase',
      'fromMillis',
      'now',
      'money',
      'day',
      'time',
      'plusDays',
      'title',
      'label',
      'type',
    ].map((name) => [name, { type: 'string' }]),
  ),
  ...Object.fromEntries(['exists', 'boolean', 'not', 'contains'].map((name) => [name, { type: 'boolean' }])),
}

function call(ast: Ast, scope: TypeScope): Type {
  for (const one of ast.arguments ?? []) infer(one, scope)
  if (ast.procedure && ast.procedure.type !== 'variable') infer(ast.procedure, scope)
  const name = functionOf(ast)
  return name !== undefined && ast.type === 'function' && !scope.variables.has(name) && Object.hasOwn(results, name)
    ? results[name]
    : undefined
}
