import type { Localised } from '@loopdesk/contracts/flow.ts'
import { type Ast, astOf, everyNode, parse, placeholders } from '../expressions.ts'
import type { Place, Report } from '../finding.ts'
import { type Model, nameOf } from '../model.ts'
import { pathsOf } from '../paths.ts'

/** Functions expressions may call: JSONata's, without those of chance, and the platform's. */
const functions = new Set(
  `sum count max min average string substring substringBefore substringAfter lowercase uppercase length trim pad match contains
  replace split join formatNumber formatBase formatInteger parseInteger number floor ceil round abs sqrt power boolean not map zip
  filter single reduce sift keys lookup append exists spread merge reverse each error assert type sort distinct base64encode
  base64decode encodeUrlComponent encodeUrl decodeUrlComponent decodeUrl eval toMillis fromMillis clone now millis
  money day time plusDays title label`.split(/\s+/),
)
const chance = new Set(['random', 'shuffle'])

/** Expressions and texts can be read, and call only what there is; both languages say the same. */
export function checkExpressions(model: Model, report: Report): void {
  for (const { id, fields } of model.nodes.values())
    for (const { role, path, value } of fields) {
      const place = { node: id, field: path }
      if (role === 'expression') checkExpression(model, report, place, String(value))
      if (role === 'template') checkTemplate(model, report, place, value as Localised)
    }
  const { definition } = model
  if (definition.status) checkTemplate(model, report, { field: 'status' }, definition.status)
  for (const [name, slot] of Object.entries(definition.slots)) {
    if (slot.kind === 'choiceOf') checkExpression(model, report, { field: `slots.${name}.options` }, slot.options)
    if (slot.kind === 'record' && slot.prefer)
      checkExpression(model, report, { field: `slots.${name}.prefer` }, slot.prefer)
  }
}

function where(model: Model, { node, field }: Place): [zh: string, en: string] {
  if (node === undefined) return [`流程的 ${field}`, `The flow's ${field}`]
  const [zh, en] = nameOf(model, node)
  return [`${zh}的 ${field}`, `${field} of ${en}`]
}

function checkExpression(model: Model, report: Report, place: Place, source: string): void {
  const read = parse(source)
  const [zh, en] = where(model, place)
  if (!read.ok) {
    report.error(
      'expression-unreadable',
      place,
      [
        `${zh}里的表达式写错了，第 ${read.at} 个字符附近：${read.message}`,
        `The expression in ${en} cannot be read, near character ${read.at}: ${read.message}`,
      ],
      ['检查括号、引号和运算符。', 'Check brackets, quotes and operators.'],
    )
    return
  }
  for (const name of unknownVariables(read.ast)) {
    if (chance.has(name))
      report.error(
        'chance',
        place,
        [
          `${zh}用了 $${name}：流程不掷骰子，同一件事重做要走同一条路。`,
          `${en} uses $${name}: a flow throws no dice, so that a repeated run goes the same way.`,
        ],
        ['改用订单号等已有的值。', 'Use a value that is there, such as an order number.'],
      )
    else
      report.error(
        'unknown-function',
        place,
        [`${zh}用了不存在的 $${name}。`, `${en} uses $${name}, which does not exist.`],
        ['检查拼写；变量前面不加 $。', 'Check the spelling; variables of the flow are written without $.'],
      )
  }
}

/** `$names` that are neither bound in the expression nor functions. Where a name is bound does not matter. */
function unknownVariables(ast: Ast): Set<string> {
  const bound = new Set<string>(['', '$', 'lang'])
  const used = new Set<string>()
  everyNode(ast, (each) => {
    if (each.type === 'bind') bound.add(String((each.lhs as Ast).value))
    if (each.type === 'lambda') for (const { value } of each.arguments ?? []) bound.add(String(value))
    if (each.focus !== undefined) bound.add(each.focus)
    if (each.index !== undefined) bound.add(each.index)
    if (each.type === 'variable') used.add(String(each.value))
  })
  return new Set([...used].filter((name) => !bound.has(name) && !functions.has(name)))
}

function checkTemplate(model: Model, report: Report, place: Place, text: Localised): void {
  for (const lang of ['zh', 'en'] as const) {
    const at = { ...place, field: `${place.field}.${lang}` }
    const rest = text[lang].split(/\{\{(.+?)\}\}/s).filter((_, index) => index % 2 === 0)
    if (rest.some((each) => each.includes('{{') || each.includes('}}'))) {
      const [zh, en] = where(model, at)
      report.error(
        'template-broken',
        at,
        [
          `${zh}里的 {{ }} 没有成对，客户会看到大括号。`,
          `The {{ }} in ${en} are not in pairs: customers would see the braces.`,
        ],
        ['补上缺的 {{ 或 }}。', 'Add the missing {{ or }}.'],
      )
    }
    for (const each of placeholders(text[lang])) checkExpression(model, report, at, each)
  }
  const [onlyZh, onlyEn] = differences(text)
  if (onlyZh.length + onlyEn.length === 0) return
  const [zh, en] = where(model, place)
  const listed = [...onlyZh.map((each) => `${each} (zh)`), ...onlyEn.map((each) => `${each} (en)`)].join(', ')
  report.warning(
    'languages-differ',
    place,
    [`${zh}的中英文填的内容不一样：${listed}。`, `${en} fills in different values in Chinese and English: ${listed}.`],
    ['让两种语言说同样的内容。', 'Let both languages say the same.'],
  )
}

/** Values only one language fills in. Names that end in a language (`nameEn`, `goodsZh`) count as the same. */
function differences(text: Localised): [string[], string[]] {
  const sides = [text.zh, text.en].map((each) => {
    const found = new Set<string>()
    for (const source of placeholders(each)) {
      const ast = astOf(source)
      if (ast) for (const path of pathsOf(ast)) found.add(path.replace(/(_?(Zh|En)|[._](zh|en))$/, ''))
    }
    return found
  })
  // What one language writes out in full, the other may test or leave to a longer path.
  const said = (path: string, side: Set<string>) =>
    [...side].some((each) => each === path || each.startsWith(`${path}.`))
  const [zh, en] = [sides[0]!, sides[1]!]
  const only = (one: Set<string>, other: Set<string>) => [...one].filter((path) => !said(path, other))
  return [only(zh, en), only(en, zh)]
}
