import { type Ast, childrenOf } from './expressions.ts'

/** Plain paths from the run's scope that an expression reads (`order.items.sku`), as far as they are plain. */
export function pathsOf(ast: Ast): Set<string> {
  const found = new Set<string>()
  collect(ast, true, found)
  return found
}

const roots = new WeakMap<Ast, ReadonlySet<string>>()

/** Variables of the run an expression reads, whether they have a value or not. */
export function rootsOf(ast: Ast): ReadonlySet<string> {
  let known = roots.get(ast)
  if (!known) {
    known = new Set([...pathsOf(ast)].map((each) => each.split('.')[0]!))
    roots.set(ast, known)
  }
  return known
}

function collect(ast: Ast, atRoot: boolean, found: Set<string>): void {
  if (ast.type !== 'path') {
    const inside = atRoot && ast.type !== 'transform'
    for (const each of childrenOf(ast)) collect(each, inside, found)
    return
  }
  const [first, ...more] = ast.steps ?? []
  const prefixed = first?.type === 'variable' && (first.value === '$' || (first.value === '' && atRoot))
  const steps = prefixed ? more : (ast.steps ?? [])
  const names: string[] = []
  for (const each of steps) {
    if (each.type !== 'name') break
    names.push(String(each.value))
  }
  if (names.length > 0 && (atRoot || prefixed)) found.add(names.join('.'))
  for (const [at, each] of (ast.steps ?? []).entries()) {
    if (each.type !== 'name') collect(each, atRoot && at === 0 && !prefixed, found)
    for (const stage of each.stages ?? []) collect(stage, false, found)
  }
  for (const each of ast.group?.lhs.flat() ?? []) collect(each, false, found)
}
