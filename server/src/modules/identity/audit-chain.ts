import { type AuditRecord, genesisHash, hashRecord } from './audit-record.ts'
import type { AuditRow } from './tables.ts'

export interface AuditFinding {
  kind: 'changed' | 'removed' | 'inserted'
  /** The entry, or where the removed one stood. */
  seq: number
  explanation: string
}

/** An end of the chain that was written down outside of the database. */
export interface AuditAnchor {
  seq: number
  /** 64 hex digits */
  hash: string
}

/** A walk along one workspace's chain. */
export interface ChainWalk {
  readonly workspaceId: string
  readonly anchor: AuditAnchor | undefined
  readonly findings: AuditFinding[]
  /** How many were read. */
  entries: number
  /**
   * By how much entries were renumbered to hide an insertion (+) or a removal (-); an entry's hash still knows its true number.
   */
  shift: number
  last: { seq: number; hash: Buffer; sound: boolean } | undefined
  anchored: boolean
}

/** Findings kept of one log; a thousandth adds nothing. */
const enough = 100

export function startWalk(workspaceId: string, anchor: AuditAnchor | undefined): ChainWalk {
  const anchored = anchor === undefined || anchor.seq === 0
  return { workspaceId, anchor, findings: [], entries: 0, shift: 0, last: undefined, anchored }
}

/** Looks at the next entry in the order of `seq`. */
export function readEntry(walk: ChainWalk, row: AuditRow): void {
  walk.entries++
  const shiftBefore = walk.shift
  checkNumber(walk, row.seq)
  const sound = checkContent(walk, row)
  if (walk.shift === shiftBefore) checkLink(walk, row)
  if (row.seq === walk.anchor?.seq) {
    walk.anchored = true
    const same = row.hash.toString('hex') === walk.anchor.hash
    if (!same) report(walk, 'changed', row.seq, 'it is not the entry the given anchor names')
  }
  walk.last = { seq: row.seq, hash: row.hash, sound }
}

/** Compares where the entries end with where the chain is recorded to end. */
export function endWalk(walk: ChainWalk, head: { seq: number; hash: Buffer } | undefined): void {
  const { last, anchor } = walk
  const end = last?.seq ?? 0
  if (head !== undefined) {
    // Whoever renumbered entries may have moved the mark along or not.
    const expected = end === head.seq ? end : head.seq + walk.shift
    reportAll(walk, 'removed', end + 1, expected, 'it was cut off the end')
    reportAll(walk, 'inserted', expected + 1, end, 'the chain ended before it')
    if (end === expected && last?.sound === true && !last.hash.equals(head.hash)) {
      report(walk, 'changed', end, 'its hash is not the recorded end of the chain')
    }
  } else if (end > 0) {
    report(walk, 'removed', end, 'the record of where the chain ends is gone')
  }
  if (!walk.anchored) report(walk, 'removed', anchor!.seq, 'the chain no longer reaches the given anchor')
}

function checkNumber(walk: ChainWalk, seq: number): void {
  if (seq < 1) report(walk, 'inserted', seq, 'entries start at 1')
  reportAll(walk, 'removed', (walk.last?.seq ?? 0) + 1, seq - 1, 'it is missing')
}

function checkContent(walk: ChainWalk, row: AuditRow): boolean {
  const fits = (shift: number) => hashRecord(recordOf(walk, row, row.seq - shift), row.prev_hash).equals(row.hash)
  if (fits(walk.shift)) return true
  if (fits(walk.shift + 1)) {
    walk.shift++
    report(walk, 'inserted', row.seq - 1, 'the entries after it were renumbered to make room')
    return true
  }
  if (fits(walk.shift - 1)) {
    walk.shift--
    report(walk, 'removed', row.seq, 'the entries after it were renumbered to close the gap')
    return true
  }
  report(walk, 'changed', row.seq, 'its content does not belong to its hash')
  return false
}

/** An entry whose own hash was made to fit is betrayed by the next one, which was chained to the old hash. */
function checkLink(walk: ChainWalk, row: AuditRow): void {
  const before = walk.last ?? { seq: 0, hash: genesisHash, sound: true }
  if (row.seq !== before.seq + 1 || !before.sound || row.prev_hash.equals(before.hash)) return
  if (before.seq === 0) report(walk, 'changed', row.seq, 'it does not start the chain')
  else report(walk, 'changed', before.seq, 'its hash is not the one the next entry was chained to')
}

function reportAll(walk: ChainWalk, kind: AuditFinding['kind'], from: number, to: number, explanation: string): void {
  for (let seq = from; seq <= to && walk.findings.length < enough; seq++) report(walk, kind, seq, explanation)
}

function report(walk: ChainWalk, kind: AuditFinding['kind'], seq: number, explanation: string): void {
  if (walk.findings.length < enough) walk.findings.push({ kind, seq, explanation })
}

function recordOf(walk: ChainWalk, row: AuditRow, seq: number): AuditRecord {
  const { at, actor, action, target, details } = row
  return { workspaceId: walk.workspaceId, seq, at, actor, action, target, details }
}
