import { fold } from '../text/fold.ts'

/** One thing put in another's place: 不是100号，是200号; red, not blue; 尾号写错了应该是8. */
export interface Contrast {
  not: string
  but: string
}

const part = '([^,，。;；!！?？\\n]{1,24}?)'
const rest = '([^,，。;；!！?？\\n]{1,30})'

const contrasts: { pattern: RegExp; of: (first: string, second: string) => Contrast }[] = [
  { pattern: new RegExp(`不是${part}[,，;； ]*(?:而|应该|应|其实)?是${rest}`), of: (not, but) => ({ not, but }) },
  {
    pattern: new RegExp(`(?:把|将)?${part}(?:改|换)(?:成|为|到)${rest}`),
    of: (not, but) => ({ not, but }),
  },
  {
    pattern: new RegExp(`${part}(?:写|填|打|说|输|弄|搞)?错了?[,， ]*(?:应该|应|其实)?(?:是|为)${rest}`),
    of: (not, but) => ({ not, but }),
  },
  {
    pattern: new RegExp(`(?:^|[,， ])(?:是|应该是|要)${part}[,，]? ?(?:而)?不是${rest}`),
    of: (but, not) => ({ not, but }),
  },
  {
    pattern: new RegExp(`\\bnot ${part}[,; ]+(?:but|it'?s|rather|it should be) ${rest}`),
    of: (not, but) => ({ not, but }),
  },
  { pattern: new RegExp(`\\bchange ${part} (?:to|into) ${rest}`), of: (not, but) => ({ not, but }) },
  {
    pattern: new RegExp(`\\b(?:should be|should read|it'?s|is|make it|i meant) ${part},? (?:and )?not ${rest}`),
    of: (but, not) => ({ not, but }),
  },
  { pattern: new RegExp(`\\b${part} should (?:be|read|say) ${rest}`), of: (not, but) => ({ not, but }) },
  { pattern: new RegExp(`^${part},? (?:and )?not ${rest}`), of: (but, not) => ({ not, but }) },
]

/** The first contrast a text draws, in folded characters; undefined when it draws none. */
export function contrastIn(text: string): Contrast | undefined {
  const said = fold(text).text.replace(/\s+/g, ' ').trim()
  for (const { pattern, of } of contrasts) {
    const [, first, second] = pattern.exec(said) ?? []
    const contrast = first && second ? of(clean(first), clean(second)) : undefined
    if (contrast && contrast.not !== '' && contrast.but !== '') return contrast
  }
  return undefined
}

const clean = (words: string) =>
  words
    .replace(/^(?:不对|不是|不|对|是|那个?|这个?|我的|the|a|an|my|it'?s|no|oh|sorry)[,， ]*/g, '')
    .replace(/(?:的|了|吧|啊|呀|哦|please|sorry)$/g, '')
    .trim()

const wished =
  /(?:不要|不想要?|不用|不是(?:要|想|来)?|没(?:有)?(?:要|想|打算)|不打算|不需要|别(?:给我|帮我|再)?|先不(?:要|用)?|不)(?:再|给我|帮我|办|做|申请|搞|弄)*([^,，。;；!！?？\n 要想是改换但而我就]{1,8})/g
const wishedEn =
  /\b(?:(?:don'?t|do not|didn'?t|did not|won'?t) (?:want|need|ask for|mean|like)(?: to| a| an| the| my| any| for)*|not (?:looking for|asking (?:for|about)|here for|about)?(?: to| a| an| the| my| any)*|instead of(?: an?| the| my)?|rather than(?: an?| the| my)?|no)\s+([a-z][a-z -]{2,24}?)(?=[,.;!]|$| but\b| i\b| just\b| only\b| please\b| instead\b| anymore\b)/g

/**
 * What a text says is not wanted: 不要退款，我要换货 → 退款; "I don't want a refund, just an exchange" → refund. Words only; what
 * they name is for the caller to find out. In folded characters.
 */
export function refusedIn(text: string): string[] {
  const said = fold(text).text
  return [...said.matchAll(wished), ...said.matchAll(wishedEn)]
    .map(([, words]) => (words ?? '').trim())
    .filter((words) => words.length > 1)
}
