import type { Doc } from '../store.ts'

export type Level = 'regular' | 'silver' | 'gold'

/** Growth (a point for each yuan of the last twelve months) from which a level is reached, and what it brings. */
const LEVELS: Record<
  Level,
  { zh: string; en: string; from: number; benefits: { code: string; zh: string; en: string }[] }
> = {
  regular: {
    zh: '普通会员',
    en: 'Regular',
    from: 0,
    benefits: [{ code: 'points', zh: '每消费 1 元得 1 积分', en: 'One point for every yuan' }],
  },
  silver: {
    zh: '银卡会员',
    en: 'Silver',
    from: 2_000,
    benefits: [
      { code: 'points', zh: '每消费 1 元得 1 积分', en: 'One point for every yuan' },
      { code: 'birthday', zh: '生日月 30 元无门槛券', en: 'A 30 yuan coupon in the month of your birthday' },
      { code: 'free_pickup', zh: '退换货免费上门取件', en: 'Free collection of returns' },
    ],
  },
  gold: {
    zh: '金卡会员',
    en: 'Gold',
    from: 6_000,
    benefits: [
      { code: 'points', zh: '每消费 1 元得 1.5 积分', en: 'One and a half points for every yuan' },
      { code: 'birthday', zh: '生日月 80 元无门槛券', en: 'An 80 yuan coupon in the month of your birthday' },
      { code: 'free_pickup', zh: '退换货免费上门取件', en: 'Free collection of returns' },
      { code: 'priority', zh: '客服优先接入', en: 'Priority in customer service' },
    ],
  },
}

/** Yuan of the birthday coupon by level; regular members get none. */
export const BIRTHDAY_GIFT: Record<Level, number> = { regular: 0, silver: 30, gold: 80 }

const ORDER: Level[] = ['regular', 'silver', 'gold']

/** A member as shown: benefits, and what is missing for the next level. */
export function shownMember(member: Doc) {
  const level = member.level as Level
  const next = ORDER[ORDER.indexOf(level) + 1]
  return {
    ...member,
    levelName: LEVELS[level].zh,
    levelNameEn: LEVELS[level].en,
    benefits: LEVELS[level].benefits,
    nextLevel: next ?? null,
    growthToNext: next ? Math.max(0, LEVELS[next].from - member.growth) : null,
  }
}
