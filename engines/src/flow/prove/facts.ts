import { type Ast, canonical, everyNode, functionOf, namesOf, unwrap } from './expressions.ts'

/** What is known of the run on one way through the flow: conditions that held or did not, values a path can have. */
export type Facts = ReadonlyMap<string, Fact>

interface Fact {
  /** Variables it speaks of; forgotten when one of them changes. */
  names: readonly string[]
  truth?: boolean
  /** A path is one of these. */
  allowed?: ReadonlySet<unknown>
  /** A path is none of these. */
  excluded?: ReadonlySet<unknown>
}

/** What is known of names. */
export interface NamesKnown {
  /** A name that has a value is never empty or false. */
  solid(name: string): boolean
  /** A name surely has a value here. */
  has(name: string): boolean
}

export const noFacts: Facts = new Map()

/** What is known once a condition has turned out so; undefined when that contradicts what was known: no run comes by here. */
export function assume(facts: Facts, condition: Ast, truth: boolean, names: NamesKnown): Facts | undefined {
  const ast = unwrap(condition)
  const both = (first: Ast, second: Ast) => {
    const once = assume(facts, first, truth, names)
    return once && assume(once, second, truth, names)
  }
  if (ast.type === 'binary' && (ast.value === 'and' || ast.value === 'or')) {
    const [lhs, rhs] = [ast.lhs as Ast, ast.rhs as Ast]
    if ((ast.value === 'and') === truth) return both(lhs, rhs)
    if (keyOf(lhs, names) === keyOf(rhs, names)) return assume(facts, lhs, truth, names)
    // One side is known: the other decides.
    if (assume(facts, lhs, truth, names) === undefined) return assume(facts, rhs, truth, names)
    if (assume(facts, rhs, truth, names) === undefined) return assume(facts, lhs, truth, names)
    return facts
  }
  if (functionOf(ast) === 'not' && ast.arguments?.[0]) return assume(facts, ast.arguments[0], !truth, names)
  if (ast.type === 'value' || ast.type === 'string' || ast.type === 'number')
    return Boolean(ast.value) === truth ? facts : undefined
  const among = membership(ast)
  if (among) {
    // That `!=` does not hold means equal only of what is there: what is not there is not unequal either.
    const [name = ''] = among.plain ? among.names : []
    const equal = among.negated ? !truth && names.solid(name) && names.has(name) : truth
    if (equal) return within(facts, among)
    return among.negated === truth ? without(facts, among) : facts
  }
  return note(facts, keyOf(ast, names), { names: namesIn(ast), truth })
}

interface Membership {
  key: string
  names: string[]
  values: unknown[]
  /** `!=` */
  negated: boolean
  /** The path is a name alone. */
  plain: boolean
}

/** `path = literal`, `path != literal`, `path in [literals]`. */
function membership(ast: Ast): Membership | undefined {
  if (ast.type !== 'binary' || !['=', '!=', 'in'].includes(String(ast.value))) return undefined
  const [lhs, rhs] = [unwrap(ast.lhs as Ast), unwrap(ast.rhs as Ast)]
  const [path, other] = isLiteral(lhs) && ast.value !== 'in' ? [rhs, lhs] : [lhs, rhs]
  const names = namesOf(path)
  const list = ast.value === 'in' && other.type === 'unary' && other.value === '[' ? (other.expressions ?? []) : [other]
  if (!names || !list.every(isLiteral)) return undefined
  return {
    key: `is ${names.join('.')}`,
    names: [names[0]!],
    values: list.map(({ value }) => value),
    negated: ast.value === '!=',
    plain: names.length === 1,
  }
}

export const isLiteral = (ast: Ast): boolean => ast.type === 'string' || ast.type === 'number' || ast.type === 'value'

/** The path is one of these. */
function within(facts: Facts, { key, names, values }: Membership): Facts | undefined {
  const known = facts.get(key)
  const left = values.filter((each) => !known?.excluded?.has(each) && (!known?.allowed || known.allowed.has(each)))
  if (left.length === 0) return undefined
  return new Map(facts).set(key, { ...known, names, allowed: new Set(left) })
}

/** The path is none of these. */
function without(facts: Facts, { key, names, values }: Membership): Facts | undefined {
  const known = facts.get(key)
  const allowed = known?.allowed && new Set([...known.allowed].filter((each) => !values.includes(each)))
  if (allowed?.size === 0) return undefined
  return new Map(facts).set(key, { names, allowed, excluded: new Set([...(known?.excluded ?? []), ...values]) })
}

function note(facts: Facts, key: string, fact: Fact): Facts | undefined {
  const known = facts.get(key)
  if (known?.truth !== undefined) return known.truth === fact.truth ? facts : undefined
  return new Map(facts).set(key, fact)
}

/** The same key for conditions that hold together: of a value that is never empty, being there is being true. */
function keyOf(condition: Ast, known: NamesKnown): string {
  const ast = unwrap(condition)
  const name = functionOf(ast)
  const first = ast.arguments?.[0]
  if (name === 'boolean' && first) return keyOf(first, known)
  if (name === 'exists' && first) {
    const names = namesOf(first)
    if (names?.length === 1 && known.solid(names[0]!)) return keyOf(first, known)
  }
  if (ast.type === 'binary' && ast.value === '>' && (ast.rhs as Ast).value === 0) {
    const counted = ast.lhs as Ast
    const of = counted.arguments?.[0]
    if (of && ['count', 'length'].includes(functionOf(counted) ?? '')) return keyOf(of, known)
  }
  const names = namesOf(ast)
  return names ? `true ${names.join('.')}` : `true ${canonical(ast)}`
}

const names = new WeakMap<Ast, readonly string[]>()

/** Every name in an expression: more than the variables it reads, which is harmless for forgetting. */
export function namesIn(ast: Ast): readonly string[] {
  const known = names.get(ast)
  if (known) return known
  const found = new Set<string>()
  everyNode(ast, ({ type, value }) => {
    if (type === 'name') found.add(String(value))
  })
  names.set(ast, [...found])
  return [...found]
}

/** What stays known after these variables changed. */
export function forget(facts: Facts, changed: readonly string[]): Facts {
  if (changed.length === 0 || facts.size === 0) return facts
  const kept = [...facts].filter(([, { names }]) => !names.some((each) => changed.includes(each)))
  return kept.length === facts.size ? facts : new Map(kept)
}

/** What is known on either of two ways: the first itself where the other knows no less. */
export function eitherOf(one: Facts, other: Facts): Facts {
  if (one === other) return one
  const kept = new Map<string, Fact>()
  let changed = false
  for (const [key, fact] of one) {
    const both = eitherFact(fact, other.get(key))
    if (both) kept.set(key, both)
    if (both !== fact) changed = true
  }
  return changed ? kept : one
}

function eitherFact(fact: Fact, other: Fact | undefined): Fact | undefined {
  if (other === fact) return fact
  if (other === undefined) return undefined
  if (fact.truth !== undefined) return fact.truth === other.truth ? fact : undefined
  const allowed = fact.allowed && other.allowed ? new Set([...fact.allowed, ...other.allowed]) : undefined
  const excluded = new Set([...(fact.excluded ?? [])].filter((each) => other.excluded?.has(each)))
  if (allowed?.size === fact.allowed?.size && excluded.size === (fact.excluded?.size ?? 0)) return fact
  return allowed || excluded.size > 0 ? { names: fact.names, allowed, excluded } : undefined
}
