import { z } from 'zod'
import { shopDay } from '../clock.ts'
import { conflict } from '../errors.ts'
import { findBy, getOne, moveTo, type Named, need } from '../record-operations.ts'
import { clientRef, listOf, money, timestamp } from '../schemas.ts'
import { operation } from '../service.ts'
import type { Doc } from '../store.ts'
import { issueCoupon } from './issue-coupon.ts'
import { bookPoints, MEMBER, takeCouponBack } from './member-operations.ts'

const REWARD: Named = { collection: 'rewards', en: 'reward', zh: '积分礼品' }
const REDEMPTION: Named = { collection: 'redemptions', en: 'redemption', zh: '兑换单' }
const RANK: Record<string, number> = { regular: 0, silver: 1, gold: 2 }

export const rewardSchema = z.object({
  id: z.string(),
  name: z.string(),
  nameEn: z.string(),
  points: z.number().int(),
  value: money,
  minimum: money,
  level: z.enum(['regular', 'silver', 'gold']).describe('from which level'),
  perMonth: z.number().int().describe('times a month for one member'),
  left: z.number().int(),
})

export const redemptionSchema = z.object({
  id: z.string(),
  customerId: z.string(),
  rewardId: z.string(),
  points: z.number().int(),
  couponId: z.string(),
  status: z.enum(['done', 'cancelled']),
  createdAt: timestamp,
  clientRef: z.string().nullable(),
})

/** Points against coupons. */
export const rewardOperations = [
  operation({
    id: 'listRewards',
    method: 'GET',
    path: '/rewards',
    summary: 'What points can be exchanged for; with a customer, what that member can afford',
    query: z.object({ customerId: z.string().optional() }),
    result: listOf(rewardSchema.extend({ affordable: z.boolean() })),
    run({ store, query }) {
      const member = query.customerId ? need(store, MEMBER, query.customerId) : undefined
      const items = store.where('rewards').map((reward) => ({
        ...reward,
        affordable: Boolean(
          reward.left > 0 &&
            (!member || (member.points >= reward.points && RANK[member.level]! >= RANK[reward.level]!)),
        ),
      }))
      return { items, total: items.length }
    },
  }),
  operation({
    id: 'redeemPoints',
    method: 'POST',
    path: '/redemptions',
    summary: 'Exchange points for a coupon',
    write: true,
    status: 201,
    hints: { 'x-compensated-by': 'cancelRedemption', 'x-found-by': 'findRedemptions' },
    body: z.object({ customerId: z.string().min(1), rewardId: z.string().min(1), clientRef }),
    result: redemptionSchema,
    run({ store, body, now, clientRef: ref }) {
      const member = need(store, MEMBER, body.customerId)
      const reward = need(store, REWARD, body.rewardId)
      const month = shopDay(now).slice(0, 7)
      const taken = store
        .where('redemptions', 'customerId', member.id)
        .filter(
          (entry) =>
            entry.rewardId === reward.id &&
            entry.status === 'done' &&
            shopDay(new Date(entry.createdAt)).startsWith(month),
        )
      refuseRedemption(member, reward, taken.length)
      store.put('rewards', reward.id, { ...reward, left: reward.left - 1 })
      bookPoints(
        store,
        member.id,
        {
          change: -reward.points,
          kind: 'redemption',
          text: `兑换 ${reward.name}`,
          textEn: `Exchanged for ${reward.nameEn}`,
        },
        now,
      )
      const coupon = issueCoupon(
        store,
        {
          customerId: member.id,
          name: reward.name,
          nameEn: reward.nameEn,
          kind: 'cash',
          value: reward.value,
          minimum: reward.minimum,
          validDays: 60,
          source: 'points',
        },
        now,
        ref,
      )
      const id = `RD${1_000_000 + store.next('redemptions')}`
      return store.put('redemptions', id, {
        id,
        customerId: member.id,
        rewardId: reward.id,
        points: reward.points,
        couponId: coupon.id,
        status: 'done',
        createdAt: now.toISOString(),
        clientRef: ref,
      })
    },
  }),
  getOne({
    id: 'getRedemption',
    path: '/redemptions',
    param: 'redemptionId',
    kind: REDEMPTION,
    result: redemptionSchema,
  }),
  findBy({
    id: 'findRedemptions',
    path: '/redemptions',
    by: ['customerId'],
    kind: REDEMPTION,
    result: redemptionSchema,
  }),
  moveTo({
    id: 'cancelRedemption',
    path: '/redemptions/:redemptionId/cancel',
    param: 'redemptionId',
    kind: REDEMPTION,
    summary: 'Give the points back for the unused coupon',
    to: 'cancelled',
    from: ['done'],
    refuse: () => conflict('redemption_cancelled', 'It was cancelled.', '该兑换已撤销。'),
    also(entry, { store, now }) {
      takeCouponBack(store, entry.couponId)
      const reward = store.get('rewards', entry.rewardId)
      if (reward) store.put('rewards', reward.id, { ...reward, left: reward.left + 1 })
      bookPoints(
        store,
        entry.customerId,
        { change: entry.points, kind: 'undone', text: '撤销兑换，退回积分', textEn: 'Exchange undone, points back' },
        now,
      )
      return undefined
    },
    result: redemptionSchema,
  }),
]

function refuseRedemption(member: Doc, reward: Doc, taken: number) {
  if (RANK[member.level]! < RANK[reward.level]!)
    throw conflict('level_too_low', `It takes ${reward.level} membership.`, '会员等级不够，不能兑换该礼品。', {
      level: member.level,
      needed: reward.level,
    })
  if (reward.left <= 0) throw conflict('reward_sold_out', 'None are left.', '该礼品已兑完。')
  if (taken >= reward.perMonth)
    throw conflict('redemption_limit', `At most ${reward.perMonth} a month.`, `每月最多兑换 ${reward.perMonth} 次。`, {
      perMonth: reward.perMonth,
    })
  if (member.points < reward.points)
    throw conflict(
      'insufficient_points',
      `It takes ${reward.points} points; there are ${member.points}.`,
      `需要 ${reward.points} 积分，当前 ${member.points} 积分。`,
      { points: member.points, needed: reward.points },
    )
}
