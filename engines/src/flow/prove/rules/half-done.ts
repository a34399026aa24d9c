import { type CalledFlows, outcomesAlong } from '../called-flows.ts'
import type { Report } from '../finding.ts'
import { reach } from '../graph.ts'
import { type Model, type NodeView, nameOf, nodesWithin } from '../model.ts'
import { type Followed, walkStates } from '../walk-states.ts'
import type { ProofWorld } from '../world.ts'

/** What the run has done to the world where a walk stands. */
interface Done {
  /** Writes that took effect. */
  standing: ReadonlySet<string>
  /** Writes that may have taken effect: nobody knows. */
  unknown: ReadonlySet<string>
  /** Something went wrong since. */
  failing: boolean
  /** Undoing went wrong, and no person has been told. */
  rollbackFailed: boolean
}

const untouched: Done = { standing: new Set(), unknown: new Set(), failing: false, rollbackFailed: false }

/** No run ends half done, and none says that nothing happened when something did. */
export function checkHalfDone(model: Model, called: CalledFlows, report: Report): void {
  checkTools(model, report)
  const states = follow(model, called, untouched, new Set([model.definition.id]))
  for (const view of model.nodes.values())
    for (const state of states.get(view.id) ?? []) checkEnd(model, report, view, state)
}

const isWrite = ({ tools }: ProofWorld, node: NodeView['node']): boolean =>
  node.type === 'call' && tools.get(node.tool)?.kind === 'write'

/** A write whose effect matters when the rest fails: not a message that was sent anyway. */
function matters({ tools }: ProofWorld, node: NodeView['node']): boolean {
  const facts = node.type === 'call' ? tools.get(node.tool) : undefined
  return facts?.kind === 'write' && !(facts.irreversible && !facts.compensation && facts.risk === 'low')
}

/** Every write can be undone or says that it cannot; what cannot comes last. */
function checkTools(model: Model, report: Report): void {
  const { nodes, world } = model
  const onward = new Map(
    [...nodes].map(([id, { edges, bodies }]) => [
      id,
      [...edges.filter(({ error }) => !error), ...bodies].map(({ to }) => to),
    ]),
  )
  for (const { id, node } of nodes.values()) {
    const facts = node.type === 'call' ? world.tools.get(node.tool) : undefined
    if (node.type !== 'call' || facts?.kind !== 'write') continue
    const [zh, en] = nameOf(model, id)
    if (!facts.compensation && !facts.irreversible)
      report.error(
        'write-cannot-be-undone',
        { node: id, field: 'tool' },
        [
          `${zh}用的「${node.tool}」没有说明怎么撤销，也没有标明不可撤销。`,
          `${node.tool}, which ${en} calls, says neither what undoes it nor that nothing does.`,
        ],
        [
          '在系统对接里给它配上撤销用的工具，或标为不可撤销。',
          'Name the tool that undoes it where the system is connected, or mark it as irreversible.',
        ],
      )
    if (!facts.irreversible || facts.compensation || facts.risk === 'low') continue
    const later = [...reach(onward, [node.next])].find(
      (each) => each !== id && nodes.has(each) && matters(world, nodes.get(each)!.node),
    )
    if (later === undefined) continue
    const [laterZh, laterEn] = nameOf(model, later)
    report.warning(
      'irreversible-not-last',
      { node: id },
      [
        `${zh}不可撤销，但后面还要做${laterZh}；后面失败时它撤不回来。`,
        `${en} cannot be undone, but ${laterEn} comes after it: should that fail, this stays.`,
      ],
      ['把不可撤销的一步放到最后。', 'Do what cannot be undone last.'],
    )
  }
}

function checkEnd(model: Model, report: Report, { id, node }: NodeView, state: Done): void {
  const { standing, unknown, failing, rollbackFailed } = state
  const [zh, en] = nameOf(model, id)
  const listed = (ids: ReadonlySet<string>) => {
    const names = [...ids].map((each) => nameOf(model, each))
    return [names.map((each) => each[0]).join('、'), names.map((each) => each[1]).join(', ')] as const
  }
  if (node.type === 'handoff' && failing && standing.size > 0 && node.skill === undefined) {
    const [whatZh, whatEn] = listed(standing)
    report.error(
      'handoff-without-skill',
      { node: id },
      [
        `${zh}把做了一半的事（${whatZh}）转给人工，却没说给谁。`,
        `${en} hands over something half done (${whatEn}) without saying to whom.`,
      ],
      ['给它选一个技能，或先「撤回」。', 'Choose a skill for it, or roll back first.'],
    )
  }
  if (node.type !== 'end') return
  const { outcome } = node
  if (rollbackFailed)
    report.error(
      'rollback-failure-hidden',
      { node: id },
      [
        `撤回失败以后会走到${zh}，流程就这样结束，没有人知道要收拾。`,
        `When undoing fails the run comes to ${en} and just ends: nobody knows there is something to repair.`,
      ],
      ['撤回失败后建加急工单并「转人工」。', 'After a failed rollback make an urgent ticket and hand over.'],
    )
  else if (outcome === 'compensated' && standing.size + unknown.size > 0) {
    const [whatZh, whatEn] = listed(standing.size > 0 ? standing : unknown)
    report.error(
      'compensated-without-rollback',
      { node: id },
      [
        `${zh}说已经撤回，但${whatZh}可能已经生效，走到这里时没有撤回过。`,
        `${en} says everything is undone, but ${whatEn} may have taken effect and was not rolled back on the way.`,
      ],
      ['先走「撤回」，全部撤回后再到这里。', 'Roll back first, and come here when all is undone.'],
    )
  } else if (failing && standing.size > 0 && outcome !== 'solved') {
    const [whatZh, whatEn] = listed(standing)
    report.error(
      'half-done',
      { node: id },
      [
        `${whatZh}已经生效，后面出了错，却没有撤回就到${zh}结束了。`,
        `${whatEn} took effect, then something failed, and the run ends at ${en} without undoing it.`,
      ],
      [
        '出错的路先连到「撤回」，或带技能「转人工」。',
        'Lead the way of the error to a rollback first, or hand over with a skill.',
      ],
    )
  } else if (failing && unknown.size > 0 && (outcome === 'declined' || outcome === 'cancelled')) {
    const [whatZh, whatEn] = listed(unknown)
    report.warning(
      'unknown-outcome-untold',
      { node: id },
      [
        `${whatZh}超时没有答复时可能其实已经生效，而${zh}当作没发生。`,
        `When ${whatEn} gets no answer it may have happened all the same, while ${en} ends as if nothing had.`,
      ],
      [
        '失败的路先「撤回」，或给 unknown 单独连一条转人工的路。',
        'Roll back on the way of the failure, or give “unknown” a way to a person.',
      ],
    )
  } else if (!failing && standing.size > 0 && ['cancelled', 'declined', 'failed'].includes(outcome)) {
    const [whatZh, whatEn] = listed(standing)
    report.warning(
      'write-left-standing',
      { node: id },
      [
        `${whatZh}已经生效，流程却以「没办成」在${zh}结束。`,
        `${whatEn} took effect, but the run ends at ${en} as not done.`,
      ],
      ['先「撤回」，或换个结局。', 'Roll back first, or choose another outcome.'],
    )
  }
}

const plus = (set: ReadonlySet<string>, ...more: string[]) => new Set([...set, ...more])

function follow(model: Model, called: CalledFlows, begin: Done, within: ReadonlySet<string>, label?: string) {
  const { world } = model
  const followed: Followed<Done> = {
    key: ({ standing, unknown, failing, rollbackFailed }) =>
      `${standing.size > 0}${unknown.size > 0}${failing}${rollbackFailed}`,
    join: (one, other) => ({
      ...one,
      standing: plus(one.standing, ...other.standing),
      unknown: plus(one.unknown, ...other.unknown),
    }),
    same: (one, other) => one.standing.size === other.standing.size && one.unknown.size === other.unknown.size,
    along(view, edge, state) {
      const { node } = view
      const id = label ?? view.id
      if (node.type === 'rollback')
        return edge.field === 'next' ? [untouched] : [{ ...state, failing: true, rollbackFailed: true }]
      const told = model.alone && (node.type === 'ticket' || (node.type === 'notify' && node.to === 'staff'))
      const before = told ? { ...state, rollbackFailed: false } : state
      if (node.type === 'subflow') {
        const inner = within.has(node.flow) ? undefined : called.get(node.flow)
        return inner ? afterCall(inner, called, { id, node }, edge, before, new Set([...within, node.flow])) : [before]
      }
      const inside = edge.raised && view.bodies.length > 0 ? writesWithin(model, view) : []
      const failed = edge.error ? { ...before, failing: true, standing: plus(before.standing, ...inside) } : before
      if (!isWrite(world, node) || !matters(world, node)) return [failed]
      if (!edge.error) return [{ ...before, standing: plus(before.standing, id) }]
      return mayHaveHappened(node, edge.field) ? [{ ...failed, unknown: plus(before.unknown, id) }] : [failed]
    },
  }
  return walkStates(model, begin, followed)
}

/** Whether a call that failed so may have taken effect all the same. */
function mayHaveHappened(node: NodeView['node'], field: string): boolean {
  if (field === 'errors.unknown') return true
  return field === 'failed' && 'errors' in node && node.errors.unknown === undefined
}

/** Writes of the walks inside a node: when one of the walks fails, the others may have done theirs. */
const writesWithin = (model: Model, { id }: NodeView): string[] =>
  model.regions
    .filter(({ owner }) => owner === id)
    .flatMap((region) => [...nodesWithin(model, region)])
    .filter((each) => matters(model.world, model.nodes.get(each)!.node))

/** What has been done after a called flow, by the edge its end leads along. Writes of called flows are undone with those of the caller. */
function afterCall(
  inner: Model,
  called: CalledFlows,
  { id, node }: { id: string; node: Extract<NodeView['node'], { type: 'subflow' }> },
  { field, error }: { field: string; error: boolean },
  state: Done,
  within: ReadonlySet<string>,
): Done[] {
  const states = follow(inner, called, state, within, id)
  if (error) {
    const writes = [...inner.nodes.values()].some((each) => matters(inner.world, each.node))
    return [{ ...state, failing: true, standing: writes ? plus(state.standing, id) : state.standing }]
  }
  return [...inner.nodes.values()].flatMap(({ id: end, node: each }) =>
    each.type === 'end' && outcomesAlong(node, field, each.outcome) ? (states.get(end) ?? []) : [],
  )
}
