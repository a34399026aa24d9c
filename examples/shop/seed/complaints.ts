import { addDays, daysAgo } from '../src/clock.ts'
import { budgetOf, promisedAt, type Severity } from '../src/crm/complaint-rules.ts'

/** Complaint cases: one open, one with the complaints office whose budget is nearly used up, one closed. */
export function complaintsSeed(now: Date) {
  return {
    complaints: [
      caseOf({
        id: 'CS1019',
        customerId: 'C1019',
        orderId: 'O20260019',
        subject: '包裹卡在中转站四天没人管',
        description: '物流显示异常，打了三次电话都说会跟进，一直没有消息。',
        severity: 'high',
        openedAt: daysAgo(now, 0, '00:20'),
      }),
      caseOf({
        id: 'CS1006',
        customerId: 'C1006',
        orderId: null,
        subject: 'Charged twice last year and never heard back',
        description: 'I wrote five e-mails. Nobody answers.',
        severity: 'normal',
        openedAt: daysAgo(now, 2, '09:10'),
        level: 3,
        spent: 180,
      }),
      {
        ...caseOf({
          id: 'CS1014',
          customerId: 'C1014',
          orderId: 'O20260014',
          subject: 'Courier left the fan in the rain',
          description: 'The box was soaked.',
          severity: 'normal',
          openedAt: daysAgo(now, 11, '18:00'),
        }),
        status: 'closed',
        answer: 'We have spoken to the carrier and take the fan back free of charge.',
        answeredAt: daysAgo(now, 10, '11:00'),
        resolution: 'Return accepted, carrier reminded',
        satisfied: true,
        closedAt: daysAgo(now, 9, '10:00'),
      },
    ],
    goodwills: [
      {
        id: 'GW1006',
        complaintId: 'CS1006',
        customerId: 'C1006',
        kind: 'coupon',
        amount: 180,
        couponId: 'CPN1006-1',
        status: 'granted',
        createdAt: daysAgo(now, 2, '15:00'),
        clientRef: null,
      },
    ],
  }
}

type CaseStory = {
  id: string
  customerId: string
  orderId: string | null
  subject: string
  description: string
  severity: Severity
  openedAt: string
  level?: number
  spent?: number
}

function caseOf({ openedAt, level = 1, spent = 0, ...story }: CaseStory) {
  const escalations = Array.from({ length: level - 1 }, (_, i) => ({
    level: i + 2,
    reason: 'No answer in time',
    promisedBefore: promisedAt(story.severity, i + 1, new Date(openedAt)),
    at: addDays(openedAt, (i + 1) * 0.1),
    clientRef: null,
  }))
  return {
    ...story,
    level,
    status: 'open',
    promisedAnswerAt: promisedAt(story.severity, level, new Date(escalations.at(-1)?.at ?? openedAt)),
    evidence: [] as object[],
    escalations,
    budget: budgetOf(story.severity, level),
    spent,
    answer: null as string | null,
    answeredAt: null as string | null,
    resolution: null as string | null,
    satisfied: null as boolean | null,
    closedAt: null as string | null,
    createdAt: openedAt,
    clientRef: null,
  }
}
