import { kindOf } from '../../definition.ts'
import { endsByItself } from '../counters.ts'
import type { Report } from '../finding.ts'
import { circles, reach } from '../graph.ts'
import { type Edge, type Model, type NodeView, nameOf } from '../model.ts'
import { slotsAskedBy } from '../variable-names.ts'
import { empties, waitsIn } from './circles.ts'

/**
 * Whoever or whatever a run waits for, it goes on without: nobody is asked the same thing again and again, and no answer is
 * needed that may never come. A human and giving up are offered by the platform at every question; what the flow does itself is
 * proved here. A question is asked at most `attempts` times each time a run comes to it, and a run comes back to it only by
 * another answer of the customer, or as often as a counter says.
 */
export function checkCustomer(model: Model, report: Report): void {
  for (const view of model.nodes.values()) {
    const { id, node } = view
    if (!model.reachable.has(id)) continue
    if (node.type === 'event') checkDeadline(model, report, id, node.within)
    if (node.type === 'wait' && node.minutes === undefined && node.until === undefined)
      report.error(
        'wait-for-nothing',
        { node: id },
        [
          `${nameOf(model, id)[0]}没说等多久、等到什么时候。`,
          `${nameOf(model, id)[1]} does not say how long or until when it waits.`,
        ],
        ['填几分钟，或填一个时刻。', 'Fill in minutes, or an instant.'],
      )
    const { waits } = kindOf(node) ?? {}
    if (waits !== 'customer' && waits !== 'event' && waits !== 'person') continue
    for (const edge of waysWithoutAnswer(view)) checkWayOn(model, report, view, edge)
  }
  checkAskedAgain(model, report)
}

/** The ways taken when the answer does not come, or is a no. */
const waysWithoutAnswer = ({ node, edges }: NodeView): Edge[] =>
  edges.filter(({ field, error }) => field !== 'onError' && (error || (node.type === 'confirm' && field === 'no')))

function checkDeadline(model: Model, report: Report, id: string, within: string | undefined): void {
  if (within !== undefined || model.definition.limits.hours !== undefined) return
  const [zh, en] = nameOf(model, id)
  report.error(
    'waits-forever',
    { node: id, field: 'within' },
    [
      `${zh}没有期限：通知一直不来，就会一直等下去。`,
      `${en} has no deadline: if the news never comes, the run waits for ever.`,
    ],
    [
      '填最多等几分钟并连上「没等到」，或给流程设一个最长时间。',
      'Say how many minutes it waits at most and connect “too late”, or give the flow a longest time.',
    ],
  )
}

function checkWayOn(model: Model, report: Report, view: NodeView, edge: Edge): void {
  const { id, node } = view
  const [zh, en] = nameOf(model, id)
  const place = { node: id, field: edge.field }
  const without = reach(model.links, [edge.to], new Set([id]))
  const ends = [...without].some((each) => ['end', 'handoff', 'return'].includes(model.nodes.get(each)!.node.type))
  const label = waysOfWords[edge.field] ?? ['失败', 'failed']
  if (!ends)
    report.error(
      'answer-needed',
      place,
      [
        `${zh}等不到答复时（${label[0]}）又要回到它自己，没有别的出路。`,
        `Without an answer (${label[1]}) ${en} only leads back to itself: there is no other way out.`,
      ],
      ['连到「结束」「转人工」，或换一种问法。', 'Lead it to an end or a person, or to another kind of question.'],
    )
  else if (asksAgain(model, view, edge)) {
    const most = 'attempts' in node ? node.attempts : 1
    report.error(
      'asks-forever',
      place,
      [
        `${zh}问了 ${most} 次没有结果（${label[0]}）后又绕回来再问，次数没有上限。`,
        `After ${en} has asked ${most === 1 ? 'once' : `${most} times`} in vain (${label[1]}) the way leads back to it: there is no limit.`,
      ],
      [
        '连到「转人工」或「结束」；要再给机会，用变量数次数，或让客户选要不要再试。',
        'Lead it to a person or an end; to give another chance count the times, or let the customer choose to try again.',
      ],
    )
  }
}

const waysOfWords: Record<string, readonly [string, string]> = {
  exhausted: ['一直没答上', 'no usable answer'],
  expired: ['没等到', 'too late'],
  rejected: ['不同意', 'rejected'],
  no: ['不同意', 'no'],
}

/** Whether a way leads back to a question without the customer doing anything else, and without a count of the times. */
function asksAgain(model: Model, { id }: NodeView, edge: Edge): boolean {
  const { links, nodes } = model
  const circle = circles(links, model.reachable).find((each) => each.has(id))
  if (!circle?.has(edge.to)) return false
  const others = new Set([...circle].filter((each) => each !== id && customerActs(model, circle, each)))
  const quiet = new Set([...circle].filter((each) => !others.has(each)))
  const back = reach(links, [edge.to], new Set([...nodes.keys()].filter((each) => !quiet.has(each))))
  if (edge.to !== id && ![...back].some((each) => each !== id && links.get(each)?.includes(id))) return false
  const round = new Set([...back, id])
  return !endsByItself(model, round)
}

/** Something other than time happens at the node every time round: the customer answers, a colleague decides. */
const customerActs = (model: Model, circle: ReadonlySet<string>, id: string): boolean =>
  ['customer', 'person', 'event'].includes(kindOf(model.nodes.get(id)!.node)?.waits ?? '') && waitsIn(model, circle, id)

/** Circles that take an answer away and ask for it again, with nothing else asked and nothing counted. */
function checkAskedAgain(model: Model, report: Report): void {
  for (const circle of circles(model.links, model.reachable)) {
    for (const id of circle) {
      const view = model.nodes.get(id)!
      const emptied = slotsAskedBy(view).some((slot) =>
        [...circle].some((each) => empties(model.nodes.get(each)!, slot)),
      )
      if (!emptied) continue
      const quiet = new Set([...circle].filter((each) => each === id || !customerActs(model, circle, each)))
      const round = circles(model.links, quiet).find((each) => each.has(id))
      if (!round || endsByItself(model, round)) continue
      const [zh, en] = nameOf(model, id)
      report.error(
        'asked-again-forever',
        { node: id },
        [
          `${zh}的答案一不合适就清掉再问，次数没有上限，答不对的客户出不去。`,
          `Whenever the answer to ${en} does not do it is taken away and asked for again, without a limit: who cannot give it is caught.`,
        ],
        [
          '用变量数次数，几次后「转人工」；或让客户选要不要再试。',
          'Count the times and hand over after some, or let the customer choose to try again.',
        ],
      )
    }
  }
}
