import { type ConceptIndex, type ConceptMatch, conceptsIn } from '../concepts/concepts.ts'

/**
 * What a message shows of feeling besides its words, as names of features: marks and their repetition, emoji, capitals, counts
 * (第五次, three weeks), and groups of words of feeling with negation and degree before them. Looks at the text as typed, because
 * normalising takes away just this. Pure.
 */
export function cuesOf(text: string, affect: ConceptIndex): string[] {
  const cues: string[] = []
  for (const [name, pattern] of MARKS) if (pattern.test(text)) cues.push(name)
  if (isShouted(text)) cues.push('capitals')
  cues.push(lengthCue(text))
  const groups = conceptsIn(affect, text)
  const names = groups.map((group) => nameOf(text, group))
  cues.push(...names)
  for (let i = 0; i < names.length; i++)
    for (let j = i + 1; j < names.length; j++) cues.push([names[i], names[j]].sort().join('+'))
  if (names.some((name) => MOCKING.has(name)) && names.some((name) => GRIEVANCES.has(name)))
    cues.push('praise-of-a-wrong')
  const last = groups.at(-1)
  if (last && last.end > text.length * 0.6) cues.push(`end:${last.concept}`)
  if (groups[0] && groups[0].start < 2) cues.push(`start:${groups[0].concept}`)
  if (groups.length === 0) cues.push('no-feeling-word')
  return cues
}

/** Says outright that somebody means to end their life: never left to a probability alone. */
export const speaksOfSuicide = (text: string): boolean => SUICIDE.test(text)

const SUICIDE =
  /不想活(?!动|跃)|活不下去|想自杀|要自杀|自杀(?:算|了|死)|轻生|寻死|割腕|写(?:好)?了?遗书|遗书(?:都|已|我)?.{0,3}写|结束(?:我的|自己的?|这条)生?命|\b(?:kill(?:ing)? myself|suicid\w+|end(?:ing)? my life|want to die|don'?t want to live)\b/i

/** Patterns are not global: `test` keeps no state. */
const MARKS: [string, RegExp][] = [
  ['shout', /[!！]/],
  ['shouts', /[!！].*[!！]/s],
  ['shouting', /[!！]{2,}/],
  ['question', /[?？]/],
  ['questions', /[?？]{2,}/],
  ['interrobang', /[!！][?？]|[?？][!！]/],
  ['trailing-off', /\.{3,}|…|。。+|、、+/],
  ['tilde', /[~～]/],
  ['drawn-out', /(\p{L})\1{2,}/u],
  ['said-thrice', /(\p{Script=Han}{2,4})[，,！!。 ]?\1[，,！!。 ]?\1/u],
  ['said-twice', /(\p{Script=Han}{2,4})[，,！!。 ]?\1/u],
  ['emoji:rage', /[😠😡🤬👿💢🖕😤]/u],
  ['emoji:fear', /[😰😨😱😟😧😥🥺🆘]/u],
  ['emoji:down', /[😞😔😒🙄😑😕☹🙁👎]/u],
  ['emoji:tears', /[😢😭💔🥀😿🕯]/u],
  ['emoji:puzzled', /[🤔😵🤨❓❔🧐😳]/u],
  ['emoji:glad', /[😄😃😀😁😆😊🥰😍🤩🎉🥳👍💪❤✨😘😋💯🎊]/u],
  ['emoji:thanks', /[🙏💐🌹🤝🙇]/u],
  ['emoji:wry', /[🙂👏🤡😅]/u],
  ['laughter', /哈{2,}|嘿{2,}|嘻{2,}|\b(?:ha){2,}|\blol\b|hhh/i],
  ['sneer', /呵{2,}|哼/],
  ['sob', /呜{2,}|嗚|[Tt]_[Tt]|QAQ|5{3,}(?!\d)/],
  ['sigh', /唉|哎(?!呀|哟)|\bsigh\b/i],
  [
    'nth-time',
    /第[二三四五六七八九十百\d]+[次回遍个趟台]|\b(?:second|third|fourth|fifth|sixth|\d+(?:nd|rd|th)) (?:time|call|visit|agent)/i,
  ],
  [
    'count-of-times',
    /[两三四五六七八九十几多好百\d]+[次回遍趟]|\b(?:two|three|four|five|six|several|many|\d+) times\b/i,
  ],
  [
    'length-of-time',
    /[两三四五六七八九十半几多整\d]+个?(?:多)?(?:天|小时|钟头|星期|礼拜|周|月|年)(?:多)?[了都还没才]|\b(?:two|three|four|five|six|ten|\d+) (?:hours|days|weeks|months|years)\b/i,
  ],
  [
    'minutes-left',
    /(?:还有|只剩|就剩|不到)[一二两三四五六七八九十半几\d]+(?:个)?(?:分钟|小时|钟头|天)|\bin (?:\d+|ten|two|five|an?|half an) (?:min|hour)/i,
  ],
  ['only-so-little', /就(?:这|给|赔|回|值|剩)|才(?:给|赔|用|几)/],
  ['you-all', /你们|贵司|贵公司|\byou (?:people|lot|guys|all)\b/i],
  ['you', /你|您|\byou(?:r)?\b/i],
  ['i', /我|俺|咱|\b(?:i|my|me|we|our)\b/i],
  ['still-ba', /呢[?？!！]?$|吧[?？!！。]?$/],
  ['asks', /吗[?？]?$|么[?？]?$|呀[?？]?$/],
  ['wonders', /怎么(?:会|能|可能|还|又|就|是|不|没|都|那么|这么|突然)/],
  ['why', /为(?:什么|啥|何)|凭(?:什么|啥)|\bwhy\b|\bhow come\b/i],
  ['either-or', /还是|到底|究竟|\bor\b/i],
  ['how-to', /怎么(?:办理|开|查|弄|改|用|退|交|换|设|申请|操作|关|取消|充)|如何|\bhow (?:do|can|to)\b/i],
  ['but', /但是|可是|不过|却|然而|\bbut\b|\byet\b/i],
  ['i-thought', /以为|本来|原本|本想|想着|指望|\bthought\b|\bhoped\b|\bexpect/i],
  ['stays-with-me', /记一辈子|忘不了|\bnever forget\b/i],
  ['no-longer', /再也(?:不|没)|以后(?:不|都不)|\bnever (?:again|shop|buy)\b|\bno longer\b/i],
  ['le-end', /了[!！。~～]*$/],
  ['swear-mask', /[*＊]{2,}|[a-z]\*+[a-z]/i],
]

/** Words in capitals that are more than an abbreviation. */
function isShouted(text: string): boolean {
  const words = text.match(/\b[A-Z]{3,}\b/g) ?? []
  const letters = text.match(/[a-zA-Z]/g)?.length ?? 0
  const loud = words.reduce((sum, word) => sum + word.length, 0)
  return loud >= 8 ? loud > letters * 0.3 : words.length > 1
}

function lengthCue(text: string): string {
  const size = Math.round(Math.log2(1 + [...text].length))
  return `length:${Math.min(size, 7)}`
}

const DENIED =
  /(?:不|没|别|未|无|甭|莫|唔|冇|勿)(?:太|怎么|大|是|有|很|算|够|能|会)?$|\b(?:not|no|never|isn't|wasn't|don't|didn't|can't|won't|hardly) (?:\w+ )?$/i

/** Praise beside what nobody praises is not meant. */
const MOCKING = new Set(['mock-praise', 'irony', 'thanks-word', 'happy-word'])
const GRIEVANCES = new Set(['again', 'broken-promise', 'blame', 'long-wait', 'at-risk', 'angry-word', 'let-down-word'])

/** Groups that turn into their opposite when denied; others keep their name (不满意 is known as it stands). */
const DENIABLE = new Set([
  'happy-word',
  'worried-word',
  'angry-word',
  'sad-word',
  'let-down-word',
  'thanks-word',
  'hurry',
])

function nameOf(text: string, { concept, start }: ConceptMatch): string {
  if (!DENIABLE.has(concept)) return concept
  return DENIED.test(text.slice(Math.max(0, start - 14), start)) ? `not-${concept}` : concept
}
