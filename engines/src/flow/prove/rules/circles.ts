import { endsByItself } from '../counters.ts'
import { type Ast, astOf, canonical, unwrap } from '../expressions.ts'
import type { Report } from '../finding.ts'
import { circles } from '../graph.ts'
import { type Model, type NodeView, nameOf, type Region } from '../model.ts'
import { slotsAskedBy } from '../variable-names.ts'

/** No run goes round in circles without a customer, a timer, an event or an approval in them, or a counter that ends it. */
export function checkCircles(model: Model, report: Report): void {
  // Where something was asked in vain somebody has waited: where that way leads is judged with the customer.
  const links = new Map(
    [...model.nodes.values()].map(({ id, node, edges }) => [
      id,
      edges
        .filter(
          ({ field }) =>
            field !== 'exhausted' && field !== 'onError' && !(node.type === 'verify' && field === 'failed'),
        )
        .map(({ to }) => to),
    ]),
  )
  for (const circle of circles(links, model.reachable)) {
    const waiting = new Set([...circle].filter((id) => waitsIn(model, circle, id)))
    const rest = new Set([...circle].filter((id) => !waiting.has(id)))
    for (const endless of circles(links, rest)) {
      if (endsByItself(model, endless)) continue
      const kept = [...endless].find((id) => slotsAskedBy(model.nodes.get(id)!).length > 0)
      if (kept !== undefined) tellKept(model, report, kept)
      else tellEndless(model, report, endless)
    }
  }
  for (const { id, node } of model.nodes.values()) if (node.type === 'switch') checkCases(model, report, id, node.cases)
  checkBudget(model, report)
}

/** Whether a walk that comes round to a node waits there every time. A question whose answer is still known is passed over. */
export function waitsIn(model: Model, circle: ReadonlySet<string>, id: string): boolean {
  const { node, fields } = model.nodes.get(id)!
  // An identity check is passed at once by who has proved it a short while ago.
  if (node.type === 'wait') return !/^\s*0*\s*$/.test(node.minutes ?? node.until ?? '')
  if (['choice', 'confirm', 'event', 'approval'].includes(node.type)) return true
  const slots = fields.filter(({ role }) => role === 'slot').map(({ value }) => String(value))
  return slots.length > 0 && slots.some((slot) => [...circle].some((each) => empties(model.nodes.get(each)!, slot)))
}

/** Whether a node takes a slot's answer away: sets it to null, or to something that may be nothing. */
export function empties({ node }: NodeView, slot: string): boolean {
  if (node.type !== 'set' || !(slot in node.values)) return false
  const ast = astOf(node.values[slot]!)
  return ast !== undefined && mayBeNothing(unwrap(ast))
}

function mayBeNothing(ast: Ast): boolean {
  if (ast.type === 'condition') return !ast.else || mayBeNothing(unwrap(ast.then!)) || mayBeNothing(unwrap(ast.else))
  if (ast.type === 'string') return ast.value === ''
  if (ast.type === 'unary') return ast.value === '[' && (ast.expressions?.length ?? 0) === 0
  return ast.type === 'value' ? ast.value === null : ast.type === 'path'
}

function tellKept(model: Model, report: Report, id: string): void {
  const [zh, en] = nameOf(model, id)
  report.error(
    'answer-kept',
    { node: id },
    [
      `绕回${zh}时，上次的答案还在，不会再问客户，会原地打转。`,
      `When the run comes back to ${en} the last answer is still there: it is not asked again and goes round in circles.`,
    ],
    ['绕回来之前用「赋值」把这个信息设为 null。', 'Set the value to null before the way leads back.'],
  )
}

function tellEndless(model: Model, report: Report, circle: ReadonlySet<string>): void {
  const ids = [...model.nodes.keys()].filter((id) => circle.has(id))
  const names = ids.slice(0, 5).map((id) => nameOf(model, id))
  const [zh, en] = [names.map((each) => each[0]).join(' → '), names.map((each) => each[1]).join(' → ')]
  report.error(
    'endless-circle',
    { node: ids[0]! },
    [
      `${zh}绕成一圈，中间不等任何人和时间，可能永远走不完。`,
      `${en} go round in a circle in which nothing waits: it may never end.`,
    ],
    [
      '在圈里加「等待」或问客户，或用带上限的「循环」。',
      'Put a wait or a question into the circle, or use a loop, which has a limit.',
    ],
  )
}

/** Cases after one that always holds, or that is the same as one before. */
function checkCases(model: Model, report: Report, id: string, cases: { when: string }[]): void {
  const seen = new Set<string>()
  let always = false
  const [zh, en] = nameOf(model, id)
  const never = (at: number, why: readonly [string, string]) =>
    report.warning(
      'case-never-taken',
      { node: id, field: at < cases.length ? `cases.${at}.when` : 'else' },
      [
        `${zh}的${at < cases.length ? `第 ${at + 1} 种情况` : '「否则」'}永远走不到：${why[0]}。`,
        `${at < cases.length ? `Case ${at + 1}` : '“Else”'} of ${en} is never taken: ${why[1]}.`,
      ],
      ['删掉它，或调整顺序和条件。', 'Delete it, or change order or condition.'],
    )
  for (const [at, { when }] of cases.entries()) {
    const ast = astOf(when)
    if (!ast) continue
    const constant = constantOf(unwrap(ast))
    if (always) never(at, ['前面的条件总是成立', 'one before it always holds'])
    else if (constant === false) never(at, ['条件总是不成立', 'its condition never holds'])
    else if (seen.has(canonical(ast))) never(at, ['前面有一样的条件', 'the same condition stands before it'])
    seen.add(canonical(ast))
    if (constant === true) always = true
  }
  if (always) never(cases.length, ['前面的条件总是成立', 'a case before it always holds'])
}

function constantOf(ast: Ast): boolean | undefined {
  if (ast.type === 'value' || ast.type === 'string' || ast.type === 'number') return Boolean(ast.value)
  if (ast.type === 'binary' && ast.value === 'or') {
    const sides = [constantOf(unwrap(ast.lhs as Ast)), constantOf(unwrap(ast.rhs as Ast))]
    return sides.includes(true) ? true : sides.every((each) => each === false) ? false : undefined
  }
  if (ast.type === 'binary' && ast.value === 'and') {
    const sides = [constantOf(unwrap(ast.lhs as Ast)), constantOf(unwrap(ast.rhs as Ast))]
    return sides.includes(false) ? false : sides.every((each) => each === true) ? true : undefined
  }
  return undefined
}

/** Loops that, run as often as they may, use up more than the run has. */
function checkBudget(model: Model, report: Report): void {
  const { steps, calls } = model.definition.limits
  for (const region of model.regions) {
    const owner = region.owner === undefined ? undefined : model.nodes.get(region.owner)
    if (!owner || (owner.node.type !== 'forEach' && owner.node.type !== 'while')) continue
    if (model.regionOf.get(owner.id)?.kind !== 'main') continue
    const cost = costOf(model, region)
    const { most } = owner.node
    const [zh, en] = nameOf(model, owner.id)
    const over = (code: string, need: number, limit: number, whatZh: string, whatEn: string) => {
      if (need > limit)
        report.warning(
          code,
          { node: owner.id, field: 'most' },
          [
            `${zh}做满 ${most} 次要 ${need} ${whatZh}，超过流程的上限 ${limit}，做到一半会被停下。`,
            `${en}, run ${most} times, takes ${need} ${whatEn}; the flow may use ${limit} and would be stopped half-way.`,
          ],
          ['减少次数，或调高流程的上限。', "Lower the number, or raise the flow's limit."],
        )
    }
    over('steps-over-limit', most * cost.steps, steps, '步', 'steps')
    over('calls-over-limit', most * cost.calls, calls, '次调用', 'calls')
  }
}

interface Cost {
  steps: number
  calls: number
}

/** The dearest way through a walk; circles in it count once. */
function costOf(model: Model, region: Region, around: ReadonlySet<string> = new Set()): Cost {
  const known = new Map<string, Cost>()
  // A walk that runs into the node around it is told of elsewhere.
  const inner = (id: string) => (around.has(id) ? [] : model.regions.filter(({ owner }) => owner === id))
  const at = (id: string, path: ReadonlySet<string>): Cost => {
    const cached = known.get(id)
    if (cached) return cached
    if (path.has(id)) return { steps: 0, calls: 0 }
    const { node, edges } = model.nodes.get(id)!
    const inside = inner(id).map((each) => costOf(model, each, new Set([...around, id])))
    const times = node.type === 'forEach' || node.type === 'while' ? node.most : 1
    const sum = (pick: (cost: Cost) => number) => times * inside.reduce((all, each) => all + pick(each), 0)
    const after = edges.filter(({ field }) => field !== 'onError').map(({ to }) => at(to, new Set([...path, id])))
    const most = (pick: (cost: Cost) => number) => Math.max(0, ...after.map(pick))
    const called = ['call', 'code', 'prompt'].includes(node.type) ? 1 : 0
    const cost = {
      steps: 1 + sum((each) => each.steps) + most((each) => each.steps),
      calls: called + sum((each) => each.calls) + most((each) => each.calls),
    }
    known.set(id, cost)
    return cost
  }
  return at(region.start, new Set())
}
