import { redact } from '../masking/mask-text.ts'
import { cleanAgentWords, saysSomething } from './agent-answers.ts'
import { goodWording } from './clusters.ts'

/** A question with its answer, as found. */
export interface FoundFaq {
  question: string
  answer: string
  /** 0 to 1. */
  confidence: number
}

/** A piece of a document, as far as it matters here. */
export interface FaqPassage {
  kind: string
  title: string
  headings: string[]
  text: string
  questions: string[]
}

const longestAnswer = 1_200
const longestQuestion = 120

/** Headings that are what somebody asks. */
const asks =
  /[?？]\s*$|^(?:如何|怎么|怎样|为什么|为何|什么是|什么时候|哪些|哪里|能否|是否|可以|多久|多少|how|what|why|when|where|can|do|does|is|are|which|who|should)[\s\p{Script=Han}]/iu
/** Headings that name what people ask for; asked about in their own words. */
const matters =
  /(?:流程|步骤|方法|方式|条件|规则|政策|标准|时间|期限|费用|收费|范围|说明|要求|须知|资料|材料|渠道|权益|处理|办理|保修|退换货|退货|换货|退款|清洁|保养|安装|排查)$/u
const mattersEn =
  /\b(?:policy|process|procedure|steps|requirements|conditions|fees?|pricing|charges|hours|warranty|returns?|refunds?|exchange|shipping|delivery|installation|maintenance|cleaning|troubleshooting|eligibility)$/i

/** Questions with their answers in one piece of a document: rows of question sheets, headings with what stands below, “问：… 答：…”. */
export function faqInPassage(passage: FaqPassage): FoundFaq[] {
  const { kind, headings, text, questions } = passage
  if (kind === 'question' && questions[0]) return fit([{ question: questions[0], answer: text, confidence: 0.95 }])
  const pairs = pairsInText(text)
  if (pairs.length > 0) return fit(pairs)
  if (kind !== 'text' && kind !== 'list') return []
  const heading = bareHeading(headings.at(-1) ?? '')
  if (heading === '' || heading === bareHeading(passage.title)) return []
  const body = text.trim()
  if (asks.test(heading)) return fit([{ question: heading, answer: body, confidence: 0.85 }])
  if (matters.test(heading) && [...heading].length <= 16)
    return fit([{ question: `${heading}是什么？`, answer: body, confidence: 0.55 }])
  if (mattersEn.test(heading) && heading.split(/\s+/).length <= 6)
    return fit([{ question: `What is the ${heading.toLowerCase()}?`, answer: body, confidence: 0.5 }])
  return []
}

/** Numbers of chapters are no part of a question. */
const bareHeading = (heading: string) =>
  heading
    .replace(
      /^\s*(?:第[一二三四五六七八九十百\d]+[章节条部分]*[、.．：:\s]*|[（(]?[一二三四五六七八九十\d]+[)）]?(?:[.．]\d+)*[、.．)）：:\s]+)/u,
      '',
    )
    .trim()

const asking =
  /(?:^|\n)\s*(?:问题?|Q(?:uestion)?)\s*\d{0,3}\s*[：:.．、]\s*(.+?)\s*\n?\s*(?:答案?|回答|A(?:nswer)?)\s*\d{0,3}\s*[：:.．、]\s*([\s\S]+?)(?=\n\s*(?:问题?|Q(?:uestion)?)\s*\d{0,3}\s*[：:.．、]|$)/giu

function pairsInText(text: string): FoundFaq[] {
  return [...text.matchAll(asking)].map(([, question, answer]) => ({
    question: question!,
    answer: answer!,
    confidence: 0.9,
  }))
}

function fit(found: FoundFaq[]): FoundFaq[] {
  return found
    .map(({ question, answer, confidence }) => ({ question: question.trim(), answer: answer.trim(), confidence }))
    .filter(
      ({ question, answer }) =>
        [...question].length >= 4 &&
        question.length <= longestQuestion &&
        saysSomething(answer) &&
        answer.length <= longestAnswer,
    )
}

/** One message of a conversation, as far as it matters here. */
export interface Said {
  sender: string
  text: string
  /** Of agents. */
  name?: string | null
}

export interface AnsweredByAgent {
  question: string
  answer: string
  agent: string
  confidence: number
}

const looksAsked =
  /[?？]|[吗么呢]\s*[。.!！~～]?$|怎么|如何|多少|多久|什么|哪|几[天点个次月年]|能不能|可不可以|可以.{1,12}[吗么不]|有没有|是不是|为什么|^(?:how|what|when|where|why|which|who|can|could|do|does|is|are|will|would|should)\b/iu

/** What a customer asked and an agent then answered, in one conversation; answers that concern only that customer are left out. */
export function faqInConversation(messages: readonly Said[]): AnsweredByAgent[] {
  const found: AnsweredByAgent[] = []
  for (const [i, message] of messages.entries()) {
    if (message.sender !== 'customer' || !looksAsked.test(message.text)) continue
    const question = redact(message.text).trim()
    if (
      [...question].length < 4 ||
      question.length > longestQuestion ||
      /\[(?:phone|id_card|bank_card|email|address|name)\]/.test(question)
    )
      continue
    if (
      /(?:我的|我那个|我这个|这个)(?:订单|快递|包裹|退款|单子)|\bmy (?:order|parcel|package|refund)\b/i.test(question)
    )
      continue
    const { answer, agent } = answerAfter(messages, i)
    if (answer === '' || agent === '' || !saysSomething(answer) || answer.length > longestAnswer) continue
    found.push({ question, answer, agent, confidence: Math.max(0.3, Math.min(0.9, 0.6 + goodWording(question))) })
  }
  return found
}

/** What agents said after a message, up to what the customer said next that is more than a word of thanks. */
export function answerAfter(messages: readonly Said[], index: number): { answer: string; agent: string } {
  const parts: string[] = []
  let agent = ''
  for (const message of messages.slice(index + 1)) {
    if (message.sender === 'customer') {
      // Going on before anybody answered belongs to the question.
      if (parts.length > 0 || agent !== '') break
      if (looksAsked.test(message.text)) break
      continue
    }
    if (message.sender !== 'agent') continue
    agent ||= message.name ?? ''
    const clean = cleanAgentWords(message.name ? message.text.replaceAll(message.name, '') : message.text)
    if (clean !== '') parts.push(clean)
  }
  return { answer: parts.join('\n'), agent }
}
