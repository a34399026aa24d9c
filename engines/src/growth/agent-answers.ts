import { splitSentences } from '../answers/split-sentences.ts'
import { redact } from '../masking/mask-text.ts'
import { normalise } from '../text/normalise.ts'
import { type Asked, cosine, sharedWords, telling } from './asked.ts'

/** Said for politeness, or to gain time: no part of an answer. */
const courtesies =
  /^(?:(?:亲|您好|你好|哈喽|嗨|hi|hello|hey|dear)[\s\p{L}*~～]{0,12}$|(?:您好|你好|亲)[，,~～!！\s]*(?:请问|很高兴|感谢|欢迎|我是|这里是).*|(?:早上|上午|中午|下午|晚上)好.*|很高兴(?:为您|能).*|感谢(?:您的)?(?:咨询|耐心|等待|联系|来电|支持|惠顾).*|谢谢.{0,6}|(?:我是|我叫|这里是).{0,14}|不客气.*|不用谢.*|请?(?:您)?(?:稍等|稍候|等一下|等下|等我一下).*|(?:好的|收到|嗯+|哦+|是的|对的|ok|okay|sure|got it|alright)[的呢哦啊呀~～。.!！，,\s]*$|.{0,6}(?:还有|有)(?:什么|其他|别的).{0,14}(?:帮|问题|咨询|可以).*|祝您?.{1,14}|麻烦.{0,8}(?:好评|评价).*|.{0,10}(?:给个|五星|满意度).{0,8}(?:好评|评价)?.*|(?:正在|我|帮您|我帮您|这边).{0,6}(?:查|核实|确认|看)(?:一下|下|询)?.{0,10}|(?:good )?(?:morning|afternoon|evening)\b.*|thanks?\b.{0,40}|thank you.{0,60}|you'?re welcome.*|(?:please )?(?:one|just a|hold on|wait|give me)\b.{0,40}(?:moment|minute|second|sec|while|check)?.{0,20}|let me (?:check|look|see|find)\b.*|i(?:'ll| will| am going to)? (?:just )?check\b.*|(?:is there )?anything else\b.*|have a (?:nice|great|good|lovely)\b.*|(?:i'?m|i am) happy to help.*|happy to help.*|my name is\b.*|this is \w+ (?:from|speaking).*)$/iu

/** Opens a sentence that goes on with the answer. */
const opening =
  /^(?:亲爱的[^，,。！!]{0,8}|亲|(?:您|你|早上|上午|下午|晚上)好[呀啊哦]?|哈喽|(?:hi|hello|hey|dear)(?: (?:there|sir|madam|[a-z]+))?)[，,！!~～。.\s]+/iu

/** Only this customer's: their order, their parcel, what was done for them just now. */
const personal =
  /(?:您的|你的|这个|该)(?:订单|快递|包裹|运单|退款|工单|账户余额|手机号|单子)|已经?(?:为|帮|给)您|(?:为|帮|给)您(?:登记|备注|申请|催|改|取消|提交|转)|单号|order (?:number|no\.?|#)|your (?:order|parcel|package|refund|ticket|booking|account) (?:is|was|has|will|#)|i(?:'ve| have) (?:just )?(?:updated|cancel+ed|refunded|submitted|changed|escalated|sent)|\[(?:phone|id_card|bank_card|email|address|name)\]|\b\d{8,}\b|\b[A-Z]{2,4}\d{5,}\b/iu

/** What an agent said that holds for everybody: greetings, delays, names and what only concerns one customer are left out; '' when nothing is left. */
export function cleanAgentWords(text: string): string {
  const kept: string[] = []
  const safe = redact(text.replace(/[\u{1F300}-\u{1FAFF}\u{2600}-\u{27BF}]|\[[^\]\s]{1,6}\](?!\()/gu, ' '))
  for (const line of safe.split(/\n+/)) {
    const sentences = splitSentences(line).map(({ start, end }) => line.slice(start, end).trim())
    const good = sentences.map((each) => each.replace(opening, '').trim()).filter((each) => isGeneral(each))
    if (good.length > 0) kept.push(good.reduce(joined))
  }
  return kept.join('\n').trim()
}

const joined = (a: string, b: string) => (/[a-z0-9.,!?;:]$/i.test(a) ? `${a} ${b}` : a + b)

function isGeneral(sentence: string): boolean {
  const bare = sentence.replace(/[，,。.!！~～\s]+$/u, '')
  if (!/\p{L}/u.test(bare)) return false
  if (courtesies.test(bare) || personal.test(sentence)) return false
  // Asking back is no answer.
  return !/[?？]\s*$/.test(sentence)
}

/** Long enough to say something. */
export function saysSomething(text: string): boolean {
  const length = [...text].reduce((sum, each) => sum + (/\p{Script=Han}/u.test(each) ? 2 : 1), 0)
  return length >= 12
}

export interface AgentAnswer {
  /** Cleaned. */
  text: string
  agent: string
  conversationId: string
  read: Asked
}

export interface TypicalAnswer {
  text: string
  agents: string[]
  conversations: string[]
  /** 0 to 1: how much of what the others answered says the same. */
  agreement: number
}

/** Two answers that say the same. */
const sameAnswer = 0.9

/**
 * What agents answered most in agreement: the text that the answers of most (different) agents are like, of those the fullest; the
 * agents and conversations that said so come along. Numbers that differ never agree.
 */
export function typicalAnswer(answers: readonly AgentAnswer[]): TypicalAnswer | undefined {
  let best: { answer: AgentAnswer; score: number; supporters: AgentAnswer[] } | undefined
  for (const answer of answers) {
    const supporters = answers.filter((other) => other === answer || agree(answer, other))
    const agents = new Set(supporters.map(({ agent }) => agent)).size
    const fullness = Math.min(1, [...answer.text].length / 120)
    const score = agents * 2 + supporters.length + fullness
    if (!best || score > best.score) best = { answer, score, supporters }
  }
  if (!best) return undefined
  const { answer, supporters } = best
  return {
    text: answer.text,
    agents: [...new Set(supporters.map(({ agent }) => agent))],
    conversations: [...new Set(supporters.map(({ conversationId }) => conversationId))],
    agreement: answers.length === 1 ? 1 : (supporters.length - 1) / (answers.length - 1),
  }
}

function agree(a: AgentAnswer, b: AgentAnswer): boolean {
  const numbers = (text: string) => new Set(normalise(text).match(/\d+(?:\.\d+)?/g) ?? [])
  const [mine, theirs] = [numbers(a.text), numbers(b.text)]
  if (mine.size > 0 && theirs.size > 0 && ![...mine].some((each) => theirs.has(each))) return false
  return cosine(a.read.meaning, b.read.meaning) + sharedWords(a.read.words, b.read.words, telling) >= sameAnswer
}
