import { type Ast, astOf, everyNode, functionOf, namesOf } from './expressions.ts'
import { circles } from './graph.ts'
import type { Model } from './model.ts'
import { rootsOf } from './paths.ts'

/**
 * Whether walking in a circle comes to an end by itself: on every way round, a variable moves on (`i + 1`, a list that gets
 * shorter) and a condition that reads it can leave the circle. That the condition does leave is the author's promise; a run that
 * breaks it is stopped by its limit of steps.
 */
export function endsByItself(model: Model, circle: ReadonlySet<string>): boolean {
  const left = circles(model.links, circle)
  return left.every((each) => isBounded(model, each))
}

function isBounded(model: Model, circle: ReadonlySet<string>): boolean {
  for (const [name, steps] of movedIn(model, circle)) {
    const exits = exitsReading(model, circle, name)
    if (exits.size === 0) continue
    // Every way round that moves the variable on passes such a condition …
    const untested = circles(model.links, minus(circle, exits))
    if (untested.some((each) => [...steps].some((id) => each.has(id)))) continue
    // … and what does not move it is bounded by another.
    if (circles(model.links, minus(circle, steps)).every((each) => isBounded(model, each))) return true
  }
  return false
}

const minus = (all: ReadonlySet<string>, some: ReadonlySet<string>) =>
  new Set([...all].filter((each) => !some.has(each)))

/** Variables that only ever move on in the circle, with the nodes that move them. */
function movedIn({ nodes }: Model, circle: ReadonlySet<string>): Map<string, Set<string>> {
  const moved = new Map<string, Set<string>>()
  const otherwise = new Set<string>()
  for (const id of circle) {
    const { node, fields } = nodes.get(id)!
    for (const { role, value } of fields) if (role === 'variable') otherwise.add(String(value))
    for (const [name, source] of Object.entries(node.type === 'set' ? node.values : {})) {
      const ast = astOf(source)
      if (ast && movesOn(ast, name)) moved.set(name, (moved.get(name) ?? new Set()).add(id))
      else otherwise.add(name)
    }
  }
  for (const name of otherwise) moved.delete(name)
  return moved
}

/** `i + 1`, `$append(tried, [x])`, `rest[[1..9]]`: made of itself and of something more. */
function movesOn(ast: Ast, name: string): boolean {
  if (namesOf(ast)?.join('.') === name || !rootsOf(ast).has(name)) return false
  let grows = false
  everyNode(ast, (each) => {
    if (each.type === 'binary' && ['+', '-', '*', '/'].includes(String(each.value))) grows = true
    if (each.type === 'filter' || each.type === 'unary') grows = true
    if (['append', 'substring', 'filter', 'reduce'].includes(functionOf(each) ?? '')) grows = true
  })
  return grows
}

/** Conditions in the circle that read a variable and can lead out of it. */
function exitsReading({ nodes }: Model, circle: ReadonlySet<string>, name: string): Set<string> {
  const found = new Set<string>()
  for (const id of circle) {
    const { node, edges } = nodes.get(id)!
    if (node.type !== 'switch' || edges.every(({ to }) => circle.has(to))) continue
    const reads = node.cases.some(({ when }) => {
      const ast = astOf(when)
      return ast !== undefined && rootsOf(ast).has(name)
    })
    if (reads) found.add(id)
  }
  return found
}
