import { createHash } from 'node:crypto'
import { maskValue } from '@loopdesk/engines/masking/mask-text.ts'
import { sql } from 'kysely'
import { provenKind } from '../modules/customers/index.ts'
import { readProfile, sentence, type TurnContext } from './turn-context.ts'

const codeMinutes = 5
const maxWrong = 3

/** Who is proven: in this conversation, for the minutes the workspace allows. */
export function isVerified({ progress, customer, deps }: TurnContext): boolean {
  const { verified } = progress.state
  return verified !== null && verified.subject === customer.externalId && new Date(verified.until) > deps.now()
}

/** Sends a one-time code to the phone of `subject` and waits for it. False when it cannot be sent. */
export async function sendCode(
  context: TurnContext,
  subject: string,
  phone: string,
  key: 'ask_code' | 'code_resent' | 'code_expired',
): Promise<boolean> {
  const { deps, claim, progress, workspace } = context
  const rules = workspace.identity
  if (!rules) return false
  // The same turn, taken up again by another worker, comes to the same verification with the same code: one message, not two.
  const sentBefore = progress.steps.filter((each) => each.kind === 'call' && each.tool === rules.sendCode.tool).length
  const verification = idFrom(`${progress.turnId}:${sentBefore}`)
  const code = deps.codeFor(verification)
  const text = rules.codeText[progress.state.language].replace(/\{\{\s*code\s*\}\}|\{code\}/g, code)
  const args = (await deps.tools.evaluate(rules.sendCode.args, { phone, text, code })) as Record<string, unknown>
  const intent = {
    workspaceId: claim.workspace_id,
    conversationId: claim.id,
    runId: verification,
    step: 'code',
    args,
    journalArgs: { phone },
  }
  const { result, how, attempts, ms } = await deps.tools.execute.write(rules.sendCode.tool, intent, (store) =>
    deps.conversations.lease.whileHeld(claim, async (tx) => {
      await sql`insert into verifications (id, workspace_id, conversation_id, code_hash, subject, expires_at)
        values (${verification}, ${claim.workspace_id}, ${claim.id}, ${deps.hashCode(code, claim.id)}, ${subject},
          now() + ${codeMinutes} * interval '1 minute')`.execute(tx.query)
      await store(tx)
      const todo = context.identifying ? [context.identifying, ...progress.todo] : progress.todo
      await deps.conversations.lease.saveCheckpoint(tx, claim, { ...progress, todo })
    }),
  )
  const input = { phone: maskValue(phone, 'phone') }
  progress.steps.push({
    kind: 'call',
    tool: rules.sendCode.tool,
    write: true,
    input,
    result: how,
    output: null,
    attempts,
    ms,
  })
  if (result.status !== 'ok') return false
  progress.state.pending = { kind: 'code', verification, attempts: 0 }
  progress.says.push({
    text: sentence(context, key, { phone: maskValue(phone, 'phone'), minutes: String(codeMinutes) }),
    parts: [],
  })
  return true
}

/** A UUID (RFC 9562, version 8) that is the same for the same name. */
function idFrom(name: string): string {
  const hex = createHash('sha256').update(name).digest('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`
}

/** The phone number on the customer's own record. */
export async function ownPhone(context: TurnContext): Promise<string | undefined> {
  const rules = context.workspace.identity
  const profile = await readProfile(context)
  if (!rules || !profile) return undefined
  const phone = await context.deps.tools.evaluate(rules.profile.phone, profile)
  return typeof phone === 'string' && phone !== '' ? phone : undefined
}

export type CodeCheck =
  | { status: 'passed'; subject: string }
  | { status: 'wrong'; left: number }
  | { status: 'expired'; subject: string }
  | { status: 'locked' }

/** Checks a code against the newest one sent; each wrong try counts, also over restarts. */
export async function checkCode(context: TurnContext, verification: string, code: string): Promise<CodeCheck> {
  const { deps, claim } = context
  return deps.conversations.lease.whileHeld(claim, async (tx) => {
    const { rows } = await sql<{ code_hash: string; subject: string; attempts: number; expired: boolean }>`
      update verifications set attempts = attempts + 1 where id = ${verification}
      returning code_hash, subject, attempts, expires_at < now() as expired`.execute(tx.query)
    const row = rows[0]
    if (!row || row.attempts > maxWrong) return { status: 'locked' }
    if (row.expired) return { status: 'expired', subject: row.subject }
    if (row.code_hash === deps.hashCode(code, claim.id)) {
      await sql`update verifications set passed_at = now() where id = ${verification}`.execute(tx.query)
      return { status: 'passed', subject: row.subject }
    }
    const left = maxWrong - row.attempts
    return left > 0 ? { status: 'wrong', left } : { status: 'locked' }
  })
}

/** Notes the proof in the state; a visitor becomes the customer they have proven to be. */
export async function acceptProof(context: TurnContext, subject: string): Promise<void> {
  const { deps, claim, progress, workspace, customer } = context
  const minutes = workspace.identity?.validMinutes ?? 15
  progress.state.verified = { subject, until: new Date(deps.now().getTime() + minutes * 60_000).toISOString() }
  progress.state.pending = null
  if (customer.externalId === subject) return
  progress.state.provenAs = subject
  customer.externalId = subject
  context.profile = undefined
  await deps.conversations.lease.whileHeld(claim, async (tx) => {
    await deps.customers.addIdentity(
      tx,
      { id: claim.customer_id, workspaceId: claim.workspace_id },
      { kind: provenKind, value: subject },
    )
  })
}

/** Finds the company's customer by phone number; undefined when unknown, null when the system is out of reach. */
export async function identifyByPhone(context: TurnContext, phone: string): Promise<string | undefined | null> {
  const { deps, claim, workspace } = context
  const rules = workspace.identity?.identify
  if (!rules) return undefined
  const args = (await deps.tools.evaluate(rules.args, { phone })) as Record<string, unknown>
  const { result } = await deps.tools.execute.read(claim.workspace_id, rules.tool, args)
  if (result.status === 'failed') return null
  if (result.status !== 'ok') return undefined
  const found = await deps.tools.evaluate(rules.externalId, { result: result.value })
  return typeof found === 'string' && found !== '' ? found : undefined
}
