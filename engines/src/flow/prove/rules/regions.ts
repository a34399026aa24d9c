import { kindOf } from '../../definition.ts'
import type { Report } from '../finding.ts'
import { type Edge, type Model, nameOf, type Region, regionsAround } from '../model.ts'
import type { ProofWorld } from '../world.ts'

/** Branches, loop bodies and `finally` are closed: one way in, `return` the only way out, and nothing inside that cannot be there. */
export function checkRegions(model: Model, report: Report): void {
  checkCrossings(model, report)
  for (const { id, node } of model.nodes.values()) {
    if (!model.reachable.has(id)) continue
    const around = regionsAround(model, id)
    const [zh, en] = nameOf(model, id)
    if (node.type === 'return' && around[0]?.kind === 'main')
      report.error(
        'return-outside',
        { node: id },
        [`${zh}是「返回」，但不在分支、循环或收尾里面。`, `${en} returns, but stands in no branch, loop or “finally”.`],
        ['在主流程里用「结束」。', 'Use an end in the flow itself.'],
      )
    const closed = around.find((each) => isClosed(model, each))
    if (!closed) continue
    const [inZh, inEn] =
      closed.kind === 'finally'
        ? ['收尾', '“finally”']
        : closed.kind === 'each'
          ? ['同时处理多项的循环', 'a loop that does several at once']
          : ['并行分支', 'a parallel branch']
    if (isWithCustomer(model.world, node))
      report.error(
        'customer-in-parallel',
        { node: id },
        [`${zh}要等客户回答，不能放在${inZh}里。`, `${en} waits for the customer, which it cannot in ${inEn}.`],
        ['在这之前或之后问客户。', 'Ask the customer before or after it.'],
      )
    if (node.type === 'end' || node.type === 'handoff')
      report.error(
        'end-in-parallel',
        { node: id },
        [`${zh}会结束整个流程，不能放在${inZh}里。`, `${en} ends the whole flow, which it cannot in ${inEn}.`],
        ['用「返回」带回结果，汇合后再决定怎么结束。', 'Return a result and decide after the join.'],
      )
  }
  if (model.alone) checkAlone(model, report)
  checkRecursion(model, report)
}

function isClosed({ nodes }: Model, { kind, owner }: Region): boolean {
  const node = owner === undefined ? undefined : nodes.get(owner)?.node
  return kind === 'finally' || kind === 'branch' || (node?.type === 'forEach' && node.concurrency > 1)
}

/** A node of two walks: the edge that leaves the one or enters the other is to blame. */
function checkCrossings(model: Model, report: Report): void {
  const [main] = model.regions
  const blamed = new Set<string>()
  for (const [at, region] of model.regions.entries()) {
    if (region.kind === 'main') continue
    for (const other of model.regions.slice(0, at)) {
      const shared = [...region.nodes].filter((id) => other.nodes.has(id))
      if (shared.length === 0) continue
      const edge = crossing(model, region, other) ?? bodyInto(model, region)
      const id = edge?.from ?? region.owner ?? shared[0]!
      const key = `${id} ${edge?.field}`
      if (blamed.has(key)) continue
      blamed.add(key)
      const [zh, en] = nameOf(model, id)
      const [toZh, toEn] = nameOf(model, edge?.to ?? shared[0]!)
      const out = edge !== undefined && region.nodes.has(edge.from) && !other.nodes.has(edge.from)
      report.error(
        'region-crossed',
        { node: id, ...(edge && { field: edge.field }) },
        out && other === main
          ? [
              `${zh}从分支或循环里面直接连到外面的${toZh}。`,
              `${en} leads from inside a branch or loop straight to ${toEn} outside.`,
            ]
          : [
              `${zh}连到${toZh}，而它属于另一个分支或循环。`,
              `${en} leads to ${toEn}, which belongs to another branch or loop.`,
            ],
        [
          '里面的路以「返回」结束，外面的路接在并行或循环之后；共用的步骤各放一份。',
          'Let ways inside end in “return” and go on after the join or loop; give each branch steps of its own.',
        ],
      )
    }
  }
}

function crossing({ nodes }: Model, region: Region, other: Region): Edge | undefined {
  const edges = [...nodes.values()].flatMap((each) => each.edges)
  const out = edges.find(({ from, to }) => region.nodes.has(from) && !other.nodes.has(from) && other.nodes.has(to))
  if (out) return out
  return edges.find(({ from, to }) => other.nodes.has(from) && !region.nodes.has(from) && region.nodes.has(to))
}

const bodyInto = ({ nodes }: Model, { owner, field }: Region): Edge | undefined =>
  owner === undefined ? undefined : nodes.get(owner)?.bodies.find((each) => each.field === field)

/** Whether a node needs the customer, by itself or in a flow it calls. */
export function isWithCustomer(world: ProofWorld, node: { type: string }, seen = new Set<string>()): boolean {
  if (kindOf(node)?.waits === 'customer') return true
  if (node.type !== 'subflow') return false
  const { flow } = node as { type: string; flow: string }
  if (seen.has(flow)) return false
  seen.add(flow)
  const called = world.flows.get(flow)?.definition
  return Object.values(called?.nodes ?? {}).some((each) => isWithCustomer(world, each, seen))
}

function checkAlone(model: Model, report: Report): void {
  for (const { id, node } of model.nodes.values()) {
    const [zh, en] = nameOf(model, id)
    if (isWithCustomer(model.world, node))
      report.error(
        'no-customer',
        { node: id },
        [
          `${zh}要等客户回答，但这个流程由事件或定时开始，没有客户在场。`,
          `${en} waits for the customer, but this flow is begun by an event or the clock: nobody is there.`,
        ],
        ['改用「通知」，或用「人工审批」请同事决定。', 'Notify the customer instead, or ask a colleague for approval.'],
      )
    else if (node.type === 'say')
      report.warning(
        'said-to-nobody',
        { node: id },
        [`${zh}对客户说话，但没有客户在场。`, `${en} talks to the customer, but nobody is there.`],
        ['改用「通知」，它会找到客户。', 'Use a notification: it finds the customer.'],
      )
  }
}

function checkRecursion(model: Model, report: Report): void {
  const { definition, world } = model
  const calls = (id: string): string[] => {
    const called = id === definition.id ? definition : world.flows.get(id)?.definition
    return Object.values(called?.nodes ?? {}).flatMap((each) => (each.type === 'subflow' ? [each.flow] : []))
  }
  for (const { id, node } of model.nodes.values()) {
    if (node.type !== 'subflow') continue
    const seen = new Set<string>()
    const open = [node.flow]
    for (let at = open.pop(); at !== undefined; at = open.pop()) {
      if (at === definition.id || seen.has(at)) continue
      seen.add(at)
      open.push(...calls(at))
    }
    const comesBack = node.flow === definition.id || [...seen].some((each) => calls(each).includes(definition.id))
    if (!comesBack) continue
    const [zh, en] = nameOf(model, id)
    report.error(
      'recursion',
      { node: id, field: 'flow' },
      [
        `${zh}调用的流程又会回来调用本流程，永远走不完。`,
        `${en} calls a flow that calls this one again: it never ends.`,
      ],
      ['去掉其中一处调用，或用「循环」。', 'Take one of the calls away, or use a loop.'],
    )
  }
}
