import type { Command } from '@loopdesk/contracts/commands.ts'
import { fold } from '../text/fold.ts'
import { flowsNamed } from './name-flow.ts'
import { pointsSomewhere } from './pointing.ts'
import { pointAt, type Situation } from './propose-context.ts'
import { scoreOf } from './reading.ts'
import { thresholds } from './thresholds.ts'

const returning =
  /回到|说回|办回|回过头|转回|回头(?:说|看|弄|办)|(?:刚才|之前|前面|刚刚|上面)(?:的|那个|说的|那件|没(?:办|弄|说)完的).{0,8}(?:继续|接着|呢|吧|还没|办|弄)|^(?:那|好|好的|嗯|行|咱们?|我们|请|还是)*[,， ]*(?:继续|接着)(?:办|弄|说|来|刚才|之前|吧|呗|啊|前面|搞)*|(?:继续|接着)(?:办|弄|说|搞)(?:刚才|之前|前面)|\b(?:(?:go|going|get|getting|come|coming|let'?s go|let'?s get) back to|back to (?:the|my|our)|(?:let'?s )?(?:continue|carry on|resume|pick up)(?: with)?(?: (?:the|my|where|what))?|where were we|as i was saying)\b|^(?:ok |okay |so |now |please )*(?:continue|go on|carry on|proceed with (?:the|my))\b/

const first =
  /(?:先|首先)(?:说|讲|办|弄|搞|处理|解决|看|聊|谈|把|来)|^先|\b(?:first|let'?s (?:first )?(?:do|talk about|deal with|handle)|before that)\b/

/** Goes back to a matter that was interrupted or put off (回到刚才的退货, 先说那个发票, back to the refund). */
export function returnsTo({ reading, state, context, open }: Situation): Command[] | undefined {
  const said = fold(reading.text).text.replace(/\s+/g, ' ').trim()
  if (said.length > 40) return undefined
  const back = returning.test(said)
  if (!back && !first.test(said)) return undefined
  const resting = [...state.stack.slice(0, -1).map(({ flow }) => flow), ...state.waiting.map(({ flow }) => flow)]
  const named = namedAmong(said, reading.intents, resting, context.flows)
  if (named) return [{ type: 'resume_flow', flow: named }]
  if (!back) return undefined
  if (open && namedAmong(said, reading.intents, [open.frame.flow], context.flows)) return [{ type: 'repeat_question' }]
  const believed = reading.outside < thresholds.outside
  const [best] = reading.intents
  // 继续退款 where no refund rests is a wish like any other.
  if (best && believed && best.score >= thresholds.start && context.flows.has(best.label)) return undefined
  if (resting.length === 0 && state.pending === null && !bare.test(said)) return undefined
  return resting.length === 0 && state.pending !== null && open
    ? [{ type: 'repeat_question' }]
    : [{ type: 'resume_flow' }]
}

const bare =
  /^(?:那|好|好的|嗯|行|咱们?|我们|请|还是|[,， ])*(?:继续|接着|回到刚才|说回刚才|回到前面|where were we|continue|go on|carry on|resume)(?:办|弄|说|来|吧|呗|啊|刚才的?|之前的?|那个|那件事|please|[.。!！ ])*$/

/** The one of these flows that is named: by words that name it, else by what the recogniser hears. */
function namedAmong(
  said: string,
  intents: { label: string; score: number }[],
  among: string[],
  flows: Situation['context']['flows'],
): string | undefined {
  const words = said
    .replace(returning, ' ')
    .replace(first, ' ')
    .replace(
      /刚才|之前|前面|刚刚|上面|那个|这个|那件事?|的|继续|接着|办|说|弄|吧|一下|\b(?:the|my|our|please|with|about|to)\b/g,
      ' ',
    )
    .trim()
  const byName = words === '' ? undefined : among.find((flow) => flowsNamed(words, flows).includes(flow))
  if (byName) return byName
  return among
    .map((flow) => ({ flow, score: scoreOf({ intents }, flow) }))
    .filter(({ score }) => score >= thresholds.clarify)
    .toSorted((a, b) => b.score - a.score)[0]?.flow
}

const ellipsis =
  /^(?:那|那么|那我|还有|哎|嗯|对了|好)*[,， ]*(?:那|这|还有)?(?<zh>[^,，。]{1,14}?)(?:那边|的话)?(?:呢|怎么样|咋样|怎么说)[?？!！。 ]*$|^(?:and |so |ok |okay |then |but )*(?:what|how) about (?<about>.{2,30}?)[?. ]*$|^and (?<and>.{2,24}?)\?$/

/** Turns away from what the answer was about: 不是这个，是上一单; no, the other one. */
const otherThanThat =
  /^(?:不对|不是|不|错了|搞错了|no|nope|sorry)[,， ]*((?:不?是)?(?:这|那)?(?:个|单)?[,， ]*(?:我(?:说|问|指)的)?是?.{2,16}|(?:i (?:mean|meant) )?(?:not (?:this|that)(?: one)?,? ?)?.{4,30})$/

/**
 * What is left out is taken from the matter before: "那张票呢" after another order's status asks the same of it. Undefined when the
 * message is no such fragment, or says enough by itself.
 */
export function followsUp(situation: Situation): Command[] | undefined {
  const { reading, state, context, open } = situation
  const said = fold(reading.text).text.replace(/\s+/g, ' ').trim()
  const found = ellipsis.exec(said)?.groups
  const words = found?.zh ?? found?.about ?? found?.and ?? otherThanThat.exec(said)?.[1]
  if (!words) return undefined
  const named = flowsNamed(words, context.flows)
  if (named.length > 0) {
    const [best] = named.toSorted((a, b) => scoreOf(reading, b) - scoreOf(reading, a))
    const sure = named.length === 1 || scoreOf(reading, best!) >= thresholds.start
    if (sure) return [{ type: 'start_flow', flow: best!, score: scoreOf(reading, best!) }]
    return open ? undefined : [{ type: 'clarify', flows: named.slice(0, 3) }]
  }
  const { last } = state
  const slots = last && !open ? Object.values(context.flows.get(last.flow)?.slots ?? {}) : []
  const record = slots.find((slot) => slot.kind === 'record')
  if (!last || record?.kind !== 'record' || !onlyPoints(words, situation, record.record)) return undefined
  return [{ type: 'start_flow', flow: last.flow, score: 1, said: reading.text }]
}

const pointers =
  /不是|我(?:说|问|指)的|是|那|这|个|单|笔|款|台|件|张|订单|包裹|快递|东西|的|我|买|上|次|最|近|新|早|贵|便宜|后|前|第|倒数|[一二三四五六七八九十两\d]|另|外|其他|别|刚才|昨天|前天|色|红|蓝|白|黑|灰|绿|粉|\b(?:the|my|other|another|one|order|parcel|last|first|second|third|that|this|from|red|blue|white|black|green|grey|pink|oldest|newest|cheapest|i|bought|not|no|mean|meant)\b/g

/** Whether the words do nothing but point at an object of the customer's. */
function onlyPoints(words: string, situation: Situation, type: string): boolean {
  const pointing = pointAt(situation, type)
  if (!pointsSomewhere(pointing)) return false
  const names = situation.reading.entities.map(({ text }) => fold(text).text)
  const rest = names
    .reduce((left, name) => left.split(name).join(' '), words)
    .replace(pointers, ' ')
    .replace(/[,，。 ]+/g, '')
  return rest.trim().length <= 1
}
