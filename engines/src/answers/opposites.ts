import { makeRemembered } from './remembered.ts'

/** Things that exclude each other: a heading or a step about the one does not answer a question about the other. */
const OPPOSITES: [RegExp, RegExp][] = [
  [
    /安装|装上|装回|装到|组装|加装|\b(?:install(?:ing|ation|ed)?|mount(?:ing|ed)?|attach(?:ing)?|assembl\w+|put (?:it )?(?:on|up|back))\b/iu,
    /拆[卸除下掉走]|卸[下载]|怎么拆|[取摘]下来|\b(?:remov(?:e|al|ing)|uninstall\w*|dismantl\w*|dismount\w*|detach\w*|take (?:it )?(?:off|down|apart)|taken? (?:off|down))\b/iu,
  ],
  [
    /开机|打开|开启|启动|启用|\b(?:(?:turn|switch|power)(?:ed|ing)?(?: \w+){0,2} on|start(?:ing)? up|enabl(?:e|ing))\b/iu,
    /关机|关闭|关掉|关了|停用|禁用|\b(?:(?:turn|switch|power)(?:ed|ing)?(?: \w+){0,2} off|shut(?:ting)? (?:\w+ ){0,2}down|disabl(?:e|ing))\b/iu,
  ],
  [/(?<!解)锁定|上锁|锁上|加锁|\b(?:lock(?:ed|ing)?)\b/iu, /解锁|解除|开锁|\bunlock\w*\b/iu],
  [/连接|接入|\bconnect(?:ed|ing|ion)?\b/iu, /断开|\bdisconnect\w*\b/iu],
  [/顺时针|(?<!counter[- ]?|anti)\bclockwise\b/iu, /逆时针|\b(?:counter[- ]?|anti-?)clockwise\b/iu],
  [/充电|\bcharg(?:e|es|ing)\b/iu, /放电|\bdischarg(?:e|es|ing)\b/iu],
  [/进水|注水|\b(?:inlet|intake)\b/iu, /排水|\b(?:drain\w*|outlet)\b/iu],
  [/上传|导入|\b(?:upload\w*|import\w*)\b/iu, /下载|导出|\b(?:download\w*|export\w*)\b/iu],
  [
    /发货前|出库前|before (?:it |we |the )?(?:is |has been |was )?(?:ship|dispatch)\w*/iu,
    /发货后|出库后|after (?:it |we |the )?(?:is |has been |was )?(?:ship|dispatch)\w*/iu,
  ],
  [/童锁|\bchild (?:safety )?lock\b/iu, /门锁|\bdoor lock\b/iu],
  [/最大|最高|最多|最长|上限|\bmax(?:imum)?\b/iu, /最小|最低|最少|最短|下限|\bmin(?:imum)?\b/iu],
  [/室内|\bindoors?\b/iu, /室外|户外|露天|\boutdoors?\b/iu],
]

/** For each pair: 1 the first side alone, -1 the second alone, 0 both or neither. */
const sidesOf = makeRemembered(
  12_000,
  (text: string): Int8Array =>
    Int8Array.from(OPPOSITES, ([one, other]) => (one.test(text) ? 1 : 0) - (other.test(text) ? 1 : 0)),
)

/** How a text stands to the sides a question takes: 1 on one of them, -1 on the other side of one, 0 neither. */
export function sideOf(question: string, text: string): number {
  const asked = sidesOf(question)
  const told = sidesOf(text)
  let found = 0
  for (let i = 0; i < asked.length; i++) {
    if (asked[i] === 0 || told[i] === 0) continue
    if (asked[i] !== told[i]) return -1
    found = 1
  }
  return found
}
