import type { Localised } from '@loopdesk/contracts/flow.ts'
import { type Ast, astOf, placeholders, placeholdersOf } from '../expressions.ts'
import type { Report } from '../finding.ts'
import type { KnownValues, Way } from '../known-values.ts'
import { type Field, type Model, nameOf, nodesWithin } from '../model.ts'
import { rootsOf } from '../paths.ts'
import { findReads } from '../reads.ts'
import { contextNames, givenNames, settersOf, slotsAskedBy, variablesSetBy } from '../variable-names.ts'

/** Every variable is set before it is read, on every way; names do not hide each other; nothing is set for nobody. */
export function checkVariables(model: Model, known: KnownValues, report: Report): void {
  const setters = settersOf(model)
  for (const { id, fields } of model.nodes.values())
    for (const field of fields)
      for (const { source, at } of expressionsIn(field)) {
        const ast = astOf(source)
        if (ast) checkReads(model, known, report, setters, { id, field: at, ast })
      }
  checkStatus(model, report, setters)
  checkNames(model, report)
  checkUnused(model, report, setters)
}

/** The expressions of a field, each with where it stands. */
function expressionsIn({ role, path, value }: Field): { source: string; at: string }[] {
  if (role === 'expression') return [{ source: String(value), at: path }]
  if (role !== 'template') return []
  const text = value as Localised
  return (['zh', 'en'] as const).flatMap((lang) => placeholders(text[lang]).map((source) => ({ source, at: path })))
}

interface Read {
  id: string
  field: string
  ast: Ast
}

function checkReads(
  model: Model,
  known: KnownValues,
  report: Report,
  setters: Map<string, string[]>,
  read: Read,
): void {
  const { id, field, ast } = read
  const roots = [...rootsOf(ast)]
  const more = namesAtHand(model, id, field)
  const missing = new Map<string, Way>()
  for (const way of known.at(id)) {
    if (roots.every((name) => known.has(way, name) || more.includes(name))) continue
    const asCondition = /(^|\.)(when|skip)$/.test(field)
    findReads(
      ast,
      known.context(way, more, (name) => missing.set(name, way)),
      asCondition,
    )
  }
  for (const name of missing.keys()) tell(model, known, report, setters, read, name)
}

/** What a field sees besides what the node sees: an answer that is being judged, an event that is being told of. */
function namesAtHand({ nodes }: Model, id: string, field: string): string[] {
  const { node } = nodes.get(id)!
  if (node.type === 'ask' && field.startsWith('refuse.')) return [node.slot]
  const inForm = node.type === 'form' ? /^fields\.(\d+)\.refuse\./.exec(field) : null
  if (inForm && node.type === 'form') return [node.fields[Number(inForm[1])]!.slot]
  return node.type === 'watch' && field.startsWith('events.') ? ['event'] : []
}

function tell(
  model: Model,
  known: KnownValues,
  report: Report,
  setters: Map<string, string[]>,
  { id, field }: Read,
  name: string,
): void {
  const [zh, en] = nameOf(model, id)
  const place = { node: id, field }
  const from = model.into.get(id)?.find((edge) => known.along(edge).some((way) => !known.has(way, name)))
  const [fromZh, fromEn] = from ? nameOf(model, from.from) : ['流程开头', 'the start']
  if (name === 'error')
    report.error(
      'error-not-there',
      place,
      [
        `${zh}用到 error，但从${fromZh}过来时并没有出错。`,
        `${en} reads error, but nothing has gone wrong on the way from ${fromEn}.`,
      ],
      [
        '只在出错的路上用 error，或先判断 $exists(error)。',
        'Use error only on ways of errors, or ask $exists(error) first.',
      ],
    )
  else if (!setters.has(name) && !(name in model.definition.slots) && !(name in model.definition.inputs))
    report.error(
      'unknown-variable',
      place,
      [
        `${zh}用到「${name}」，但流程里没有任何步骤给它赋值。`,
        `${en} reads “${name}”, which nothing in this flow sets.`,
      ],
      ['检查拼写，或在前面加一步来保存它。', 'Check the spelling, or add a step before that saves it.'],
    )
  else if (name in model.definition.slots)
    report.error(
      'slot-maybe-empty',
      place,
      [
        `${zh}用到信息「${name}」，但从${fromZh}过来时可能还没问过客户。`,
        `${en} reads “${name}”, but coming from ${fromEn} the customer may not have been asked for it.`,
      ],
      [`在这条路上先问，或先判断：${name} ? … : …`, `Ask for it on that way, or test it first: ${name} ? … : …`],
    )
  else
    report.error(
      'maybe-unset',
      place,
      [
        `${zh}用到「${name}」，但从${fromZh}过来时它可能还没有值。`,
        `${en} reads “${name}”, but coming from ${fromEn} it may not have a value.`,
      ],
      [
        `在这条路上先给它赋值，或先判断：$exists(${name}) ? … : …`,
        `Set it on that way, or test it first: $exists(${name}) ? … : …`,
      ],
    )
}

/** The answer to "how does it stand?" may be asked for at any time: what it reads must at least exist somewhere. */
function checkStatus(model: Model, report: Report, setters: Map<string, string[]>): void {
  const { definition } = model
  if (!definition.status) return
  const names = new Set([
    ...givenNames(definition),
    ...Object.keys(definition.inputs),
    ...Object.keys(definition.slots),
    'heard',
    'error',
  ])
  for (const source of placeholdersOf(definition.status)) {
    const ast = astOf(source)
    for (const name of ast ? rootsOf(ast) : [])
      if (!setters.has(name) && !names.has(name))
        report.error(
          'unknown-variable',
          { field: 'status' },
          [
            `进度说明用到「${name}」，但流程里没有任何步骤给它赋值。`,
            `The status text reads “${name}”, which nothing in this flow sets.`,
          ],
          ['检查拼写。', 'Check the spelling.'],
        )
  }
}

function checkNames(model: Model, report: Report): void {
  for (const view of model.nodes.values()) {
    const [zh, en] = nameOf(model, view.id)
    for (const name of variablesSetBy(view))
      if (contextNames.includes(name))
        report.error(
          'reserved-name',
          { node: view.id },
          [
            `${zh}把结果存成「${name}」，这个名字平台自己要用，存了也读不到。`,
            `${en} saves to “${name}”, a name of the platform's own: what is saved is never seen.`,
          ],
          ['换个名字。', 'Choose another name.'],
        )
    if (view.node.type === 'choice' && view.id in model.definition.slots)
      report.error(
        'name-taken',
        { node: view.id },
        [
          `选项菜单${zh}和信息「${view.id}」同名，答案会混在一起。`,
          `The choice ${en} has the name of the slot “${view.id}”: their answers would be mixed up.`,
        ],
        ['给其中一个换个名字。', 'Rename one of them.'],
      )
  }
}

function checkUnused(model: Model, report: Report, setters: Map<string, string[]>): void {
  const { definition, nodes } = model
  const read = new Set<string>()
  const note = (source: string) => {
    const ast = astOf(source)
    for (const name of ast ? rootsOf(ast) : []) read.add(name)
  }
  for (const { fields } of nodes.values())
    for (const field of fields) for (const { source } of expressionsIn(field)) note(source)
  for (const slot of Object.values(definition.slots)) if (slot.kind === 'choiceOf') note(slot.options)
  if (definition.status) for (const source of placeholdersOf(definition.status)) note(source)
  for (const view of nodes.values())
    for (const name of variablesSetBy(view))
      if (!read.has(name) && !contextNames.includes(name) && !(name in definition.slots))
        report.warning(
          'unused-variable',
          { node: view.id },
          [
            `${nameOf(model, view.id)[0]}存下「${name}」，但后面没有用到。`,
            `${nameOf(model, view.id)[1]} saves “${name}”, which nothing reads.`,
          ],
          ['不用就不存。', 'Leave it out if it is not needed.'],
        )
  for (const name of Object.keys(definition.slots))
    if (!read.has(name) && !setters.has(name))
      report.warning(
        'unused-slot',
        { field: `slots.${name}` },
        [`信息「${name}」没有问过，也没有用到。`, `“${name}” is neither asked for nor read.`],
        ['删掉它，或在流程里用上。', 'Delete it, or use it.'],
      )
}

/** Branches that run at the same time do not set the same variable, and none reads what another sets. */
export function checkBranches(model: Model, report: Report): void {
  for (const owner of model.nodes.values()) {
    if (owner.node.type !== 'parallel') continue
    const branches = model.regions
      .filter((each) => each.owner === owner.id)
      .map((region) => ({ name: region.field!.replace(/^branches\./, ''), nodes: nodesWithin(model, region) }))
    const setBy = branches.map(({ nodes }) => namesSet(model, nodes))
    for (const [at, names] of setBy.entries())
      for (const [name, node] of names) {
        const other = setBy.findIndex((each, index) => index < at && each.has(name))
        if (other >= 0)
          report.error(
            'branches-collide',
            { node },
            [
              `并行分支「${branches[other]!.name}」和「${branches[at]!.name}」都给「${name}」赋值，谁后到算谁的。`,
              `The parallel branches “${branches[other]!.name}” and “${branches[at]!.name}” both set “${name}”: whichever is later wins.`,
            ],
            ['各用各的名字，或用「返回」带回结果。', 'Use a name each, or return the results.'],
          )
        for (const [index, branch] of branches.entries())
          if (index !== at && !setBy[index]!.has(name))
            checkReadsOther(model, report, branch.nodes, name, branches[at]!.name)
      }
  }
}

/** What a branch sets in the flow's own scope. What a loop's rounds set stays in the round. */
function namesSet(model: Model, nodes: Set<string>): Map<string, string> {
  const found = new Map<string, string>()
  for (const id of nodes) {
    const view = model.nodes.get(id)!
    const inRound = [...model.regions].some(
      (each) => each.kind === 'each' && nodes.has(each.owner!) && nodesWithin(model, each).has(id),
    )
    if (!inRound) for (const name of [...variablesSetBy(view), ...slotsAskedBy(view)]) found.set(name, id)
  }
  return found
}

function checkReadsOther(model: Model, report: Report, nodes: Set<string>, name: string, branch: string): void {
  for (const id of nodes) {
    const reads = model.nodes.get(id)!.fields.some((field) =>
      expressionsIn(field).some(({ source }) => {
        const ast = astOf(source)
        return ast !== undefined && rootsOf(ast).has(name)
      }),
    )
    if (!reads) continue
    const [zh, en] = nameOf(model, id)
    report.error(
      'branch-reads-other',
      { node: id },
      [
        `${zh}读「${name}」，而同时走的分支「${branch}」正在改它。`,
        `${en} reads “${name}” while the branch “${branch}” sets it at the same time.`,
      ],
      ['汇合后再读，或在并行之前算好。', 'Read it after the join, or work it out before the branches.'],
    )
  }
}
