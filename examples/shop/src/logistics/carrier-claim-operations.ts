import { z } from 'zod'
import { addDays } from '../clock.ts'
import { conflict, notFound } from '../errors.ts'
import { findBy, getOne, moveTo, type Named } from '../record-operations.ts'
import { clientRef, money, orderId, timestamp } from '../schemas.ts'
import { operation } from '../service.ts'

/** Days after delivery in which a carrier hears of damage. */
const CLAIM_DAYS = 7
const CLAIM: Named = { collection: 'carrierClaims', en: 'carrier claim', zh: '物流理赔单' }

export const carrierClaimSchema = z.object({
  id: z.string(),
  orderId: z.string(),
  trackingNo: z.string(),
  carrierName: z.string(),
  carrierNameEn: z.string(),
  kind: z.enum(['damaged', 'wet', 'missing_parts']),
  photos: z.array(z.string()),
  note: z.string(),
  status: z.enum(['filed', 'accepted', 'rejected', 'withdrawn']),
  compensation: money.nullable().describe('what the carrier pays the shop, once accepted'),
  createdAt: timestamp,
  decidedAt: timestamp.nullable(),
  clientRef: z.string().nullable(),
})

/** Holding the carrier liable for a parcel that arrived damaged. Repeats with the same reference count once here. */
export const carrierClaimOperations = [
  operation({
    id: 'createCarrierClaim',
    method: 'POST',
    path: '/carrier-claims',
    summary: 'Tell the carrier that a parcel arrived damaged, with photos',
    write: true,
    once: true,
    status: 201,
    hints: { 'x-compensated-by': 'withdrawCarrierClaim', 'x-found-by': 'findCarrierClaims' },
    body: z.object({
      orderId,
      kind: carrierClaimSchema.shape.kind.default('damaged'),
      photos: z.array(z.string().min(1).max(200)).min(1).max(9).describe('ids of uploaded photos'),
      note: z.string().max(500).default(''),
      clientRef,
    }),
    result: carrierClaimSchema,
    run({ store, body, now, clientRef: ref }) {
      const parcel = store.where('shipments', 'orderId', body.orderId).at(-1)
      if (!parcel) throw notFound('shipment of', '物流信息', body.orderId)
      if (!parcel.deliveredAt)
        throw conflict('not_delivered', 'The parcel has not been delivered.', '包裹尚未签收。', {
          status: parcel.status,
        })
      const until = addDays(parcel.deliveredAt, CLAIM_DAYS)
      if (until < now.toISOString())
        throw conflict(
          'claim_window_closed',
          `Carriers hear of damage within ${CLAIM_DAYS} days of delivery.`,
          `签收超过 ${CLAIM_DAYS} 天，物流公司不再受理破损理赔。`,
          { days: CLAIM_DAYS, until },
        )
      const earlier = store
        .where('carrierClaims', 'orderId', body.orderId)
        .find((claim) => !['withdrawn', 'rejected'].includes(claim.status))
      if (earlier)
        throw conflict('claim_exists', 'Damage was claimed for this parcel already.', '该包裹已提交过理赔。', {
          claimId: earlier.id,
          status: earlier.status,
        })
      const id = `CC${3_000_000 + store.next('carrierClaims')}`
      return store.put('carrierClaims', id, {
        id,
        orderId: body.orderId,
        trackingNo: parcel.trackingNo,
        carrierName: parcel.carrierName,
        carrierNameEn: parcel.carrierNameEn,
        kind: body.kind,
        photos: body.photos,
        note: body.note,
        status: 'filed',
        compensation: null,
        createdAt: now.toISOString(),
        decidedAt: null,
        clientRef: ref,
      })
    },
  }),
  getOne({ id: 'getCarrierClaim', path: '/carrier-claims', param: 'claimId', kind: CLAIM, result: carrierClaimSchema }),
  findBy({
    id: 'findCarrierClaims',
    path: '/carrier-claims',
    by: ['orderId'],
    kind: CLAIM,
    result: carrierClaimSchema,
  }),
  moveTo({
    id: 'withdrawCarrierClaim',
    path: '/carrier-claims/:claimId/withdraw',
    param: 'claimId',
    kind: CLAIM,
    summary: 'Withdraw a claim the carrier has not decided',
    to: 'withdrawn',
    from: ['filed'],
    refuse: (claim) =>
      conflict('claim_decided', 'The carrier has decided.', '物流公司已处理，不能撤回。', { status: claim.status }),
    result: carrierClaimSchema,
    once: true,
  }),
]
