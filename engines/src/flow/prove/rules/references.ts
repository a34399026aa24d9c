import type { Report } from '../finding.ts'
import { type Model, nameOf } from '../model.ts'

/** Everything a flow names exists: nodes, slots, tools, flows, systems, skills. */
export function checkReferences(model: Model, report: Report): void {
  checkHeader(model, report)
  for (const { id, node, fields } of model.nodes.values()) {
    const [zh, en] = nameOf(model, id)
    for (const { role, path, value } of fields) {
      const place = { node: id, field: path }
      const to = String(value)
      if ((role === 'edge' || role === 'body') && !(to in model.definition.nodes))
        report.error(
          'no-such-node',
          place,
          [`${zh}指向不存在的步骤「${to}」。`, `${en} leads to “${to}”, which does not exist.`],
          ['改连到一个现有的步骤，或新建它。', 'Connect it to a step that exists, or make that step.'],
        )
      if (role === 'slot') checkSlot(model, report, place, to)
      if (role === 'tool') checkTool(model, report, place, to)
      if (role === 'flow' && !model.world.flows.has(to) && to !== model.definition.id)
        report.error(
          'no-such-flow',
          place,
          [`${zh}用到的流程「${to}」不存在。`, `${en} uses the flow “${to}”, which does not exist.`],
          ['选一个现有的流程。', 'Choose a flow that exists.'],
        )
      if (role === 'connection') checkConnection(model, report, place, to)
    }
    if ('refusals' in node && node.type === 'call')
      checkRefusals(model, report, id, node.tool, Object.keys(node.refusals))
    if ('skill' in node && node.skill !== undefined) checkSkill(model, report, id, node.skill)
    if (node.type === 'prompt' && !model.world.prompts)
      report.warning(
        'no-model',
        { node: id },
        [
          `${zh}要问语言模型，但还没有接入模型，每次都会走「失败」。`,
          `${en} asks a language model, but none is set up: it will always fail.`,
        ],
        ['先在设置里接入模型，或换一种做法。', 'Set up a model first, or do it another way.'],
      )
  }
}

function checkHeader({ definition, world }: Model, report: Report): void {
  const named: [field: string, node: string | undefined, zh: string, en: string][] = [
    ['start', definition.start, '起点', 'The start'],
    ['onError', definition.onError, '出错处理', 'The error handler'],
    ['finally', definition.finally, '收尾', '“Finally”'],
    ...definition.steps.map(({ node }, at): [string, string, string, string] => [
      `steps.${at}.node`,
      node,
      '进度条的一步',
      'A step of the progress bar',
    ]),
  ]
  for (const [field, node, zh, en] of named)
    if (node !== undefined && !(node in definition.nodes))
      report.error(
        'no-such-node',
        { field },
        [`${zh}指向不存在的步骤「${node}」。`, `${en} points to “${node}”, which does not exist.`],
        ['改成一个现有的步骤。', 'Choose a step that exists.'],
      )
  const { trigger } = definition
  if (trigger.type === 'event' && !world.connections.has(trigger.connection))
    noConnection(report, { field: 'trigger' }, trigger.connection)
  for (const [name, slot] of Object.entries(definition.slots)) {
    const known =
      slot.kind === 'record'
        ? world.recordTypes.has(slot.record)
        : slot.kind !== 'catalogue' || world.catalogues.has(slot.catalogue)
    const kind = slot.kind === 'record' ? slot.record : slot.kind === 'catalogue' ? slot.catalogue : ''
    if (!known)
      report.error(
        slot.kind === 'record' ? 'no-such-record-type' : 'no-such-catalogue',
        { field: `slots.${name}` },
        [
          `信息「${name}」要的业务对象「${kind}」没有定义。`,
          `“${name}” is of the kind “${kind}”, which is not defined.`,
        ],
        ['在系统对接里定义它，或换一种类型。', 'Define it with the connected systems, or choose another kind.'],
      )
  }
}

function checkSlot({ definition }: Model, report: Report, place: { node: string; field: string }, slot: string): void {
  if (slot in definition.slots) return
  const [zh, en] = nameOf({ definition }, place.node)
  report.error(
    'no-such-slot',
    place,
    [`${zh}要填的信息「${slot}」没有定义。`, `${en} asks for “${slot}”, which is not defined.`],
    ['在流程的信息里加上它，或选一个现有的。', "Add it to the flow's slots, or choose one of them."],
  )
}

function checkTool(model: Model, report: Report, place: { node: string; field: string }, tool: string): void {
  if (model.world.tools.has(tool)) return
  const [zh, en] = nameOf(model, place.node)
  report.error(
    'no-such-tool',
    place,
    [`${zh}要调用的工具「${tool}」不存在。`, `${en} calls “${tool}”, which does not exist.`],
    ['选一个已对接的工具。', 'Choose a tool of a connected system.'],
  )
}

function checkConnection({ world }: Model, report: Report, place: { node: string; field: string }, to: string): void {
  if (!world.connections.has(to)) noConnection(report, place, to)
}

function noConnection(report: Report, place: { node?: string; field: string }, name: string): void {
  report.error(
    'no-such-connection',
    place,
    [`系统「${name}」没有接入。`, `The system “${name}” is not connected.`],
    ['先接入它，或选一个已接入的系统。', 'Connect it first, or choose one that is.'],
  )
}

function checkRefusals(model: Model, report: Report, id: string, tool: string, codes: string[]): void {
  const known = model.world.tools.get(tool)?.refusals
  if (!known) return
  const [zh, en] = nameOf(model, id)
  for (const code of codes)
    if (!known.includes(code))
      report.warning(
        'no-such-refusal',
        { node: id, field: `refusals.${code}` },
        [
          `${zh}等着错误码「${code}」，但「${tool}」不会这样拒绝。`,
          `${en} expects the refusal “${code}”, which ${tool} does not give.`,
        ],
        [`改成它会给的：${known.join('、')}。`, `Use one it gives: ${known.join(', ')}.`],
      )
}

function checkSkill(model: Model, report: Report, id: string, skill: string): void {
  if (!model.world.skills || model.world.skills.has(skill)) return
  const [zh, en] = nameOf(model, id)
  report.warning(
    'no-such-skill',
    { node: id, field: 'skill' },
    [`没有同事有${zh}要的技能「${skill}」。`, `No colleague has the skill “${skill}” that ${en} asks for.`],
    ['选一个有人会的技能，或先给同事加上。', 'Choose a skill somebody has, or give it to a colleague first.'],
  )
}
