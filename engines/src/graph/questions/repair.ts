import type { Fact } from '@loopdesk/contracts/graph.ts'
import { type Graph, type Path, propertyOf, relatedTo, valuesOf } from '../graph.ts'
import { nameOf, showValue, valuePath } from '../show.ts'
import { tidy } from '../units.ts'
import { type Asked, answer, decline, type GraphAnswer, join, type PlanItem, pick, type RepairPlan } from './answer.ts'
import { all, meaning } from './read-question.ts'

/** P0420 怎么修，要换什么件，几个工时: code → causes → steps → parts → hours, with totals. */
export function answerRepair(asked: Asked): GraphAnswer | undefined {
  const { graph, reading, language } = asked
  const entities = all(reading, 'entity')
  const codes = entities.filter(({ ids }) => ids.length === 1 && isFault(graph, graph.entities.get(ids[0]!)!.type))
  if (codes.length !== 1 || entities.length > 1) return undefined
  const wants = (['repair', 'meaning', 'reason', 'steps', 'parts', 'hours', 'price'] as const).filter((cue) =>
    reading.cues.has(cue),
  )
  const others = reading.mentions.filter((each) => !meaning(each, 'entity'))
  if (others.some((each) => !isOfPlan(graph, each.meanings))) return undefined
  if (wants.length === 0 && others.length === 0 && reading.rest.length > 0) return undefined
  const plan = planOf(asked, codes[0]!.ids[0]!)
  if (plan.meaning.length + plan.causes.length + plan.steps.length + plan.parts.length === 0)
    return decline(
      'repair',
      'not_recorded',
      pick(
        language,
        `没有记录 ${plan.code.name} 的含义和处理方法。`,
        `What ${plan.code.name} means and what to do about it is not recorded.`,
      ),
      { entities: [plan.code.id] },
    )
  const facts = factsOfPlan(asked, plan)
  return answer('repair', words(asked, plan, wants), facts, { entities: [plan.code.id], repair: plan })
}

/** Whether entities of a type lead to causes or steps: it is a type of fault. */
const isFault = (graph: Graph, type: string) =>
  graph.ontology.relations.some(({ role, from }) => (role === 'cause' || role === 'step') && from.includes(type)) &&
  !graph.ontology.relations.some(({ role, to }) => (role === 'cause' || role === 'step') && to.includes(type))

function isOfPlan({ ontology }: Graph, meanings: readonly { kind: string; key?: string }[]): boolean {
  const targets = new Set(ontology.relations.filter(({ role }) => role).flatMap(({ from, to }) => [...from, ...to]))
  return meanings.some(
    ({ kind, key }) =>
      (kind === 'type' && targets.has(key!)) ||
      (kind === 'relation' && ontology.relations.some((each) => each.key === key && each.role)) ||
      (kind === 'property' && ontology.properties.some((each) => each.key === key && each.role)),
  )
}

function planOf(asked: Asked, id: string): RepairPlan {
  const { graph, day } = asked
  const item = (to: string, path: Path): PlanItem => ({ id: to, name: nameOf(graph, to), path })
  const reach = (from: string, role: 'cause' | 'step' | 'part') =>
    graph.ontology.relations
      .filter((each) => each.role === role && each.from.includes(graph.entities.get(from)?.type ?? ''))
      .flatMap(({ key }) => [...relatedTo(graph, from, key, false, day)])
  const causes = reach(id, 'cause').map(([to, path]) => item(to, path))
  const steps: RepairPlan['steps'] = []
  const parts: RepairPlan['parts'] = []
  const addParts = (from: string, before: Path) =>
    reach(from, 'part').map(([to, path]) => {
      if (!parts.some((each) => each.id === to)) {
        const price = numberByRole(asked, to, 'price')
        parts.push({ ...item(to, [...before, ...path]), ...(price === undefined ? {} : { price }) })
      }
      return nameOf(graph, to)
    })
  const addSteps = (from: string, before: Path, cause?: string) => {
    for (const [to, path] of reach(from, 'step')) {
      if (steps.some((each) => each.id === to)) continue
      const hours = numberByRole(asked, to, 'hours')
      const whole = [...before, ...path]
      steps.push({
        ...item(to, whole),
        parts: addParts(to, whole),
        ...(cause === undefined ? {} : { cause }),
        ...(hours === undefined ? {} : { hours }),
      })
    }
  }
  addSteps(id, [])
  for (const cause of causes) addSteps(cause.id, cause.path, cause.name)
  addParts(id, [])
  for (const cause of causes) addParts(cause.id, cause.path)
  const meaningOf = factsByRole(asked, id, 'meaning').map(({ value }) => String(value))
  return {
    code: item(id, []),
    meaning: meaningOf,
    causes,
    steps,
    parts,
    totals: totalsOf(asked, id, causes, steps, parts),
  }
}

function totalsOf(
  asked: Asked,
  id: string,
  causes: PlanItem[],
  steps: RepairPlan['steps'],
  parts: RepairPlan['parts'],
): RepairPlan['totals'] {
  const timed = steps.flatMap(({ hours }) => (hours === undefined ? [] : [hours]))
  // Where steps have no hours of their own, those of the whole repair or of its causes.
  const whole = numberByRole(asked, id, 'hours')
  const ofCauses = causes.flatMap((each) => numberByRole(asked, each.id, 'hours') ?? [])
  const hours = timed.length > 0 ? sum(timed) : (whole ?? (ofCauses.length > 0 ? sum(ofCauses) : null))
  const priced = parts.flatMap(({ price }) => (price === undefined ? [] : [price]))
  return {
    hours,
    hoursComplete: timed.length > 0 ? timed.length === steps.length : hours !== null,
    price: priced.length > 0 ? sum(priced) : null,
    priceComplete: priced.length === parts.length,
  }
}

const sum = (values: number[]) => tidy(values.reduce((total, each) => total + each, 0))

function factsByRole({ graph, day }: Asked, id: string, role: 'meaning' | 'hours' | 'price'): Fact[] {
  const type = graph.entities.get(id)?.type ?? ''
  return graph.ontology.properties
    .filter((each) => each.role === role && each.of.includes(type))
    .flatMap(({ key }) => valuesOf(graph, id, key, day))
}

function numberByRole(asked: Asked, id: string, role: 'hours' | 'price'): number | undefined {
  const value = factsByRole(asked, id, role)[0]?.value
  return typeof value === 'number' ? value : undefined
}

function factsOfPlan(asked: Asked, { code, causes, steps, parts }: RepairPlan): Path[] {
  const values = [code, ...causes, ...steps, ...parts].flatMap((item) =>
    (['meaning', 'hours', 'price'] as const).flatMap((role) =>
      factsByRole(asked, item.id, role).map((fact) => [...item.path, ...valuePath(fact)]),
    ),
  )
  return [...causes, ...steps, ...parts].map(({ path }) => path).concat(values)
}

function words(asked: Asked, plan: RepairPlan, wants: readonly string[]): string {
  const { language } = asked
  const colon = pick(language, '：', ': ')
  const lines = [
    plan.meaning.length > 0
      ? `${plan.code.name}${colon}${plan.meaning.join(pick(language, '；', '; '))}`
      : plan.code.name,
  ]
  const list = (title: string, items: string[]) => {
    if (items.length > 0) lines.push(`${title}${colon}`, ...items.map((each, at) => `${at + 1}. ${each}`))
  }
  list(
    pick(language, '可能原因', 'Possible causes'),
    plan.causes.map(({ name }) => name),
  )
  list(
    pick(language, '处理步骤', 'Steps'),
    plan.steps.map((step) => stepWords(asked, step)),
  )
  if (plan.parts.length > 0) {
    const named = plan.parts.map(({ name, price }) =>
      price === undefined
        ? name
        : `${name}${pick(language, `（${showRole(asked, 'price', price)}）`, ` (${showRole(asked, 'price', price)})`)}`,
    )
    lines.push(`${pick(language, '需要的件', 'Parts')}${colon}${join(language, named)}`)
  } else if (wants.includes('parts')) lines.push(pick(language, '需要的件没有记录。', 'Parts are not recorded.'))
  const { hours, hoursComplete, price, priceComplete } = plan.totals
  const least = (complete: boolean) => (complete ? '' : pick(language, '（部分没有记录）', ' (partly not recorded)'))
  if (hours !== null)
    lines.push(
      `${pick(language, '工时合计', 'Labour in total')}${colon}${showRole(asked, 'hours', hours)}${least(hoursComplete)}`,
    )
  else if (wants.includes('hours')) lines.push(pick(language, '工时没有记录。', 'Labour hours are not recorded.'))
  if (price !== null)
    lines.push(
      `${pick(language, '配件合计', 'Parts in total')}${colon}${showRole(asked, 'price', price)}${least(priceComplete)}`,
    )
  return lines.join('\n')
}

function stepWords(asked: Asked, { name, hours, parts, cause }: RepairPlan['steps'][number]): string {
  const { language } = asked
  const notes = [
    ...(cause === undefined ? [] : [pick(language, `针对：${cause}`, `for: ${cause}`)]),
    ...(hours === undefined ? [] : [showRole(asked, 'hours', hours)]),
    ...(parts.length === 0 ? [] : [join(language, parts)]),
  ]
  return notes.length === 0 ? name : `${name}${pick(language, `（${notes.join('；')}）`, ` (${notes.join('; ')})`)}`
}

function showRole({ graph, language }: Asked, role: 'hours' | 'price', value: number): string {
  const property = graph.ontology.properties.find((each) => each.role === role)
  return showValue(property && propertyOf(graph, property.key), value, language)
}
