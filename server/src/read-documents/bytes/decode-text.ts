import { Refused } from '../refusal.ts'

export interface DecodedText {
  text: string
  /** As the Encoding Standard names it: utf-8, gb18030, big5, utf-16le, shift_jis, windows-1252 … */
  encoding: string
}

/** Bytes scored to tell one old encoding from another. */
const sampleBytes = 65_536

/**
 * Text of a file of unknown encoding. A byte order mark decides, then what the file itself declares, then strict UTF-8; else the
 * encoding in which the bytes make the most common characters. Throws Refused `damaged` for bytes that are no text.
 */
export function decodeText(bytes: Uint8Array, declared?: string): DecodedText {
  const encoding = encodingOf(bytes, declared)
  const text = new TextDecoder(encoding).decode(bytes)
  if (looksBinary(text)) throw new Refused('damaged', 'Its bytes are not text in any known encoding.')
  return { text: text.includes('\r') ? text.replace(/\r\n?/g, '\n') : text, encoding }
}

/** The encoding alone, for what is decoded in pieces. */
export function encodingOf(bytes: Uint8Array, declared?: string): string {
  return byMark(bytes) ?? byZeros(bytes) ?? (isUtf8(bytes) ? 'utf-8' : (known(declared) ?? bestOldEncoding(bytes)))
}

/** A name of a file, or a few words, from bytes of unknown encoding. */
export function decodeName(bytes: Uint8Array): string {
  return new TextDecoder(isUtf8(bytes) ? 'utf-8' : bestOldEncoding(bytes)).decode(bytes)
}

/** Whether bytes are text at all, judged by their beginning. */
export function isText(bytes: Uint8Array): boolean {
  const head = bytes.subarray(0, 8_192)
  if (byMark(head) !== undefined || byZeros(head) !== undefined) return true
  return !looksBinary(new TextDecoder('windows-1252').decode(head))
}

function byMark(bytes: Uint8Array): string | undefined {
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) return 'utf-8'
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le'
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be'
  return undefined
}

/** UTF-16 without a mark: every ASCII character (line ends, spaces, digits) has a zero on one side, few Chinese ones on the other. */
function byZeros(bytes: Uint8Array): string | undefined {
  const head = bytes.subarray(0, 4_096)
  let even = 0
  let odd = 0
  for (let at = 0; at < head.length; at++) {
    if (head[at] === 0) at % 2 === 0 ? even++ : odd++
  }
  if (odd > even * 5 && odd > head.length / 50) return 'utf-16le'
  if (even > odd * 5 && even > head.length / 50) return 'utf-16be'
  return undefined
}

/** Strict, but for a few broken bytes among many good ones: a file cut in the middle of a character is still UTF-8. */
function isUtf8(bytes: Uint8Array): boolean {
  try {
    return isPlausible(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
  } catch {
    const text = new TextDecoder().decode(bytes.subarray(0, sampleBytes * 4))
    const broken = text.match(/�/g)?.length ?? 0
    const good = text.match(/[^\p{ASCII}�]/gu)?.length ?? 0
    return good > 20 && broken * 50 < good
  }
}

/** A few characters of GBK may be UTF-8 by accident, but then of scripts that nobody mixes in. */
function isPlausible(text: string): boolean {
  const foreign = text.slice(0, 2_000).match(/\P{ASCII}/gu) ?? []
  if (foreign.length > 8) return true
  const scripts =
    /[\p{Script=Han}\p{Script=Latin}\p{Script=Cyrillic}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{P}\p{S}\p{M}\p{N}\p{Z}\p{Cf}]/u
  return foreign.every((character) => scripts.test(character) && !/[\u0250-\u036f]/.test(character))
}

function known(label: string | undefined): string | undefined {
  if (label === undefined) return undefined
  try {
    const { encoding } = new TextDecoder(label)
    // Called GBK by their authors, written in its successor; and UTF-8 has been excluded.
    return encoding === 'gbk' ? 'gb18030' : encoding === 'utf-8' ? undefined : encoding
  } catch {
    return undefined
  }
}

const oldEncodings = ['gb18030', 'big5', 'shift_jis', 'euc-kr', 'windows-1252']

function bestOldEncoding(bytes: Uint8Array): string {
  const sample = sampleOfForeign(bytes)
  const scored = oldEncodings.map((encoding) => ({ encoding, score: scoreOf(encoding, sample) }))
  return scored.reduce((best, one) => (one.score > best.score ? one : best)).encoding
}

/** The beginning, and what follows the first byte outside ASCII where that comes later. */
function sampleOfForeign(bytes: Uint8Array): Uint8Array {
  const first = bytes.findIndex((byte) => byte >= 0x80)
  // Back to a line's start, so that a two-byte character is not entered in its middle.
  let start = Math.max(0, first)
  while (start > 0 && first - start < 4_096 && bytes[start - 1] !== 0x0a) start--
  return bytes.subarray(start, start + sampleBytes)
}

/** How much the decoded text looks like somebody's writing: common characters count, impossible ones cost. */
function scoreOf(encoding: string, bytes: Uint8Array): number {
  const text = new TextDecoder(encoding).decode(bytes)
  let score = 0
  let foreign = 0
  let before = ''
  for (const character of text) {
    if (character > '\u007f') {
      foreign++
      score += worthOf(character, encoding, before)
    }
    before = character
  }
  // One-byte encodings make twice the characters of the same bytes.
  return foreign === 0 ? 0 : score / foreign
}

function worthOf(character: string, encoding: string, before: string): number {
  const code = character.codePointAt(0) ?? 0
  if (code === 0xfffd || (code >= 0x80 && code < 0xa0) || (code >= 0xe000 && code <= 0xf8ff)) return -3
  if (encoding === 'windows-1252') {
    // Letters with accents stand in words; curly quotes and dashes beside letters or spaces.
    if (/\p{L}/u.test(character)) return /[\p{ASCII}]/u.test(before) ? 0.5 : -0.4
    return /[‘’“”–—…€£©®°·«»]/u.test(character) ? 0.4 : -0.4
  }
  if (encoding === 'gb18030' || encoding === 'big5') {
    if (common.has(character)) return 1
    if (/[，。、；：？！“”（）《》【】]/u.test(character)) return 1
    return code >= 0x4e00 && code <= 0x9fff ? 0.05 : -0.3
  }
  if (encoding === 'shift_jis') {
    if (/[\u3041-\u3093\u30a1-\u30f6、。ー]/u.test(character)) return 0.9
    return code >= 0xff61 && code <= 0xff9f ? -0.6 : 0.02
  }
  if (/[\uac00-\ud7a3]/u.test(character)) return commonHangul.has(character) ? 0.95 : 0.02
  return 0
}

/** The characters Chinese is mostly made of, in both scripts. */
const common = new Set(
  '的一是不了在人有我他这个们中来上大为和国地到以说时要就出会可也你对生能而子那得于着下自之年过发后作里用道行所然家种事成方多经么去法学如都同现当没动面起看定天分还进好小部其些主样理心她本前开但因只从想实日军者意无力它与长把机十民第公此已工使情明性知全三又关点正业外将两高间由问很最重并物手应战向头文体政美相见被利什二等产或新己制身果加西斯月话合回特代内信表化老给世位次度门任常先海通教儿原东声提立及比员解水名真论处走义各入几口认条平系气题活尔更别打女变四神总何电数安少报才结反受目太量再感建务做接必场件计管期市直德资命山金指克许统区保至队形社便空决治展马科司五基眼书非则听白却界达光放强即像难且权思王象完设式色路记南品住告类求据程北边死张该交规万取拉格望觉术领共确传师观清今切院让识候带导争运请退换货款单订购买付账户码登录客服务优惠券质保维修' +
    '這個們來為國說時會對後發過還進樣開從實無與長機問關點業將間應戰頭產車體現話給門兒東聲員論處義條係氣題總電數報結務場計資統區隊書則聽卻達強難權傳師觀導爭運請買賣貨單號碼帳戶登錄註冊優惠質維' +
    '錯誤設備連線網絡路頁檔案軟體硬體資訊訂購付款發票運送退換維護聯絡客戶服務產品價格',
)
const commonHangul = new Set(
  '이다는의에을를가하고은한지로도기서니사어자나시대리과정보일인있것수제해그라아들스전부상주장만면장구여원소안우동화용문없니다요합습까세',
)

function looksBinary(text: string): boolean {
  const head = text.slice(0, 20_000)
  let control = 0
  for (let at = 0; at < head.length; at++) {
    const code = head.charCodeAt(at)
    if (code < 32 && code !== 9 && code !== 10 && code !== 13 && code !== 12 && code !== 27) control++
  }
  return control > 2 + head.length / 500
}
