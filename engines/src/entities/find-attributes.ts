import type { Finding } from './entity.ts'

/** Colours, sizes and models of goods in folded text. Value of a colour is its everyday name, of a size in upper case. */
export function findAttributes(text: string): Finding[] {
  const findings: Finding[] = []
  const add = (type: string, match: RegExpExecArray, value: string, confidence: number, said = match[0]) => {
    const start = match.index + match[0].indexOf(said)
    findings.push({ type, value, start, end: start + said.length, confidence, rank: RANK })
  }
  for (const match of text.matchAll(HAN_COLOR))
    add('color', match, `${match.groups!.shade ?? ''}${match.groups!.name}色`, 0.9)
  for (const match of text.matchAll(NAMED_COLOR)) add('color', match, match[0], 0.85)
  for (const match of text.matchAll(LATIN_COLOR)) add('color', match, match[0].replace('gray', 'grey'), 0.85)
  for (const match of text.matchAll(LETTER_SIZE))
    add('size', match, sizeOf((match.groups!.size ?? match.groups!.size2)!), 0.9)
  for (const match of text.matchAll(NAMED_SIZE)) add('size', match, match.groups!.n!, 0.85)
  for (const match of text.matchAll(WORD_SIZE)) add('size', match, match.groups!.size!, 0.8)
  for (const match of text.matchAll(CUED_MODEL))
    add('model', match, match.groups!.model!.toUpperCase(), 0.9, match.groups!.model!)
  for (const match of text.matchAll(BRAND_MODEL)) add('model', match, match[0].trim(), 0.85, match[0].trim())
  return findings
}

/** Below everything else: an attribute never takes a number from what it belongs to. */
const RANK = 20

const HAN_COLOR =
  /(?<shade>深|浅|暗|亮|粉|酒|玫|墨|天|湖|藏|宝|米|奶|雾|雅|卡其|荧光|哑光|香槟|珍珠|象牙)?(?<name>红|橙|黄|绿|青|蓝|紫|黑|白|灰|粉|棕|咖啡|咖|米|银|金|卡其|驼|杏|藕|褐|透明|裸|肉|豆沙|玫瑰金|香槟|古铜|原木|军绿|墨绿|天蓝|藏青|米白|深空灰)色/g
const NAMED_COLOR =
  /(?:玫瑰金|深空灰|远峰蓝|藏青|酒红|墨绿|米白|纯白|纯黑|亮黑|曜石黑|钛金属?)(?!色)|(?<=要|换成?|拍|选|发|买)(?:黑|白|红|蓝|绿|灰|粉|紫|黄)(?:的|款)(?=$|[\s,。!?]|吧|可以|行|那)/g
const LATIN_COLOR =
  /(?<![a-z])(?:(?:dark|light|navy|sky|rose|space)\s)?(?:red|orange|yellow|green|blue|purple|black|white|gr[ae]y|pink|brown|beige|silver|gold|navy|khaki)(?![a-z]|\sfriday|\smail|\scard)/g
const LETTER_SIZE =
  /(?<![a-z\d])(?:size\s)?(?<size>(?:\d|x{1,4})?xl|x{0,3}s|[sml]|均)(?:码|号(?!楼|机|线)|\ssize(?![a-z]))|(?<=(?<![a-z])size\s)(?<size2>(?:\d|x{1,4})?xl|x{0,3}s|[sml]|\d{1,2})(?![a-z\d])/g
const NAMED_SIZE = /(?<![\d.a-z])(?<n>3[4-9](?:\.5)?|4[0-8](?:\.5)?|1[1-9][05])(?:码|号(?=的鞋|鞋|的裤|裤))/g
const WORD_SIZE = /(?<size>大|中|小|加大|特大|超大|加小)(?:码|号(?!线|楼|机|码))(?:的)?/g
const CUED_MODEL =
  /(?:型号|机型|model(?:\sno\.?)?)(?:是|为|:|\s){0,2}(?<model>[a-z\d][a-z\d-]{1,19}(?:\s(?:pro|max|plus|mini|ultra|se|lite))?)(?![a-z\d])/g
const BRAND_MODEL =
  /(?<![a-z])(?:iphone|ipad(?:\s(?:air|pro|mini))?|macbook(?:\s(?:air|pro))?|galaxy|pixel|redmi|mate|nova|thinkpad|airpods|kindle|switch|ps|xbox|rtx|gtx)\s?[a-z]?\d{0,4}[a-z]?(?:\s?(?:pro|max|plus|mini|ultra|se|lite)){0,2}(?![a-z\d])|(?:华为|小米|苹果|荣耀|红米|三星|oppo|vivo)\s?[a-z]{0,5}\s?\d{1,4}(?:\s?(?:pro|max|plus|mini|ultra|se|lite)){0,2}(?![a-z\d元块])/g

function sizeOf(written: string): string {
  const upper = written.toUpperCase()
  return /^X{2,4}L$/.test(upper) ? `${upper.length - 1}XL` : upper
}
