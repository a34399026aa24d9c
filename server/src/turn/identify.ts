import { openRun } from '@loopdesk/engines/dialogue/state.ts'
import { waitings } from '@loopdesk/engines/flow/frame.ts'
import { type IdentityTodo, sentence, type TurnContext } from './turn-context.ts'
import { acceptProof, checkCode, identifyByPhone, ownPhone, sendCode } from './verify-customer.ts'

const maxPhones = 3

/** The dialogue of finding out and proving who is asking. */
export async function carryOutIdentity(context: TurnContext, todo: IdentityTodo): Promise<void> {
  context.identifying = todo
  if (todo.do === 'identify') await takePhone(context, todo.phone)
  else if (todo.do === 'sendCode') await resend(context)
  else await takeCode(context, todo.code)
  context.identifying = undefined
}

/** Begins it for a visitor nobody knows. */
export function askPhone(context: TurnContext): void {
  const { progress } = context
  progress.says.push({ text: sentence(context, 'ask_phone'), parts: [] })
  progress.state.pending = { kind: 'phone', attempts: 0 }
}

async function takePhone(context: TurnContext, phone: string): Promise<void> {
  const { progress } = context
  const pending = progress.state.pending
  const attempts = pending?.kind === 'phone' ? pending.attempts + 1 : 1
  const subject = await identifyByPhone(context, phone)
  if (subject && (await sendCode(context, subject, phone, 'ask_code'))) return
  if (subject === null || subject) return cannotProve(context, 'code_not_sent')
  if (attempts >= maxPhones) return cannotProve(context, 'phone_unknown')
  progress.says.push({ text: sentence(context, 'phone_unknown'), parts: [] })
  progress.state.pending = { kind: 'phone', attempts }
}

async function resend(context: TurnContext): Promise<void> {
  const { progress, customer } = context
  const phone = await ownPhone(context)
  if (customer.externalId && phone && (await sendCode(context, customer.externalId, phone, 'code_resent'))) return
  if (!customer.externalId) {
    progress.state.pending = null
    return askPhone(context)
  }
  return cannotProve(context, 'code_not_sent')
}

async function takeCode(context: TurnContext, code: string): Promise<void> {
  const { progress, customer } = context
  const pending = progress.state.pending
  if (pending?.kind !== 'code') return
  const checked = await checkCode(context, pending.verification, code)
  progress.steps.push({
    kind: 'check',
    name: 'one_time_code',
    passed: checked.status === 'passed',
    detail: checked.status,
  })
  if (checked.status === 'passed') {
    const wasUnknown = customer.externalId === null
    await acceptProof(context, checked.subject)
    progress.says.push({ text: sentence(context, 'verified'), parts: [] })
    // A visitor was asked before the flow could begin its work; a known customer in the middle of a `verify` node.
    progress.todo.unshift({ do: 'flow', event: wasUnknown ? { type: 'go' } : { type: 'verified', passed: true } })
    return
  }
  if (checked.status === 'wrong') {
    progress.says.push({ text: sentence(context, 'code_wrong', { left: String(checked.left) }), parts: [] })
    return
  }
  const phone = await ownPhone(context)
  if (checked.status === 'expired' && phone && (await sendCode(context, checked.subject, phone, 'code_expired'))) return
  return cannotProve(context, 'code_locked')
}

/** Says why, then lets the flow take its "not verified" way (or ends it, where it had not begun). */
export async function cannotProve(
  context: TurnContext,
  key: 'code_not_sent' | 'phone_unknown' | 'code_locked',
): Promise<void> {
  const { progress } = context
  progress.says.push({ text: sentence(context, key), parts: [] })
  progress.state.pending = null
  const run = openRun(progress.state)
  if (run && waitings(run).some(({ kind }) => kind === 'verify')) {
    progress.todo.unshift({ do: 'flow', event: { type: 'verified', passed: false } })
    return
  }
  const ended = progress.state.stack.pop()
  if (ended) progress.runs.push({ ...ended, ended: 'declined' })
  progress.outcome = 'declined'
}

/** Steps the proof up for somebody known by the site's word alone. True when they are proven already. */
export async function stepUp(context: TurnContext): Promise<void> {
  const { customer } = context
  if (!customer.externalId) return askPhone(context)
  const phone = await ownPhone(context)
  if (!phone || !(await sendCode(context, customer.externalId, phone, 'ask_code')))
    return cannotProve(context, 'code_not_sent')
}
