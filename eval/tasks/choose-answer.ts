import type { Choice, Message } from '@loopdesk/contracts/messages.ts'
import type { Random } from './random.ts'
import type { Answer, Scenario } from './scenario.ts'

/** What the customer does next. */
export type Move =
  | { kind: 'say'; text: string }
  | { kind: 'choose'; choice: Choice }
  | { kind: 'files'; names: string[] }
  | { kind: 'end'; why: string }

const OTHERWISE = { zh: '不知道', en: "I don't know" }

/** The customer's mind: what to answer to the last turn of the bot, by the rules of a scenario. */
export function makeCustomer(scenario: Scenario, random: Random) {
  const used = new Map<Answer, number>()
  const interrupts = [...scenario.interrupts]
  let lostInARow = 0

  return function next(said: Message[], turnsDone: number): Move {
    const interrupt = interrupts.findIndex((each) => each.afterTurn <= turnsDone)
    if (interrupt >= 0) return { kind: 'say', text: interrupts.splice(interrupt, 1)[0]!.say }
    const heard = visibleText(said)
    const rule = scenario.answers.find(
      (each) => (used.get(each) ?? 0) < each.times && new RegExp(each.when, 'i').test(heard),
    )
    if (!rule) {
      lostInARow++
      if (lostInARow > 1) return { kind: 'end', why: 'the customer did not know what to say twice in a row' }
      return { kind: 'say', text: scenario.otherwise ?? OTHERWISE[scenario.lang] }
    }
    lostInARow = 0
    used.set(rule, (used.get(rule) ?? 0) + 1)
    return follow(rule, said)
  }

  function follow(rule: Answer, said: Message[]): Move {
    if (rule.file) return { kind: 'files', names: [rule.file].flat() }
    if (rule.click) {
      const choice = findChoice(said, rule.click)
      return choice ? { kind: 'choose', choice } : { kind: 'say', text: labelOf(rule.click, scenario.lang) }
    }
    if (rule.say) return { kind: 'say', text: random.pick([rule.say].flat()) }
    return { kind: 'end', why: 'the customer has what they came for' }
  }
}

/** Everything on screen of some messages: text, cards, buttons, steps, sources. */
export function visibleText(said: Message[]): string {
  return said
    .flatMap((message) => [message.text, ...message.parts.map(partText)])
    .filter(Boolean)
    .join('\n')
}

function partText(part: Message['parts'][number]): string {
  const labels = (choices: Choice[]) => choices.map((each) => [each.label, each.hint].filter(Boolean).join(' '))
  if (part.type === 'choices') return labels(part.choices).join('\n')
  if (part.type === 'sources') return part.sources.map((each) => each.title).join('\n')
  if (part.type === 'progress') return [part.title, ...part.steps.map((step) => step.label)].join('\n')
  if (part.type === 'location') return part.name ?? ''
  if (part.type !== 'card') return ''
  const fields = part.fields.map((field) => `${field.label} ${field.value}`)
  return [part.title, part.subtitle, ...fields, ...labels(part.choices)].filter(Boolean).join('\n')
}

/** The newest button whose label fits; else the first button of a card whose title does. */
function findChoice(said: Message[], pattern: string): Choice | undefined {
  const wanted = new RegExp(pattern, 'i')
  const parts = said.toReversed().flatMap((message) => message.parts)
  const buttons = parts.flatMap((part) => (part.type === 'choices' || part.type === 'card' ? part.choices : []))
  const cards = parts.filter((part) => part.type === 'card')
  return (
    buttons.find((each) => wanted.test(each.label)) ??
    buttons.find((each) => wanted.test(each.hint ?? '')) ??
    cards.find((card) => wanted.test(`${card.title}\n${card.subtitle ?? ''}`))?.choices[0]
  )
}

/** A pattern of alternatives as a customer would type it: the first one in their language, without pattern signs. */
function labelOf(pattern: string, lang: 'zh' | 'en'): string {
  const plain = pattern.split('|').map((part) => part.replace(/[\\^$.*+?()[\]{}]/g, '').trim())
  const fitting = plain.find((part) => part && /\p{Script=Han}/u.test(part) === (lang === 'zh'))
  return fitting ?? plain.find(Boolean) ?? pattern
}
