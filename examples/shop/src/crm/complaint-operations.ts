import { z } from 'zod'
import { conflict, notFound } from '../errors.ts'
import { findBy, getOne, type Named, need } from '../record-operations.ts'
import { clientRef, money, timestamp } from '../schemas.ts'
import { type Call, operation } from '../service.ts'
import type { Doc } from '../store.ts'
import { budgetOf, HIGHEST_LEVEL, promisedAt, SEVERITIES, shownComplaint } from './complaint-rules.ts'

export const COMPLAINT: Named = { collection: 'complaints', en: 'complaint', zh: '投诉单' }
const MOST_EVIDENCE = 20
const CLOSED = ['closed', 'withdrawn']

export const complaintRecordSchema = z.object({
  id: z.string(),
  customerId: z.string(),
  orderId: z.string().nullable(),
  subject: z.string(),
  description: z.string(),
  severity: z.enum(SEVERITIES),
  level: z.number().int().describe('1 service, 2 supervisor, 3 complaints office'),
  status: z.enum(['open', 'answered', 'closed', 'withdrawn']),
  promisedAnswerAt: timestamp,
  evidence: z.array(z.object({ fileId: z.string(), note: z.string(), at: timestamp })),
  escalations: z.array(
    z.object({
      level: z.number().int(),
      reason: z.string(),
      promisedBefore: timestamp,
      at: timestamp,
      clientRef: z.string().nullable(),
    }),
  ),
  budget: money.describe('goodwill that may be offered'),
  spent: money,
  answer: z.string().nullable(),
  answeredAt: timestamp.nullable(),
  resolution: z.string().nullable(),
  satisfied: z.boolean().nullable(),
  closedAt: timestamp.nullable(),
  createdAt: timestamp,
  clientRef: z.string().nullable(),
})
const complaintSchema = complaintRecordSchema.extend({ budgetLeft: money })

/** What complaints ask of the orders system. */
type Desk = { customer(id: string): Doc | undefined; order(id: string): Doc | undefined }

const byComplaint = z.object({ complaintId: z.string().min(1) })

/** Complaint cases: opened with a promised answer, backed with evidence, escalated, closed; every step can be taken back. */
export function makeComplaintOperations(desk: Desk) {
  return [
    makeOpen(desk),
    getOne({
      id: 'getComplaint',
      path: '/complaints',
      param: 'complaintId',
      kind: COMPLAINT,
      result: complaintSchema,
      show: shownComplaint,
    }),
    findBy({
      id: 'findComplaints',
      path: '/complaints',
      by: ['customerId', 'orderId', 'status'],
      kind: COMPLAINT,
      result: complaintSchema,
      show: shownComplaint,
    }),
    change({
      id: 'withdrawComplaint',
      step: 'withdraw',
      summary: 'The customer does not want to complain after all',
      body: {},
      run({ record, now, nothingChanged }) {
        if (record.status === 'withdrawn') return nothingChanged()
        if (record.status === 'closed') throw closed(record)
        return { status: 'withdrawn', closedAt: now.toISOString() }
      },
    }),
    change({
      id: 'addEvidence',
      step: 'evidence',
      summary: 'Add an uploaded file as evidence',
      undo: 'removeEvidence',
      body: { fileId: z.string().min(1).max(200), note: z.string().max(300).default('') },
      run({ record, body, now }) {
        requireOpen(record)
        if (record.evidence.some((each: Doc) => each.fileId === body.fileId))
          throw conflict('evidence_exists', 'This file is in the case already.', '该文件已在投诉单中。', {
            fileId: body.fileId,
          })
        if (record.evidence.length >= MOST_EVIDENCE)
          throw conflict('evidence_limit', `At most ${MOST_EVIDENCE} files.`, `最多 ${MOST_EVIDENCE} 个文件。`)
        const evidence = { fileId: body.fileId, note: body.note, at: now.toISOString() }
        return { evidence: [...record.evidence, evidence] }
      },
    }),
    change({
      id: 'removeEvidence',
      step: 'evidence/remove',
      summary: 'Take a file out of the case',
      body: { fileId: z.string().min(1).max(200) },
      run({ record, body, nothingChanged }) {
        const left = record.evidence.filter((each: Doc) => each.fileId !== body.fileId)
        return left.length === record.evidence.length ? nothingChanged() : { evidence: left }
      },
    }),
    change({
      id: 'escalateComplaint',
      step: 'escalate',
      summary: 'Take the case one level up: a sooner answer and a larger budget',
      undo: 'deescalateComplaint',
      body: { reason: z.string().min(1).max(300) },
      run({ record, body, now, ref }) {
        requireOpen(record)
        if (record.level >= HIGHEST_LEVEL)
          throw conflict('highest_level', 'It is with the complaints office already.', '已是最高级别，由投诉中心处理。')
        const level = record.level + 1
        const sooner = promisedAt(record.severity, level, now)
        const entry = {
          level,
          reason: body.reason,
          promisedBefore: record.promisedAnswerAt,
          at: now.toISOString(),
          clientRef: ref,
        }
        return {
          level,
          status: 'open',
          budget: budgetOf(record.severity, level),
          promisedAnswerAt: sooner < record.promisedAnswerAt ? sooner : record.promisedAnswerAt,
          escalations: [...record.escalations, entry],
        }
      },
    }),
    change({
      id: 'deescalateComplaint',
      step: 'deescalate',
      summary: 'Take the newest escalation back',
      body: { level: z.number().int().min(2).max(HIGHEST_LEVEL).describe('the level it was escalated to') },
      run({ record, body, nothingChanged }) {
        if (record.level < body.level) return nothingChanged()
        const last = record.escalations.at(-1)
        const level = record.level - 1
        const budget = budgetOf(record.severity, level)
        if (record.spent > budget)
          throw conflict('budget_spent', 'More was offered than the lower level may.', '已发放的补偿超过下级额度。')
        return {
          level,
          budget,
          promisedAnswerAt: last?.promisedBefore ?? record.promisedAnswerAt,
          escalations: record.escalations.slice(0, -1),
        }
      },
    }),
    change({
      id: 'closeComplaint',
      step: 'close',
      summary: 'Close the case with what came of it',
      undo: 'reopenComplaint',
      body: { resolution: z.string().min(1).max(500), satisfied: z.boolean().nullish() },
      run({ record, body, now, nothingChanged }) {
        if (record.status === 'closed') return nothingChanged()
        requireOpen(record)
        return {
          status: 'closed',
          resolution: body.resolution,
          satisfied: body.satisfied ?? null,
          closedAt: now.toISOString(),
        }
      },
    }),
    change({
      id: 'reopenComplaint',
      step: 'reopen',
      summary: 'Open a closed case again',
      undo: 'closeComplaint',
      body: {},
      run({ record, nothingChanged }) {
        if (['open', 'answered'].includes(record.status)) return nothingChanged()
        const status = record.answeredAt ? 'answered' : 'open'
        return { status, resolution: null, satisfied: null, closedAt: null }
      },
    }),
  ]
}

function makeOpen(desk: Desk) {
  return operation({
    id: 'openComplaint',
    method: 'POST',
    path: '/complaints',
    summary: 'Open a case; its severity decides by when an answer is promised',
    write: true,
    status: 201,
    hints: { 'x-compensated-by': 'withdrawComplaint', 'x-found-by': 'findComplaints' },
    body: z.object({
      customerId: z.string().min(1),
      orderId: z.string().nullish(),
      subject: z.string().min(2).max(120),
      description: z.string().max(2000).default(''),
      severity: z.enum(SEVERITIES).default('normal'),
      clientRef,
    }),
    result: complaintSchema,
    run({ store, body, now, clientRef: ref }) {
      if (!desk.customer(body.customerId)) throw notFound('customer', '客户', body.customerId)
      if (body.orderId && desk.order(body.orderId)?.customerId !== body.customerId)
        throw notFound('order', '订单', body.orderId)
      const earlier = store
        .where('complaints', 'customerId', body.customerId)
        .find((record) => !CLOSED.includes(record.status) && record.orderId === (body.orderId ?? null))
      if (earlier)
        throw conflict('complaint_exists', 'There is an open case about this.', '这件事已有处理中的投诉单。', {
          complaintId: earlier.id,
          status: earlier.status,
          promisedAnswerAt: earlier.promisedAnswerAt,
        })
      const id = `CS${4_000_000 + store.next('complaints')}`
      const record = store.put('complaints', id, {
        id,
        customerId: body.customerId,
        orderId: body.orderId ?? null,
        subject: body.subject,
        description: body.description,
        severity: body.severity,
        level: 1,
        status: 'open',
        promisedAnswerAt: promisedAt(body.severity, 1, now),
        evidence: [],
        escalations: [],
        budget: budgetOf(body.severity, 1),
        spent: 0,
        answer: null,
        answeredAt: null,
        resolution: null,
        satisfied: null,
        closedAt: null,
        createdAt: now.toISOString(),
        clientRef: ref,
      })
      return shownComplaint(record, now)
    },
  })
}

/** A write on one case: `run` says which fields change; leaving that to `nothingChanged` keeps it as it is. */
function change<S extends z.ZodRawShape>(spec: {
  id: string
  step: string
  summary: string
  undo?: string
  body: S
  run(step: {
    record: Doc
    body: z.infer<z.ZodObject<S>>
    now: Date
    ref: string | null
    nothingChanged(): undefined
  }): Doc | undefined
}) {
  const schema = z.object({ ...spec.body, clientRef })
  return operation({
    id: spec.id,
    method: 'POST',
    path: `/complaints/:complaintId/${spec.step}`,
    summary: spec.summary,
    write: true,
    hints: { ...(spec.undo ? { 'x-compensated-by': spec.undo } : {}), 'x-found-by': 'getComplaint' },
    params: byComplaint,
    body: Object.keys(spec.body).length > 0 ? schema : schema.nullish(),
    result: complaintSchema,
    run({ store, params, body, now, clientRef: ref, nothingChanged }: Call<{ complaintId: string }>) {
      const record = need(store, COMPLAINT, params.complaintId)
      const changes = spec.run({
        record,
        body: (body ?? {}) as z.infer<z.ZodObject<S>>,
        now,
        ref,
        nothingChanged: () => void nothingChanged(),
      })
      return shownComplaint(changes ? store.put('complaints', record.id, { ...record, ...changes }) : record, now)
    },
  })
}

export function requireOpen(record: Doc) {
  if (CLOSED.includes(record.status)) throw closed(record)
}

const closed = (record: Doc) =>
  conflict('complaint_closed', 'The case is closed.', '投诉单已关闭。', {
    status: record.status,
    closedAt: record.closedAt,
  })
