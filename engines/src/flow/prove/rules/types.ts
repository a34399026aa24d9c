import type { Localised } from '@loopdesk/contracts/flow.ts'
import { type Ast, astOf, placeholders, unwrap } from '../expressions.ts'
import { isLiteral } from '../facts.ts'
import type { Report } from '../finding.ts'
import { type Model, nameOf } from '../model.ts'
import { infer, type TypeReport, type TypeScope } from '../types/infer.ts'
import { alternatives, kindsOf, type Type, valuesOf } from '../types/schema.ts'
import { makeVariableTypes } from '../types/variable-types.ts'
import type { JsonSchema } from '../world.ts'

interface At {
  node: string
  field: string
}

/** What tools and flows are given fits what they take; fields and values that are asked for can be there. Unknown stays unknown. */
export function checkTypes(model: Model, report: Report): void {
  const root = makeVariableTypes(model)
  const scopeAt = (at: At): TypeScope => ({ root, variables: new Map(), report: reportAt(model, report, at) })
  for (const { id, node, fields } of model.nodes.values()) {
    for (const { role, path, value } of fields)
      for (const [source, field] of sourcesOf(role, path, value)) {
        const ast = astOf(source)
        if (ast) infer(ast, scopeAt({ node: id, field }))
      }
    const given = (source: string | undefined, field: string, schema: Type) => {
      const ast = astOf(source ?? '{}')
      if (ast && schema)
        checkGiven(ast, schema, scopeAt({ node: id, field }), { model, report, at: { node: id, field }, path: '' })
    }
    if (node.type === 'call') given(node.args, 'args', model.world.tools.get(node.tool)?.args)
    if (node.type === 'subflow') given(node.input, 'input', inputsOf(model, node.flow))
    if (node.type === 'ask' && node.fallback !== undefined) checkFallback(model, report, id, node.slot, node.fallback)
  }
}

function sourcesOf(role: string, path: string, value: unknown): [source: string, field: string][] {
  if (role === 'expression') return [[String(value), path]]
  if (role !== 'template') return []
  const text = value as Localised
  return (['zh', 'en'] as const).flatMap((lang) =>
    placeholders(text[lang]).map((source): [string, string] => [source, path]),
  )
}

function reportAt(model: Model, report: Report, at: At): TypeReport {
  const [zh, en] = nameOf(model, at.node)
  return {
    noField: (path, field) =>
      report.error(
        'no-such-field',
        at,
        [
          `${zh}用到 ${path}，但那里没有「${field}」这个字段。`,
          `${en} reads ${path}, but there is no field “${field}”.`,
        ],
        ['检查拼写，对照系统接口的返回内容。', "Check the spelling against what the system's answer holds."],
      ),
    neverEqual: (literal, values) => {
      const shown = JSON.stringify(literal)
      const listed = values?.map((each) => JSON.stringify(each)).join(', ')
      report.error(
        'never-equal',
        at,
        [
          `${zh}拿一个值和 ${shown} 比，但它永远不会是 ${shown}。`,
          `${en} compares a value with ${shown}, which it never is.`,
        ],
        listed === undefined
          ? ['两边的类型不同，改成同一种。', 'The two sides are of different kinds: make them the same.']
          : [`它只可能是：${listed}。`, `It can only be: ${listed}.`],
      )
    },
  }
}

/** What a called flow takes: its inputs, and values for its slots. */
function inputsOf({ world }: Model, flow: string): Type {
  const called = world.flows.get(flow)?.definition
  if (!called) return undefined
  const inputs = Object.entries(called.inputs)
  const slots = Object.keys(called.slots).map((name) => [name, {}])
  return {
    type: 'object',
    properties: {
      ...Object.fromEntries(slots),
      ...Object.fromEntries(inputs.map(([name, { type }]) => [name, { type }])),
    },
    required: inputs.flatMap(([name, { required }]) => (required ? [name] : [])),
    additionalProperties: false,
  }
}

interface Given {
  model: Model
  report: Report
  at: At
  /** Where in the arguments. */
  path: string
}

function checkGiven(given: Ast, schema: Type, scope: TypeScope, about: Given): void {
  const ast = unwrap(given)
  const silent: TypeScope = { ...scope, report: { noField: () => {}, neverEqual: () => {} } }
  if (ast.type === 'block') {
    const inside = { ...silent, variables: new Map(silent.variables) }
    const expressions = ast.expressions ?? []
    for (const each of expressions.slice(0, -1)) infer(each, inside)
    const last = expressions.at(-1)
    if (last) checkGiven(last, schema, inside, about)
  } else if (ast.type === 'condition') {
    if (ast.then) checkGiven(ast.then, schema, scope, about)
    if (ast.else) checkGiven(ast.else, schema, scope, about)
  } else if (ast.type === 'unary' && ast.value === '{') checkObject(ast, schema, silent, about)
  else if (ast.type === 'unary' && ast.value === '[') checkList(ast, schema, silent, about)
  else checkFits(isLiteral(ast) ? { const: ast.value } : infer(ast, silent), schema, about)
}

function checkObject(ast: Ast, schema: Type, scope: TypeScope, about: Given): void {
  const objects = alternatives(schema)
  if (!objects) return
  const only = objects.filter((each) => each.type === 'object')
  if (only.length === 0) checkFits({ type: 'object' }, schema, about)
  if (only.length !== 1) return
  const {
    properties = {},
    required = [],
    additionalProperties,
  } = only[0] as {
    properties?: Record<string, JsonSchema>
    required?: string[]
    additionalProperties?: unknown
  }
  const pairs = ast.lhs as [Ast, Ast][]
  const keys = pairs.map(([key]) => (key.type === 'string' ? String(key.value) : undefined))
  const { model, report, at, path } = about
  const [zh, en] = nameOf(model, at.node)
  const full = (name: string) => (path === '' ? name : `${path}.${name}`)
  if (!keys.includes(undefined))
    for (const name of required)
      if (!keys.includes(name))
        report.error(
          'argument-missing',
          at,
          [`${zh}没有给必填的「${full(name)}」。`, `${en} does not give “${full(name)}”, which is required.`],
          ['在参数里补上它。', 'Add it to the arguments.'],
        )
  for (const [index, name] of keys.entries()) {
    if (name === undefined) continue
    if (name in properties) checkGiven(pairs[index]![1], properties[name], scope, { ...about, path: full(name) })
    else if (additionalProperties === false)
      report.error(
        'argument-unknown',
        at,
        [`${zh}给了「${full(name)}」，但对方不认这个参数。`, `${en} gives “${full(name)}”, which is not taken there.`],
        [
          `检查拼写；可用的有：${Object.keys(properties).join('、')}。`,
          `Check the spelling; there are: ${Object.keys(properties).join(', ')}.`,
        ],
      )
  }
}

function checkList(ast: Ast, schema: Type, scope: TypeScope, about: Given): void {
  const lists = alternatives(schema)
  if (!lists) return
  const only = lists.filter((each) => each.type === 'array')
  if (only.length === 0) checkFits({ type: 'array' }, schema, about)
  if (only.length !== 1) return
  for (const each of ast.expressions ?? []) {
    const item = unwrap(each)
    const last = item.type === 'path' ? item.steps?.at(-1) : undefined
    const made = last?.type === 'unary' && last.value === '{' ? last : item
    // Of a path only the objects it makes are looked at: what it finds may be a list itself.
    if (made !== item)
      checkGiven(
        made,
        only[0]!.items as Type,
        { ...scope, context: { type: undefined } },
        { ...about, path: `${about.path}[]` },
      )
    else if (isLiteral(item) || (item.type === 'unary' && item.value === '{'))
      checkGiven(item, only[0]!.items as Type, scope, { ...about, path: `${about.path}[]` })
  }
}

/** Tells when a value can never be what is asked for: of another kind, or none of the values allowed. */
function checkFits(type: Type, schema: Type, { model, report, at, path }: Given): void {
  const [kinds, wanted] = [kindsOf(type), kindsOf(schema)]
  if (!kinds || !wanted || kinds.size === 0 || wanted.size === 0) return
  const [values, allowed] = [valuesOf(type), valuesOf(schema)]
  // A single value stands for a list of one.
  if (wanted.has('array') || kinds.has('array')) {
    if (!wanted.has('array') || !kinds.has('array') || kinds.size > 1 || wanted.size > 1) return
  }
  const ofOtherKind = ![...kinds].some((each) => wanted.has(each))
  const noneAllowed = values !== undefined && allowed !== undefined && !values.some((each) => allowed.includes(each))
  if (!ofOtherKind && !noneAllowed) return
  const [zh, en] = nameOf(model, at.node)
  const place = path === '' ? ['', ''] : [`「${path}」`, `“${path}” `]
  const listed = allowed?.map((each) => JSON.stringify(each)).join(', ')
  report.error(
    'argument-wrong',
    at,
    [
      `${zh}给的${place[0]}不对：${listed ?? [...wanted].join('/')} 才行。`,
      `What ${en} gives ${path === '' ? '' : `as ${place[1]}`}does not fit: it must be ${listed ?? [...wanted].join(' or ')}.`,
    ],
    ['改成对方要的值。', 'Give what is asked for.'],
  )
}

/** The answer taken for a customer who does not mind is one of the options. */
function checkFallback(model: Model, report: Report, id: string, name: string, fallback: string): void {
  const slot = model.definition.slots[name]
  const ast = astOf(fallback)
  if (slot?.kind !== 'choice' || ast?.type !== 'string') return
  if (slot.options.some(({ value }) => value === ast.value)) return
  const [zh, en] = nameOf(model, id)
  report.error(
    'fallback-no-option',
    { node: id, field: 'fallback' },
    [
      `${zh}在客户说「随便」时取「${ast.value}」，但选项里没有它。`,
      `${en} takes “${ast.value}” when the customer does not mind, which is none of the options.`,
    ],
    [
      `改成其中一个：${slot.options.map(({ value }) => value).join('、')}。`,
      `Take one of them: ${slot.options.map(({ value }) => value).join(', ')}.`,
    ],
  )
}
