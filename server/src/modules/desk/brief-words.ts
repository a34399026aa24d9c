import type { OwnerReason } from '@loopdesk/contracts/messages.ts'
import type { ShownMood } from '@loopdesk/contracts/mood.ts'

export type Language = 'zh' | 'en'
type Words = Record<Language, string>

/** How kinds of values are called where the flow gives them no name of their own. */
export const slotWords: Record<string, Words> = {
  record: { zh: '对象', en: 'About' },
  catalogue: { zh: '商品', en: 'Item' },
  choice: { zh: '选择', en: 'Choice' },
  choiceOf: { zh: '选择', en: 'Choice' },
  text: { zh: '说明', en: 'Details' },
  date: { zh: '日期', en: 'Date' },
  address: { zh: '地址', en: 'Address' },
  phone: { zh: '电话', en: 'Phone' },
  email: { zh: '邮箱', en: 'E-mail' },
  money: { zh: '金额', en: 'Amount' },
  quantity: { zh: '数量', en: 'Quantity' },
  files: { zh: '附件', en: 'Files' },
  yesno: { zh: '确认', en: 'Agreed' },
}

export const yesNoWords: Record<Language, { yes: string; no: string }> = {
  zh: { yes: '是', no: '否' },
  en: { yes: 'yes', no: 'no' },
}

export const fileCount: Record<Language, (count: number) => string> = {
  zh: (count) => `${count} 个文件`,
  en: (count) => (count === 1 ? '1 file' : `${count} files`),
}

/** How a run ended, as said of it. */
export const outcomeWords: Record<string, Words> = {
  running: { zh: '进行到一半', en: 'under way' },
  solved: { zh: '已办好', en: 'done' },
  answered: { zh: '已答复', en: 'answered' },
  declined: { zh: '不符合条件，已说明', en: 'not possible, explained' },
  handed_over: { zh: '转给人工', en: 'handed over' },
  compensated: { zh: '没办成，已撤销', en: 'failed and undone' },
  cancelled: { zh: '客户取消', en: 'cancelled by the customer' },
  failed: { zh: '没办成', en: 'failed' },
}

/** What the customer's mood asks for before anything else; undefined where it asks for nothing in particular. */
export function moodAdvice(mood: ShownMood | null): Words | undefined {
  if (mood?.signals.includes('safety')) return firstOfAll.safety
  if (mood?.signals.includes('complaint')) return firstOfAll.complaint
  if (mood?.signals.includes('abuse') || (mood?.emotion === 'anger' && mood.intensity === 3)) return firstOfAll.anger
  return undefined
}

const firstOfAll = {
  safety: {
    zh: '客户的话里有人身安全的危险：先关心安危，必要时报警，别让对话断掉。',
    en: 'Somebody may be in danger: ask if they are safe first, call for help if needed, and keep them talking.',
  },
  complaint: {
    zh: '客户提到监管、媒体或法律途径：先致歉并给出负责人和时限，处理结果请示主管。',
    en: 'They speak of a regulator, the press or court: apologise, name who is in charge and by when, involve a supervisor.',
  },
  anger: {
    zh: '客户很生气：先道歉、让他说完，不争辩，再给解决办法。',
    en: 'They are very angry: apologise and hear them out before offering a way forward.',
  },
} satisfies Record<string, Words>

/** Why a person is asked for, and what to do first because of it. */
export const adviceFor: Partial<Record<OwnerReason, Words>> = {
  customer_asked: {
    zh: '客户要找人工：先回应，再确认诉求。',
    en: 'They asked for a person: say hello first, then confirm what they need.',
  },
  complaint: {
    zh: '客户在投诉：先致歉并表示会负责到底，再谈处理办法。',
    en: 'This is a complaint: apologise and take ownership before offering a remedy.',
  },
  risk: {
    zh: '有风险信号：先核实身份，处理前请示主管。',
    en: 'Risk was flagged: verify who it is and ask a supervisor before acting.',
  },
  policy: {
    zh: '按规定需要人来决定：核对条件后给出明确答复。',
    en: 'A person has to decide: check the conditions and give a clear answer.',
  },
  bot_failed: {
    zh: '机器人没有听懂：直接回答客户的原话。',
    en: 'The bot did not understand: answer the customer’s own words.',
  },
  transferred: {
    zh: '同事转来：看一眼备注再接着说。',
    en: 'Passed on by a colleague: read their note, then carry on.',
  },
  agent_offline: {
    zh: '前一位同事掉线：先说明由您接手。',
    en: 'The colleague before lost connection: say that you are taking over.',
  },
  nobody_online: {
    zh: '客户等过人工：先回复之前留下的问题。',
    en: 'They waited for a person before: answer what they left.',
  },
}

export const nextSteps = {
  unknown: {
    zh: (tool: string) => `先到系统里核实“${tool}”有没有生效，再继续，避免重复办理。`,
    en: (tool: string) =>
      `Check in the system whether “${tool}” took effect before going on, so that nothing is done twice.`,
  },
  failed: {
    zh: (tool: string) => `“${tool}”没有成功：手动处理，并告诉客户结果。`,
    en: (tool: string) => `“${tool}” did not succeed: do it by hand and tell the customer.`,
  },
  goOn: {
    zh: (flow: string) => `接着办“${flow}”：还没有办完。`,
    en: (flow: string) => `Go on with “${flow}”: it is not finished.`,
  },
  missing: {
    zh: (flow: string, what: string) => `接着办“${flow}”：还缺${what}。`,
    en: (flow: string, what: string) => `Go on with “${flow}”: ${what} is still missing.`,
  },
  undone: {
    zh: (flow: string) => `“${flow}”已全部撤销：向客户说明，再商量别的办法。`,
    en: (flow: string) => `“${flow}” was undone completely: explain it and look for another way.`,
  },
  declined: {
    zh: (flow: string) => `“${flow}”不符合条件：客户若有异议，看能否破例。`,
    en: (flow: string) => `“${flow}” was not possible: if they object, see whether an exception can be made.`,
  },
  done: { zh: '事情已办好：确认没有别的问题后结束。', en: 'It is done: make sure nothing else is open, then close.' },
  ask: { zh: '先弄清客户要什么。', en: 'Find out what they need.' },
}
