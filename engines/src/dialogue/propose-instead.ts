import type { Command } from '@loopdesk/contracts/commands.ts'
import { refusedIn } from './contrast.ts'
import { flowsNamed, flowsRefused } from './name-flow.ts'
import type { Situation } from './propose-context.ts'
import { thresholds } from './thresholds.ts'

/** A matter is refused by name: another is wanted in its place (不要退款，我要换货), or none (发票不用开了). */
export function insteadOf(situation: Situation): Command[] | undefined {
  const { reading, state, context, open } = situation
  const asksFreely = state.pending?.kind === 'slot' && open?.flow.slots[state.pending.slot]?.kind === 'text'
  if (reading.text.length > (asksFreely ? 24 : 80)) return undefined
  const refused = flowsRefused(reading.text, context.flows)
  if (refused.length === 0) return undefined
  const wanted = wantedInstead(situation, refused)
  const isOpen = open !== undefined && refused.includes(open.frame.flow)
  if (wanted && wanted === open?.frame.flow) return undefined
  if (wanted) return [{ type: 'start_flow', flow: wanted, score: 1, ...(isOpen ? { instead: true } : {}) }]
  if (reading.text.length > 24) return undefined
  if (isOpen) return [{ type: 'cancel_flow' }]
  const resting = [...state.waiting.map(({ flow }) => flow), ...state.stack.map(({ flow }) => flow)]
  const dropped = resting.find((flow) => refused.includes(flow))
  return dropped ? [{ type: 'cancel_flow', flow: dropped }] : undefined
}

/** What is wanted beside what is not: a flow its own words name, else one a clause of its own is clearly about. */
function wantedInstead({ reading, context }: Situation, refused: string[]): string | undefined {
  const rest = refusedIn(reading.text).reduce(
    (left, words) => left.split(words).join(' | '),
    reading.text.toLowerCase(),
  )
  for (const words of rest.split(between)) {
    const named = flowsNamed(words, context.flows).filter((flow) => !refused.includes(flow))
    if (named.length > 0) return named.find((flow) => reading.intents.some(({ label }) => label === flow)) ?? named[0]
  }
  for (const { intents } of reading.clauses) {
    const [best] = intents
    const isFlow = best && context.flows.has(best.label) && !refused.includes(best.label)
    if (isFlow && best.score >= thresholds.clause) return best.label
  }
  return undefined
}

const between =
  /[|,，。;；.!！?？\s]*(?:\||[,，。;；.!！?？\n]|不要|不想|不是|我?(?:只|就)?(?:要|想)|而?是(?:要|想)?|改成|换成|还是|\b(?:i|just|only|want|need|but|an?|to|please|instead|the|my|would like|rather)\b)[|,，。;；.!！?？\s]*/
