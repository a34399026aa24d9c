import type { Place, Report } from '../finding.ts'
import type { Model } from '../model.ts'

/** What stands over the nodes: cron lines have a sense, patterns are safe, options differ. */
export function checkHeader({ definition }: Model, report: Report): void {
  if (definition.trigger.type === 'schedule') {
    const problem = problemOfCron(definition.trigger.cron)
    if (problem)
      report.error(
        'cron-invalid',
        { field: 'trigger.cron' },
        [
          `定时「${definition.trigger.cron}」写错了：${problem[0]}。`,
          `The schedule “${definition.trigger.cron}” is wrong: ${problem[1]}.`,
        ],
        [
          '写成五段：分 时 日 月 星期，例如 0 9 * * 1-5。',
          'Write five fields: minute hour day month weekday, such as 0 9 * * 1-5.',
        ],
      )
  }
  for (const [name, slot] of Object.entries(definition.slots)) {
    if (slot.kind === 'text' && slot.pattern !== undefined) checkPattern(report, name, slot.pattern)
    if (slot.kind === 'choice') checkOptions(report, { field: `slots.${name}` }, name, slot.options)
  }
  for (const [id, node] of Object.entries(definition.nodes))
    if (node.type === 'choice') checkOptions(report, { node: id, field: 'options' }, id, node.options)
}

function checkOptions(report: Report, place: Place, name: string, options: { value: string }[]): void {
  const values = options.map(({ value }) => value)
  const twice = values.find((each, at) => values.indexOf(each) !== at)
  if (twice === undefined) return
  report.error(
    'option-twice',
    place,
    [`「${name}」有两个选项的值都是「${twice}」。`, `Two options of “${name}” have the value “${twice}”.`],
    ['给每个选项一个自己的值。', 'Give each option a value of its own.'],
  )
}

function checkPattern(report: Report, name: string, pattern: string): void {
  const problem = problemOfPattern(pattern)
  if (problem === undefined) return
  report.error(
    'pattern-unsafe',
    { field: `slots.${name}.pattern` },
    [`信息「${name}」的格式不能用：${problem[0]}。`, `The pattern of “${name}” cannot be used: ${problem[1]}.`],
    [
      '改简单些：不要在重复里再套重复，也不要向前引用。',
      'Make it simpler: no repetition inside a repetition, no references back.',
    ],
  )
}

/** Why a pattern is refused: it cannot be read, or there are texts on which it takes for ever. */
function problemOfPattern(pattern: string): [zh: string, en: string] | undefined {
  try {
    new RegExp(pattern)
  } catch (error) {
    const why = (error as Error).message
    return [why, why]
  }
  if (/\\[1-9]|\\k</.test(pattern)) return ['用了向前引用', 'it refers back to a group']
  if (repeatsRepetition(pattern))
    return ['重复里又套了重复，有些文字要算很久', 'a repetition inside a repetition takes for ever on some texts']
  return undefined
}

const unbounded = /^(?:[*+]|\{\d+,\})/

/** Whether a group that may repeat without bound holds something that does. */
function repeatsRepetition(pattern: string): boolean {
  const open: boolean[] = [false]
  for (let at = 0; at < pattern.length; at++) {
    const character = pattern[at]
    if (character === '\\') at++
    else if (character === '[') while (at < pattern.length && pattern[at] !== ']') at += pattern[at] === '\\' ? 2 : 1
    else if (character === '(') {
      open.push(false)
      continue
    } else if (character === ')') {
      const inside = open.pop() ?? false
      const repeated = unbounded.test(pattern.slice(at + 1))
      if (inside && repeated) return true
      open[open.length - 1] ||= inside || repeated
      continue
    }
    if (unbounded.test(pattern.slice(at + 1))) open[open.length - 1] = true
  }
  return false
}

const cronFields = [
  { name: ['分钟', 'the minute'], from: 0, to: 59, words: [] },
  { name: ['小时', 'the hour'], from: 0, to: 23, words: [] },
  { name: ['日', 'the day'], from: 1, to: 31, words: [] },
  { name: ['月', 'the month'], from: 1, to: 12, words: 'jan feb mar apr may jun jul aug sep oct nov dec'.split(' ') },
  { name: ['星期', 'the weekday'], from: 0, to: 7, words: 'sun mon tue wed thu fri sat'.split(' ') },
] as const

/** What is wrong with a cron line of five fields. */
function problemOfCron(cron: string): [zh: string, en: string] | undefined {
  const fields = cron.trim().split(/\s+/)
  if (fields.length !== 5)
    return [`要五段，现在有 ${fields.length} 段`, `it needs five fields and has ${fields.length}`]
  for (const [at, { name, from, to, words }] of cronFields.entries()) {
    const number = (text: string) => {
      const word = (words as readonly string[]).indexOf(text.toLowerCase())
      return word >= 0 ? word + (at === 3 ? 1 : 0) : /^\d{1,2}$/.test(text) ? Number(text) : Number.NaN
    }
    const fits = (text: string) => number(text) >= from && number(text) <= to
    for (const part of fields[at]!.split(',')) {
      const [range = '', step, more] = part.split('/')
      const [low = '', high, other] = range.split('-')
      const good =
        more === undefined &&
        other === undefined &&
        (range === '*' || (fits(low) && (high === undefined || (fits(high) && number(low) <= number(high))))) &&
        (step === undefined || (/^\d{1,2}$/.test(step) && Number(step) > 0))
      if (!good) return [`${name[0]}「${part}」不对`, `${name[1]} “${part}” does not fit`]
    }
  }
  return undefined
}
