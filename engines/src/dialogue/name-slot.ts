import type { Slot } from '@loopdesk/contracts/flow.ts'
import type { FlowDefinition } from '../flow/definition.ts'
import type { Frame } from '../flow/frame.ts'
import { isEmpty } from '../flow/values.ts'
import { fold } from '../text/fold.ts'

/** Words by which people call a value of a kind, whatever the flow calls it. */
const called: Partial<Record<Slot['kind'], RegExp>> = {
  address: /地址|收货|收件|门牌|住址|房号|街道|\b(address|street|house number|postcode|zip)\b/,
  phone: /电话|手机|号码|\b(phone|number|mobile|cell)\b/,
  email: /邮箱|邮件|\be-?mail|\bmail\b/,
  date: /时间|日期|日子|哪天|几号|那天|\b(day|date|time)\b/,
  money: /金额|价格|钱|\b(amount|price|sum)\b/,
  quantity: /数量|件数|几(?:个|件)|\b(quantity|amount|how many|number)\b/,
  files: /照片|图片|截图|\b(photos?|pictures?|images?)\b/,
  record: /订单|单子|单号|\b(order|parcel)\b/,
  catalogue: /商品|产品|型号|\b(product|item|model)\b/,
}

const partOfAddress = /电话|手机|号码|收件人|收货人|姓名|名字|\b(phone|number|recipient|name)\b/

const wrong =
  /([\u4e00-\u9fff]{2,10}?)(?:又|都|好像|也|是|给|我|你|们)*(?:写|填|打|弄|搞|选|报|说|输|记|点)?(?:错|不对|有误|不正确|不准|有问题|变了|不是这个|(?:要|得|想|需要)(?:改|换)|改一?下|换一?下|换一?个)/
const change =
  /(?:改|换|修改|更改|更换|重新?(?:填|选|写|输)|重填|重选)(?:一下|一个|个|下)?(?:那个|这个|我的|一下)*([\u4e00-\u9fff]{2,8})/
const wrongEn =
  /\b(?:the |my |that |your )?([a-z][a-z -]{2,24}?) (?:is|are|was|'s|isn'?t|looks|seems)(?: all| still| not)? (?:wrong|incorrect|right|correct|mistaken|outdated|old|misspel\w+)|\bwrong ([a-z][a-z -]{2,20})|\b(?:change|fix|correct|edit|update) (?:the |my |that )?([a-z][a-z -]{2,20}?)(?= please|[,.!]|$)|\b(?:mistake|typo|error) in (?:the |my )?([a-z][a-z -]{2,20})/

/** What a text says is wrong or is to be changed (地址错了, wrong date), in folded words; undefined when it says no such thing. */
export function calledWrong(text: string): string | undefined {
  const said = fold(text).text.replace(/\s+/g, ' ')
  const zh = (wrong.exec(said) ?? change.exec(said))?.[1]?.replace(
    /^(?:但是?|不过|可是|就是|只是|是的?|对的?|好的?|嗯|那个?|这个?|我的|你们?的?|的)+/,
    '',
  )
  if (zh && zh.length > 1) return zh
  const found = wrongEn.exec(said)
  return found?.slice(1).find((each) => each !== undefined)
}

/** Among the slots of the open flow that have a value: the one these words call by its label, kind or question. */
export function slotCalled(words: string, flow: FlowDefinition, frame: Frame): string | undefined {
  const filled = Object.entries(flow.slots).filter(([name]) => !isEmpty(frame.scope[name]) && askOf(flow, name))
  const byLabel = filled.find(([name]) => namesOf(flow, name).some((each) => sharesWord(words, each)))
  const byKind = filled.find(([, slot]) => called[slot.kind]?.test(words))
  const byPrompt = filled.find(([name]) => promptsOf(flow, name).some((each) => sharesWord(words, each)))
  // Who receives it and their phone are parts of an address.
  const asPart = filled.find(([, slot]) => slot.kind === 'address' && partOfAddress.test(words))
  return (byLabel ?? byKind ?? asPart ?? byPrompt)?.[0]
}

export function askOf(flow: FlowDefinition, slot: string) {
  const found = Object.values(flow.nodes).find((node) => node.type === 'ask' && node.slot === slot)
  return found?.type === 'ask' ? found : undefined
}

const namesOf = (flow: FlowDefinition, slot: string): string[] => {
  const label = askOf(flow, slot)?.label
  return label ? [fold(label.zh).text, fold(label.en).text] : []
}

const promptsOf = (flow: FlowDefinition, slot: string): string[] => {
  const prompt = askOf(flow, slot)?.prompt
  return prompt ? [fold(prompt.zh).text, fold(prompt.en).text] : []
}

/** Words of questions that name nothing. */
const empty =
  /^(请问|您的|您要|要的|什么|多少|怎么|哪个|哪天|好的|谢谢|里面|的是|一个|可以|如果|which|what|would|like|your|should|shall|with|this|that|please|there|from|have|them)$/

/** A word of two characters (Chinese) or four letters (English) that stands in both. */
function sharesWord(words: string, text: string): boolean {
  for (const word of words.match(/[a-z]{4,}/g) ?? [])
    if (!empty.test(word) && new RegExp(`\\b${word}`).test(text)) return true
  const zh = words.replace(/[^\u4e00-\u9fff]/g, '')
  for (let at = 0; at + 2 <= zh.length; at++) {
    const pair = zh.slice(at, at + 2)
    if (!empty.test(pair) && text.includes(pair)) return true
  }
  return false
}

/**
 * The value that a text gives under the slot's own name (姓名张三，电话…; name: Emma). Only for free words; undefined when the
 * slot is not named.
 */
export function valueUnderName(text: string, flow: FlowDefinition, slot: string): string | undefined {
  for (const part of text.split(/[,，;；。\n]|(?<=[\u4e00-\u9fff]) +(?=[\u4e00-\u9fff])/)) {
    const said = part.trim()
    const stated =
      /^(?:我的|收件|收货|公司|发票)?([\u4e00-\u9fff]{2,6}?)(?:是|为|叫|写|填|用|开|:|：|=)+\s*(.{1,60})$/.exec(said) ??
      /^(?:my |the )?([a-z]{4,12}(?: [a-z]+)?) ?(?:is|:|=) ?(.{1,60})$/i.exec(said)
    const joined =
      /^(姓名|名字|抬头|称呼|备注|尺码|型号|公司|单位|颜色)(?!不|错|有误|写错|填错|要改)([^\s,，]{2,30})$/.exec(said)
    for (const [, name, value] of [stated, joined].filter((each) => each !== null))
      if (name && value && [...namesOf(flow, slot), ...promptsOf(flow, slot)].some((each) => standsIn(name, each)))
        return value.trim()
  }
  return undefined
}

const standsIn = (name: string, text: string) => !empty.test(name) && text.includes(fold(name).text)
