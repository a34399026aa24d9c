import type { Localised } from '@loopdesk/contracts/flow.ts'
import { type CalledFlows, outcomesAlong } from '../called-flows.ts'
import { type Ast, astOf, namesOf, placeholdersOf } from '../expressions.ts'
import type { Report } from '../finding.ts'
import { reach, reversed } from '../graph.ts'
import { type Model, type NodeView, nameOf } from '../model.ts'
import { rootsOf } from '../paths.ts'
import { slotsAskedBy, variablesSetBy } from '../variable-names.ts'
import { type Followed, walkStates } from '../walk-states.ts'
import type { ToolFacts } from '../world.ts'

/** What has been agreed to where a walk stands; of several walks only what holds on all. */
interface Agreed {
  confirmed: boolean
  verified: boolean
  approved: boolean
  /** The confirmations it can be. */
  by: ReadonlySet<string>
  /** What changed since, and where. */
  changed: ReadonlyMap<string, string>
}

const nothing: Agreed = { confirmed: false, verified: false, approved: false, by: new Set(), changed: new Map() }

/** Before every write the customer has agreed as its risk asks for, to what then happens. */
export function checkConfirmations(model: Model, called: CalledFlows, report: Report): void {
  const { definition, world } = model
  const states = follow(model, called, nothing, new Set([definition.id]))
  const callers = [...world.flows.values()].some(
    ({ definition: other }) =>
      other.id !== definition.id &&
      Object.values(other.nodes).some((node) => node.type === 'subflow' && node.flow === definition.id),
  )
  for (const view of model.nodes.values()) {
    const { id, node } = view
    const all = (states.get(id) ?? []).reduce<Agreed | undefined>(
      (one, each) => (one ? join(one, each) : each),
      undefined,
    )
    if (!all) continue
    if (node.type === 'subflow') checkCalled(model, called, report, id, node.flow, all)
    if (node.type !== 'call') continue
    const facts = world.tools.get(node.tool)
    if (facts?.kind !== 'write') continue
    // A flow that others call may rely on what they have asked before: it is told of there.
    if (!(definition.trigger.type === 'call' && callers)) checkWrite(model, report, id, facts, all)
    checkStale(model, report, view, all)
  }
}

function lacks(model: Model, { risk }: ToolFacts, agreed: Agreed): 'confirmation' | 'check' | undefined {
  if (risk === 'low' || (model.alone && agreed.approved)) return undefined
  if (!agreed.confirmed) return 'confirmation'
  return risk === 'high' && !agreed.verified ? 'check' : undefined
}

function checkWrite(model: Model, report: Report, id: string, facts: ToolFacts, agreed: Agreed): void {
  const missing = lacks(model, facts, agreed)
  const [zh, en] = nameOf(model, id)
  if (missing === 'confirmation')
    report.error(
      'write-unconfirmed',
      { node: id },
      model.alone
        ? [`${zh}会修改系统，但这之前没有人审批过。`, `${en} changes a system, but nobody has approved it before.`]
        : [
            `${zh}会修改系统，但有一条路走到这里时客户还没有确认。`,
            `${en} changes a system, but on some way to it the customer has not agreed.`,
          ],
      model.alone
        ? ['在前面加「人工审批」，从「同意」连过来。', 'Put an approval before it and come from “approved”.']
        : ['在前面加「确认」，从「同意」连过来。', 'Put a confirmation before it and come from “yes”.'],
    )
  if (missing === 'check')
    report.error(
      'write-unverified',
      { node: id },
      [
        `${zh}风险高，但有一条路走到这里时没有核实过身份。`,
        `${en} is of high risk, but on some way to it nobody has made sure who is asking.`,
      ],
      [
        '在「确认」之后加「身份核验」，从「通过」连过来。',
        'Put an identity check after the confirmation and come from “passed”.',
      ],
    )
}

/** Writes inside a called flow that nobody has agreed to, there or here. */
function checkCalled(
  model: Model,
  called: CalledFlows,
  report: Report,
  id: string,
  flow: string,
  agreed: Agreed,
): void {
  const inner = called.get(flow)
  if (inner?.definition.trigger.type !== 'call') return
  const states = follow(inner, called, { ...agreed, changed: new Map() }, new Set([model.definition.id, flow]))
  for (const { id: write, node } of inner.nodes.values()) {
    const facts = node.type === 'call' ? model.world.tools.get(node.tool) : undefined
    const here = states.get(write)?.reduce(join)
    if (facts?.kind !== 'write' || !here || !lacks(model, facts, here)) continue
    const [zh, en] = nameOf(model, id)
    const [stepZh, stepEn] = nameOf(inner, write)
    report.error(
      lacks(model, facts, here) === 'check' ? 'write-unverified' : 'write-unconfirmed',
      { node: id },
      [
        `${zh}调用的流程会修改系统（${stepZh}），但这之前没有按风险确认或核实。`,
        `${en} calls a flow that changes a system (${stepEn}), without the confirmation or identity check its risk asks for.`,
      ],
      [
        '在调用之前，或在那个流程里，加「确认」和「身份核验」。',
        'Put a confirmation (and an identity check) before the call or into that flow.',
      ],
    )
    return
  }
}

/** What was confirmed is what is done: nothing the call uses has changed in between. */
function checkStale(model: Model, report: Report, view: NodeView, { by, changed }: Agreed): void {
  if (view.node.type !== 'call') return
  const ast = astOf(view.node.args)
  for (const name of ast ? rootsOf(ast) : []) {
    const at = changed.get(name)
    // What a write gives back is what came of the confirmation, not a change of it.
    if (at === undefined || isWrite(model, at)) continue
    const stale = [...by].some(
      (confirm) =>
        shownBy(model, confirm).has(name) ||
        name in model.definition.slots ||
        (!isCounter(model, name, at) && isSetBefore(model, name, confirm)),
    )
    if (!stale) continue
    const [zh, en] = nameOf(model, view.id)
    const [atZh, atEn] = nameOf(model, at)
    report.error(
      'confirmation-stale',
      { node: view.id, field: 'args' },
      [
        `${zh}用到的「${name}」在客户确认之后又被${atZh}改过，客户确认的不是这个值。`,
        `${en} uses “${name}”, which ${atEn} changes after the customer has agreed: that is not what was confirmed.`,
      ],
      ['把改值的步骤移到确认之前，或改完再确认一次。', 'Change it before the confirmation, or confirm again after it.'],
    )
  }
}

function isWrite({ nodes, world }: Model, id: string): boolean {
  const { node } = nodes.get(id)!
  return node.type === 'call' && world.tools.get(node.tool)?.kind === 'write'
}

function shownBy({ nodes }: Model, id: string): Set<string> {
  const { fields } = nodes.get(id)!
  const sources = fields.flatMap(({ role, value }) =>
    role === 'template' ? placeholdersOf(value as Localised) : role === 'expression' ? [String(value)] : [],
  )
  return new Set(sources.flatMap((source) => [...rootsOf(astOf(source) ?? { type: 'value' })]))
}

/** A number that only counts: set to a literal, or to itself and one more. */
function isCounter({ nodes }: Model, name: string, at: string): boolean {
  const { node } = nodes.get(at)!
  const ast = node.type === 'set' ? astOf(node.values[name] ?? '') : undefined
  return ast !== undefined && (ast.type === 'number' || increments(ast, name))
}

/** `name + 1` */
export function increments(ast: Ast, name: string): boolean {
  if (ast.type !== 'binary' || (ast.value !== '+' && ast.value !== '-')) return false
  const [lhs, rhs] = [ast.lhs as Ast, ast.rhs as Ast]
  const is = (each: Ast) => namesOf(each)?.join('.') === name
  return (is(lhs) && rhs.type === 'number') || (ast.value === '+' && is(rhs) && lhs.type === 'number')
}

/** Whether a name can have a value when a confirmation is asked for the first time. */
function isSetBefore({ nodes, links, definition }: Model, name: string, confirm: string): boolean {
  if (name in definition.inputs) return true
  const before = reach(links, [definition.start], new Set([confirm]))
  const leading = reach(reversed(links), [confirm])
  return [...before].some(
    (id) => leading.has(id) && [...variablesSetBy(nodes.get(id)!), ...slotsAskedBy(nodes.get(id)!)].includes(name),
  )
}

const joinMaps = <V>(one: ReadonlyMap<string, V>, other: ReadonlyMap<string, V>) => new Map([...other, ...one])

function join(one: Agreed, other: Agreed): Agreed {
  return {
    confirmed: one.confirmed && other.confirmed,
    verified: one.verified && other.verified,
    approved: one.approved && other.approved,
    by: new Set([...one.by, ...other.by]),
    changed: joinMaps(one.changed, other.changed),
  }
}

const same = (one: Agreed, other: Agreed) =>
  one.confirmed === other.confirmed &&
  one.verified === other.verified &&
  one.approved === other.approved &&
  one.by.size === other.by.size &&
  one.changed.size === other.changed.size

function follow(model: Model, called: CalledFlows, begin: Agreed, within: ReadonlySet<string>) {
  const followed: Followed<Agreed> = {
    key: () => '',
    join,
    same,
    along({ id, node, ...view }, { field, raised }, state) {
      if (node.type === 'confirm')
        return field === 'yes'
          ? [{ ...state, confirmed: true, by: new Set([id]), changed: new Map() }]
          : [{ ...state, confirmed: false, by: new Set() }]
      if (node.type === 'verify') return [field === 'next' ? { ...state, verified: true } : state]
      const names = raised ? [] : [...variablesSetBy({ id, node, ...view }), ...slotsAskedBy({ id, node, ...view })]
      const after =
        names.length === 0
          ? state
          : { ...state, changed: joinMaps(new Map(names.map((name) => [name, id])), state.changed) }
      if (node.type === 'approval' && field === 'approved') return [{ ...after, approved: true }]
      if (node.type !== 'subflow' || raised || within.has(node.flow)) return [after]
      const inner = called.get(node.flow)
      return inner ? afterCall(inner, called, { id, node }, field, after, new Set([...within, node.flow])) : [after]
    },
  }
  return walkStates(model, begin, followed)
}

/** What is agreed to after a called flow ended in a way that leads along this edge. */
function afterCall(
  inner: Model,
  called: CalledFlows,
  { id, node }: { id: string; node: Extract<NodeView['node'], { type: 'subflow' }> },
  field: string,
  state: Agreed,
  within: ReadonlySet<string>,
): Agreed[] {
  const states = follow(inner, called, { ...state, by: new Set(), changed: new Map() }, within)
  const ends = [...inner.nodes.values()].flatMap(({ id: end, node: each }) =>
    each.type === 'end' && outcomesAlong(node, field, each.outcome) ? (states.get(end) ?? []) : [],
  )
  if (ends.length === 0) return []
  const { confirmed, verified, approved, by } = ends.reduce(join)
  const anew = confirmed && by.size > 0
  return [{ ...state, confirmed, verified, approved, ...(anew && { by: new Set([id]), changed: new Map() }) }]
}
