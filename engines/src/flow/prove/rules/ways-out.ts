import type { Report } from '../finding.ts'
import { reach, reversed } from '../graph.ts'
import { type Model, nameOf } from '../model.ts'

/** Every node can be reached, and every node has a way to an end: of the flow, or of the branch or loop it stands in. */
export function checkWaysOut(model: Model, report: Report): void {
  const { nodes, definition, reachable } = model
  for (const id of nodes.keys())
    if (!reachable.has(id)) {
      const [zh, en] = nameOf(model, id)
      report.error(
        'unreachable',
        { node: id },
        [`没有路能走到${zh}。`, `No way leads to ${en}.`],
        ['从别的步骤连过来，或删掉它。', 'Connect it from another step, or delete it.'],
      )
    }
  const back = reversed(model.links)
  for (const region of model.regions) {
    const ends = [...region.nodes].filter((id) => {
      const { type } = nodes.get(id)!.node
      return type === 'return' ? region.kind !== 'main' : type === 'end' || type === 'handoff'
    })
    const leading = reach(back, ends)
    for (const id of region.nodes) {
      if (leading.has(id) || !reachable.has(id) || isBroken(model, id)) continue
      // A `return` of the flow itself is told of as such.
      if (
        region.kind === 'main' &&
        [...reach(model.links, [id])].some((each) => nodes.get(each)?.node.type === 'return')
      )
        continue
      const [zh, en] = nameOf(model, id)
      report.error(
        'no-way-out',
        { node: id },
        region.kind === 'main'
          ? [`走到${zh}以后，没有路能到「结束」或「转人工」。`, `From ${en} no way leads to an end or to a person.`]
          : [
              `走到${zh}以后，没有路能到这一段的「返回」。`,
              `From ${en} no way leads to the “return” of its branch or loop.`,
            ],
        [
          '从这里或它后面的步骤连出一条能结束的路。',
          'Connect a way from here, or from a step after it, that comes to an end.',
        ],
      )
    }
  }
  if (definition.onError === undefined) checkUnhandled(model, report)
}

/** Leads to a node that does not exist, which is told of already. */
const isBroken = ({ nodes, definition }: Model, id: string): boolean =>
  nodes.get(id)!.fields.some(({ role, value }) => role === 'edge' && !(String(value) in definition.nodes))

/** Things that go wrong in ordinary use and that nothing sees to. */
function checkUnhandled(model: Model, report: Report): void {
  for (const { id, node } of model.nodes.values()) {
    if (model.regionOf.get(id)?.kind !== 'main') continue
    const open =
      (node.type === 'knowledge' && node.failed === undefined) ||
      (node.type === 'while' && node.exceeded === undefined && node.failed === undefined && !node.errors.limit) ||
      (node.type === 'event' && node.within !== undefined && node.expired === undefined)
    if (!open) continue
    const [zh, en] = nameOf(model, id)
    report.warning(
      'error-unhandled',
      { node: id },
      [
        `${zh}出错或超时时没有路可走，整个流程会中断。`,
        `When ${en} fails or runs out of time nothing sees to it, and the whole run breaks off.`,
      ],
      ['给它连一条出错时的路，或给流程设一个出错处理。', 'Give it a way for errors, or the flow a handler.'],
    )
  }
}
