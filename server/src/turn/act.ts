import type { Todo } from '@loopdesk/engines/dialogue/decide.ts'
import { newFrame } from '@loopdesk/engines/flow/frame.ts'
import { answerFromKnowledge, askOver, clarify, narrow, offerChanges, offerEntries, smallTalk } from './answer.ts'
import { cancelRun } from './cancel-run.ts'
import { carryOutIdentity } from './identify.ts'
import { settleRecord } from './settle-record.ts'
import { tellPictures } from './tell-pictures.ts'
import { sentence, type TurnContext, yesNo } from './turn-context.ts'
import { goOn, workOn } from './walk-run.ts'

/** A turn that does this many things is stuck in a loop; a human should look. */
const maxActs = 400

/**
 * Carries out everything a turn has to do, one thing after another, until the customer is to speak next. Each step leaves
 * `progress` in a state from which another worker could go on.
 */
export async function act(context: TurnContext): Promise<void> {
  const { progress } = context
  for (let count = 0; count < maxActs; count++) {
    if (progress.handoff) return
    if (progress.outstanding.length > 0) {
      await workOn(context)
      continue
    }
    const todo = progress.todo.shift()
    if (!todo) return
    await carryOut(context, todo)
  }
  throw new Error('a turn went round in circles')
}

async function carryOut(context: TurnContext, todo: Todo): Promise<void> {
  const { progress } = context
  switch (todo.do) {
    case 'flow':
      return goOn(context, todo.event)
    case 'start':
      return start(context, todo.flow)
    case 'say':
      progress.says.push({ text: sentence(context, todo.key, todo.params), parts: [] })
      if (unknown.has(todo.key)) progress.told ??= { decision: 'declined', ids: [] }
      return
    case 'answer':
      return answerFromKnowledge(context, todo.entries)
    case 'talk':
      return smallTalk(context, todo.id)
    case 'clarify':
      return clarify(context, todo.flows)
    case 'offerEntries':
      return offerEntries(context, todo.entries)
    case 'askAgain':
      return askAgain(context)
    case 'repeat':
      return repeat(context)
    case 'narrow':
      return narrow(context, todo.slot)
    case 'askOver':
      return askOver(context, todo.slot, todo.node)
    case 'offerChanges':
      return offerChanges(context, todo.slots)
    case 'tellPictures':
      return tellPictures(context, todo)
    case 'resolve':
      return settleRecord(context, todo)
    case 'identify':
    case 'checkCode':
    case 'sendCode':
      return carryOutIdentity(context, todo)
    case 'offerHuman':
      progress.says.push({ text: sentence(context, 'handoff_offer'), parts: [] })
      progress.told ??= { decision: 'declined', ids: [] }
      progress.state.pending = { kind: 'offerHuman' }
      progress.buttons = [yesNo(context)]
      return
    case 'cancelRun':
      return cancelRun(context, todo)
    case 'outcome':
      if (todo.outcome === 'declined') progress.lightOutcome = 'declined'
      else progress.outcome ??= todo.outcome
      return
    case 'handoff':
      progress.handoff = { reason: todo.reason, skill: null }
      return
  }
}

/** Sentences that say a question cannot be answered. */
const unknown = new Set(['no_answer', 'cannot_handle', 'out_of_scope'])

function start(context: TurnContext, flow: string): Promise<void> {
  const { progress, brain, deps } = context
  const known = brain.flows.get(flow)
  if (known) progress.state.stack.push(newFrame(deps.newId(), known.definition, known.version))
  return goOn(context, { type: 'go' })
}

function askAgain({ progress }: TurnContext): void {
  const { question, pending } = progress.state
  if (!question || !pending) return
  progress.says.push({ text: question.text, parts: [] })
  progress.buttons = question.parts
}

function repeat({ progress }: TurnContext): void {
  const { lastReply, pending } = progress.state
  if (!lastReply) return
  progress.says.push({ text: lastReply.text, parts: [] })
  progress.buttons = pending ? lastReply.parts : []
}
