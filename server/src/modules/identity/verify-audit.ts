import type { Db, Tx } from '../../infra/db.ts'
import { type AuditRecord, genesisHash, hashRecord } from './audit-record.ts'
import { type AuditRow, tables } from './tables.ts'

export interface AuditFinding {
  kind: 'changed' | 'removed' | 'inserted'
  /** The entry, or where the removed one stood. */
  seq: number
  explanation: string
}

export interface AuditReport {
  /** Entries read. */
  entries: number
  head: { seq: number; hash: string } | null
  findings: AuditFinding[]
}

/** An end of the chain that was written down outside of the database. */
export interface AuditAnchor {
  seq: number
  hash: string
}

const pageSize = 1_000
const enough = 100

/**
 * Reads a workspace's whole audit chain and says which entries were changed, removed or inserted. With an `anchor` also that
 * the chain still contains it: this finds a log that was rewritten throughout, head included.
 */
export function verifyAudit(db: Db, workspaceId: string, anchor?: AuditAnchor): Promise<AuditReport> {
  return db.system(async (tx) => {
    const chain = makeChainCheck(workspaceId, anchor)
    while (await readPage(tx, workspaceId, chain)) {}
    // Entries may have been added meanwhile: hold the chain still, read the rest and compare with its head.
    const head = await tables(tx)
      .selectFrom('audit_heads')
      .select(['seq', 'hash'])
      .where('workspace_id', '=', workspaceId)
      .forUpdate()
      .executeTakeFirst()
    while (await readPage(tx, workspaceId, chain)) {}
    chain.end(head)
    return {
      entries: chain.entries(),
      head: head === undefined ? null : { seq: head.seq, hash: head.hash.toString('hex') },
      findings: chain.findings.slice(0, enough),
    }
  })
}

type ChainCheck = ReturnType<typeof makeChainCheck>

async function readPage(tx: Tx, workspaceId: string, chain: ChainCheck): Promise<boolean> {
  const log = tables(tx).selectFrom('audit_log').selectAll().where('workspace_id', '=', workspaceId)
  const after = chain.lastSeq()
  const rows = await (after === undefined ? log : log.where('seq', '>', after)).orderBy('seq').limit(pageSize).execute()
  for (const row of rows) chain.read(row)
  return rows.length === pageSize
}

/**
 * Follows a chain entry by entry. `shift` is by how much entries were renumbered to hide an insertion (+) or a removal (-): an
 * entry's hash still knows its true number.
 */
function makeChainCheck(workspaceId: string, anchor: AuditAnchor | undefined) {
  const findings: AuditFinding[] = []
  let entries = 0
  let shift = 0
  let last: { seq: number; hash: Buffer; sound: boolean } | undefined
  let anchored = anchor === undefined || anchor.seq === 0

  const found = (kind: AuditFinding['kind'], seq: number, explanation: string) =>
    findings.push({ kind, seq, explanation })

  function checkNumber(seq: number): void {
    const expected = (last?.seq ?? 0) + 1
    if (seq < 1) found('inserted', seq, 'entries start at 1')
    for (let gone = expected; gone < seq && findings.length < enough; gone++) found('removed', gone, 'it is missing')
  }

  function checkContent(row: AuditRow): boolean {
    const matches = (by: number) => hashRecord(recordOf(workspaceId, row, row.seq - by), row.prev_hash).equals(row.hash)
    if (matches(shift)) return true
    if (matches(shift + 1)) {
      shift++
      found('inserted', row.seq - 1, 'the entries after it were renumbered to make room')
      return true
    }
    if (matches(shift - 1)) {
      shift--
      found('removed', row.seq, 'the entries after it were renumbered to close the gap')
      return true
    }
    found('changed', row.seq, 'its content does not belong to its hash')
    return false
  }

  function checkLink(row: AuditRow, renumbered: boolean): void {
    const before = last === undefined ? { seq: 0, hash: genesisHash, sound: true } : last
    if (row.seq !== before.seq + 1 || renumbered || !before.sound) return
    if (!row.prev_hash.equals(before.hash)) {
      if (before.seq === 0) found('changed', row.seq, 'it does not start the chain')
      else found('changed', before.seq, 'its hash is not the one the next entry was chained to')
    }
  }

  return {
    findings,
    entries: () => entries,
    lastSeq: () => last?.seq,
    read(row: AuditRow): void {
      entries++
      const shiftBefore = shift
      checkNumber(row.seq)
      const sound = checkContent(row)
      checkLink(row, shift !== shiftBefore)
      if (anchor !== undefined && row.seq === anchor.seq) {
        anchored = true
        if (row.hash.toString('hex') !== anchor.hash)
          found('changed', row.seq, 'it is not the entry the given anchor names')
      }
      last = { seq: row.seq, hash: row.hash, sound }
    },
    end(head: { seq: number; hash: Buffer } | undefined): void {
      const end = last?.seq ?? 0
      if (head === undefined) {
        if (end > 0) found('removed', end, 'the record of where the chain ends is gone')
      } else {
        // Whoever renumbered entries may have moved the mark along or not.
        const expected = end === head.seq ? end : head.seq + shift
        for (let gone = end + 1; gone <= expected && findings.length < enough; gone++)
          found('removed', gone, 'it was cut off the end')
        for (let more = expected + 1; more <= end && findings.length < enough; more++)
          found('inserted', more, 'the chain ended before it')
        if (end === expected && last?.sound === true && !last.hash.equals(head.hash)) {
          found('changed', end, 'its hash is not the recorded end of the chain')
        }
      }
      if (!anchored) found('removed', anchor!.seq, 'the chain no longer reaches the given anchor')
    },
  }
}

function recordOf(workspaceId: string, row: AuditRow, seq: number): AuditRecord {
  const { at, actor, action, target, details } = row
  return { workspaceId, seq, at, actor, action, target, details }
}
