import { normalise } from '../text/normalise.ts'
import { segment } from '../text/segment.ts'
import type { EarlierQuestion } from './answer.ts'
import { isScaffold } from './weak-words.ts'

/**
 * Fills in what a follow-up question leaves out: 那它呢, 保修呢, "what about the filter?", "and how long does it take?".
 * A question that stands by itself stays as it is.
 */
export function resolveFollowUp(question: string, history: EarlierQuestion[]): { text: string; followsUp: boolean } {
  const last = history.at(-1)
  const asked = question.trim()
  if (!last || !asked) return { text: asked, followsUp: false }
  const swapped = swapOf(asked)
  if (swapped !== undefined) return { text: swapSubject(swapped, last), followsUp: true }
  if (POINTING.test(asked))
    return { text: `${subjectOf(last)} ${asked.replace(POINTING_ALL, ' ')}`.trim(), followsUp: true }
  return { text: asked, followsUp: false }
}

/** Words that stand for something said before. 这个/那个 before a noun name something themselves. */
const POINTING =
  /^(?:那|那么|然后|还有)?[它他她其](?!他|它|余|实|中)|(?<=[，,。\s]|^)(?:这个|那个|这款|那款|该)(?=呢|吗|怎么|多|要|能|可|是|会|有)|\b(?:it|its|they|them|their|that one|this one|those|these)\b(?!\s+(?:is|possible|okay|ok)\s+to)/iu
const POINTING_ALL =
  /[它其](?!他|它|余|实|中)的?|(?:这个|那个|这款|那款|该)(?=呢|吗|怎么|多|要|能|可|是|会|有)|\b(?:it|its|they|them|their|that one|this one|those|these)\b/giu

/** 保修呢, 那滤芯呢, "what about the filter?", "and the XL?": the same question of something else, or something else of the same. */
function swapOf(question: string): string | undefined {
  const han = /^(?:那么?|然后|还有|如果是|要是|换成|换做)?\s*(.{1,14}?)(?:的话)?呢[？?。!！]*$/u.exec(question)
  if (han && !/什么|怎么|多少|几|哪|谁|如何|为何/.test(han[1]!)) return han[1]!.replace(/^[它他]的?$/u, '')
  const latin =
    /^(?:and|so|ok(?:ay)?,?)?\s*(?:what|how) about (.{1,60}?)[?.!]*$/i.exec(question) ??
    /^and (?:for |with |in |on )?((?:the |my |a )?[\w-]+(?: [\w-]+){0,3})[?]+$/i.exec(question)
  return latin?.[1]?.replace(/^(?:the|a|an|my|your)\s+/i, '')
}

/** The earlier question with the new word beside it. What was asked (多久, how often) goes on, its old subject where both are of one shape goes. */
function swapSubject(swapped: string, last: EarlierQuestion): string {
  const models = /[A-Za-z]{1,4}-?\d{1,5}[A-Za-z]{0,2}/
  if (models.test(swapped) && models.test(last.question)) return last.question.replace(models, swapped)
  return swapped ? `${swapped} ${askingPart(last)}` : `${last.title ?? ''} ${last.question}`.trim()
}

/** What a question asks without what it asks about, as far as it can be told; else its subject. */
function askingPart({ question, title }: EarlierQuestion): string {
  const han = HAN_ASKING.exec(question)
  if (han) return `${aspectBefore(question.slice(0, han.index))}${han[0]}`
  return LATIN_ASKING.test(question) ? question.replace(LAST_THING, '').trim() : (title ?? question)
}

const HAN_ASKING =
  /(?:要|应该|需要)?(?:多久|多长时间|多少[\p{Script=Han}]{0,2}|几[个次天年]\p{Script=Han}{0,2}|怎么\p{Script=Han}{0,4}|如何\p{Script=Han}{0,4}|能不能\p{Script=Han}{0,4}|可以\p{Script=Han}{0,5}吗|在哪[里儿]?).*$/u
const LATIN_ASKING = /^(?:how (?:often|long|many|much|do i|to|can i)|where|when|who|can i|is there|does|do|is)\b/i
/** … on the washing machine: what the new subject takes the place of. */
const LAST_THING = /(?<=\w\s)(?:(?:on|for|of|in|with|to) )?(?:the|my|your|a|an) [\w-]+(?: [\w-]+){0,2}[?.!]*$/i

/** 扫地机保修|多久: of several things before the asking word the last one is what is asked about the first. */
function aspectBefore(text: string): string {
  const things = segment(normalise(text)).filter((word) => !isScaffold(word))
  return things.length > 1 ? things.at(-1)! : ''
}

function subjectOf({ question, title }: EarlierQuestion): string {
  if (title) return title
  return question
    .replace(/(?:是什么|是多少|多久|多少|怎么|如何|什么时候|为什么|吗|呢|能不能|可以|在哪里?|有哪些).*$/u, '')
    .replace(
      /^(?:what(?:'s| is| are)|how (?:do i|to|long|often|many|much)|where(?:'s| is)?|when|can i|does|is)\s+/i,
      '',
    )
    .trim()
}
