import { detectPii } from '@loopdesk/engines/masking/detect-pii.ts'
import type { PiiSpan } from '../modules/conversations/index.ts'
import { languageOf, sentence, type TurnContext } from './turn-context.ts'

/** After so long a customer wonders whether anybody is there. */
const patienceMs = 3_000

/** Waits for a slow system, but not in silence: after three seconds the customer is told, once a turn. */
export async function tellToWait<T>(context: TurnContext, answer: Promise<T>): Promise<T> {
  if (context.progress.toldToWait) return answer
  let timer: NodeJS.Timeout | undefined
  const patience = new Promise<'slow'>((resolve) => {
    timer = setTimeout(() => resolve('slow'), patienceMs)
  })
  try {
    const first = await Promise.race([answer.then((value) => ({ value })), patience])
    if (first !== 'slow') return first.value
  } finally {
    clearTimeout(timer)
  }
  context.progress.toldToWait = true
  await tell(context)
  return answer
}

/** Goes out at once, ahead of the turn's replies; a turn that is taken over does not say it again. */
async function tell(context: TurnContext): Promise<void> {
  const { deps, claim, progress } = context
  const text = sentence(context, 'slow_system')
  await deps.conversations.lease.whileHeld(claim, (tx) =>
    deps.conversations.appendMessage(tx, {
      conversationId: claim.id,
      sender: 'bot',
      text,
      pii: detectPii(text, { language: languageOf(context) }) as PiiSpan[],
      idempotencyKey: `slow:${progress.turnId}`,
    }),
  )
}
