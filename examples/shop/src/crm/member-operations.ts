import { z } from 'zod'
import { shopDay } from '../clock.ts'
import { conflict } from '../errors.ts'
import { findBy, getOne, moveTo, type Named, need } from '../record-operations.ts'
import { clientRef, day, limit, listOf, money, timestamp } from '../schemas.ts'
import { operation } from '../service.ts'
import type { Doc, Store } from '../store.ts'
import { issueCoupon } from './issue-coupon.ts'
import { BIRTHDAY_GIFT, type Level, shownMember } from './member-levels.ts'

export const MEMBER: Named = { collection: 'members', en: 'member', zh: '会员' }
const GIFT: Named = { collection: 'birthdayGifts', en: 'birthday gift', zh: '生日礼' }

export const memberRecordSchema = z.object({
  id: z.string().describe("the customer's id"),
  level: z.enum(['regular', 'silver', 'gold']),
  points: z.number().int(),
  growth: z.number().int().describe('of the last twelve months; decides the level'),
  levelSince: day,
  reviewOn: day.describe('when the level is looked at again: kept, raised or lowered'),
  pointsExpiring: z.number().int(),
  pointsExpireOn: day.nullable(),
  birthday: day.nullable(),
  joinedAt: timestamp,
})

export const pointsEntrySchema = z.object({
  id: z.string(),
  customerId: z.string(),
  change: z.number().int(),
  balance: z.number().int().describe('afterwards'),
  kind: z.enum(['purchase', 'redemption', 'return', 'expiry', 'correction', 'undone']),
  text: z.string(),
  textEn: z.string(),
  orderId: z.string().nullable(),
  at: timestamp,
})

export const birthdayGiftSchema = z.object({
  id: z.string(),
  customerId: z.string(),
  couponId: z.string(),
  amount: money,
  status: z.enum(['given', 'cancelled']),
  givenAt: timestamp,
  clientRef: z.string().nullable(),
})

const byCustomer = z.object({ customerId: z.string().min(1) })

/** Membership: level, benefits, points, birthday gift. */
export const memberOperations = [
  operation({
    id: 'getMember',
    method: 'GET',
    path: '/members/:customerId',
    summary: 'Level, points, benefits and what is missing for the next level',
    params: byCustomer,
    result: memberRecordSchema.extend({
      levelName: z.string(),
      levelNameEn: z.string(),
      benefits: z.array(z.object({ code: z.string(), zh: z.string(), en: z.string() })),
      nextLevel: z.enum(['silver', 'gold']).nullable(),
      growthToNext: z.number().int().nullable(),
    }),
    run: ({ store, params }) => shownMember(need(store, MEMBER, params.customerId)),
  }),
  operation({
    id: 'listPoints',
    method: 'GET',
    path: '/members/:customerId/points',
    summary: 'The points ledger, newest first',
    params: byCustomer,
    query: z.object({ limit, orderId: z.string().optional() }),
    result: listOf(pointsEntrySchema),
    run({ store, params, query }) {
      need(store, MEMBER, params.customerId)
      const entries = store
        .where('pointsEntries', 'customerId', params.customerId)
        .filter((entry) => !query.orderId || entry.orderId === query.orderId)
        .reverse()
      return { items: entries.slice(0, query.limit), total: entries.length }
    },
  }),
  operation({
    id: 'giveBirthdayGift',
    method: 'POST',
    path: '/members/:customerId/birthday-gift',
    summary: 'Give the coupon of the birthday month, once a year, to silver and gold members',
    write: true,
    status: 201,
    hints: { 'x-compensated-by': 'cancelBirthdayGift', 'x-found-by': 'findBirthdayGifts' },
    params: byCustomer,
    body: z.object({ clientRef }).nullish(),
    result: birthdayGiftSchema,
    run({ store, params, now, clientRef: ref }) {
      const member = need(store, MEMBER, params.customerId)
      requireGift(store, member, now)
      const amount = BIRTHDAY_GIFT[member.level as Level]
      const coupon = issueCoupon(
        store,
        {
          customerId: member.id,
          name: `生日礼 ${amount} 元券`,
          nameEn: `Birthday coupon, ${amount} yuan`,
          kind: 'cash',
          value: amount,
          minimum: 0,
          stackable: true,
          validDays: 30,
          source: 'birthday',
        },
        now,
        ref,
      )
      const id = `BG${1_000_000 + store.next('birthdayGifts')}`
      return store.put('birthdayGifts', id, {
        id,
        customerId: member.id,
        couponId: coupon.id,
        amount,
        status: 'given',
        givenAt: now.toISOString(),
        clientRef: ref,
      })
    },
  }),
  getOne({ id: 'getBirthdayGift', path: '/birthday-gifts', param: 'giftId', kind: GIFT, result: birthdayGiftSchema }),
  findBy({
    id: 'findBirthdayGifts',
    path: '/birthday-gifts',
    by: ['customerId'],
    kind: GIFT,
    result: birthdayGiftSchema,
  }),
  moveTo({
    id: 'cancelBirthdayGift',
    path: '/birthday-gifts/:giftId/cancel',
    param: 'giftId',
    kind: GIFT,
    summary: 'Take a birthday coupon back that was not used',
    to: 'cancelled',
    from: ['given'],
    refuse: () => conflict('gift_cancelled', 'It was taken back.', '生日礼已撤回。'),
    also(gift, { store }) {
      takeCouponBack(store, gift.couponId)
      return undefined
    },
    result: birthdayGiftSchema,
  }),
]

/** Withdraws an unused coupon; a used one cannot be taken back. */
export function takeCouponBack(store: Store, couponId: string) {
  const coupon = store.get('coupons', couponId)
  if (!coupon || coupon.status === 'withdrawn') return
  if (coupon.status !== 'available')
    throw conflict('coupon_in_use', 'The coupon is used or held by an order.', '优惠券已使用或被订单占用。', {
      couponId,
    })
  store.put('coupons', coupon.id, { ...coupon, status: 'withdrawn' })
}

/** Changes a member's points with a line in the ledger. */
export function bookPoints(
  store: Store,
  memberId: string,
  line: Pick<Doc, 'change' | 'kind' | 'text' | 'textEn'>,
  now: Date,
) {
  const member = need(store, MEMBER, memberId)
  const balance = member.points + line.change
  store.put('members', member.id, { ...member, points: balance })
  const id = `PT${5_000_000 + store.next('pointsEntries')}`
  store.put('pointsEntries', id, { id, customerId: member.id, ...line, balance, orderId: null, at: now.toISOString() })
}

function requireGift(store: Store, member: Doc, now: Date) {
  if (BIRTHDAY_GIFT[member.level as Level] === 0)
    throw conflict('level_too_low', 'Birthday gifts begin with silver.', '银卡及以上会员才有生日礼。', {
      level: member.level,
    })
  if (!member.birthday) throw conflict('birthday_unknown', 'No birthday is on file.', '会员资料里没有生日。')
  const today = shopDay(now)
  if (member.birthday.slice(5, 7) !== today.slice(5, 7))
    throw conflict('not_birthday_month', 'It is given in the month of the birthday.', '生日礼只在生日当月发放。', {
      month: Number(member.birthday.slice(5, 7)),
    })
  const given = store
    .where('birthdayGifts', 'customerId', member.id)
    .find((gift) => gift.status === 'given' && shopDay(new Date(gift.givenAt)).slice(0, 4) === today.slice(0, 4))
  if (given)
    throw conflict('gift_already_given', "This year's gift was given.", '今年的生日礼已领取。', {
      giftId: given.id,
      couponId: given.couponId,
    })
}
