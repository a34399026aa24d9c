/** Formats by their number where a file does not spell them out (ECMA-376 part 1, 18.8.30, with those of Chinese Excel). */
const builtIn: Record<number, string> = {
  1: '0',
  2: '0.00',
  3: '#,##0',
  4: '#,##0.00',
  9: '0%',
  10: '0.00%',
  11: '0.00E+00',
  12: '# ?/?',
  13: '# ??/??',
  14: 'yyyy-mm-dd',
  15: 'd-mmm-yy',
  16: 'd-mmm',
  17: 'mmm-yy',
  18: 'h:mm AM/PM',
  19: 'h:mm:ss AM/PM',
  20: 'h:mm',
  21: 'h:mm:ss',
  22: 'yyyy-mm-dd h:mm',
  27: 'yyyy"年"m"月"',
  28: 'm"月"d"日"',
  29: 'm"月"d"日"',
  30: 'm-d-yy',
  31: 'yyyy"年"m"月"d"日"',
  32: 'h"时"mm"分"',
  33: 'h"时"mm"分"ss"秒"',
  34: 'AM/PMh"时"mm"分"',
  35: 'AM/PMh"时"mm"分"ss"秒"',
  36: 'yyyy"年"m"月"',
  37: '#,##0;-#,##0',
  38: '#,##0;-#,##0',
  39: '#,##0.00;-#,##0.00',
  40: '#,##0.00;-#,##0.00',
  45: 'mm:ss',
  46: '[h]:mm:ss',
  47: 'mm:ss.0',
  49: '@',
  50: 'yyyy"年"m"月"',
  51: 'm"月"d"日"',
  52: 'yyyy"年"m"月"',
  53: 'm"月"d"日"',
  54: 'm"月"d"日"',
  55: 'AM/PMh"时"mm"分"',
  56: 'AM/PMh"时"mm"分"ss"秒"',
  57: 'yyyy"年"m"月"',
  58: 'm"月"d"日"',
}

export type FormatNumber = (value: number) => string

/** What a sheet shows for a number under a format code; the code of a number's style, or `undefined` for the built-in one. */
export function makeNumberFormat(id: number, code: string | undefined, from1904: boolean): FormatNumber {
  const format = code ?? builtIn[id]
  if (format === undefined || /^general$/i.test(format) || format === '@') return general
  const sections = format.split(/;(?=(?:[^"]*"[^"]*")*[^"]*$)/).map(parseSection)
  return (value) => {
    const negative = value < 0 && sections.length > 1
    const section = value === 0 && sections.length > 2 ? sections[2]! : negative ? sections[1]! : sections[0]!
    if (section.isDate) return showDate(section.tokens, value, from1904) ?? general(value)
    return showNumber(section.tokens, negative ? -value : value)
  }
}

/** As `General` shows it: up to eleven digits. */
function general(value: number): string {
  if (Number.isInteger(value) && Math.abs(value) < 1e15) return String(value)
  return String(Number(value.toPrecision(11)))
}

interface Token {
  kind: 'text' | 'date' | 'digits' | 'percent'
  text: string
}

interface Section {
  tokens: Token[]
  isDate: boolean
}

const piece =
  /"([^"]*)"|\\(.)|_.|\*.|\[\$([^\]-]*)[^\]]*\]|\[(h+|m+|s+)\]|\[[^\]]*\]|(AM\/PM|A\/P|上午\/下午)|([ymdhs]+)|(\.0+(?=[^0#?]|$)(?<=s\.0+))|([0#?][0#?,.]*(?:E[+-]0+)?(?:\s*\?+\/\?+)?|\.[0#?]+)|(%)|(.)/giu

function parseSection(code: string): Section {
  const tokens: Token[] = []
  const add = (kind: Token['kind'], text: string | undefined) => text && tokens.push({ kind, text })
  for (const [, quoted, escaped, currency, elapsed, half, date, fraction, digits, percent, other] of code.matchAll(
    piece,
  )) {
    add('text', quoted ?? escaped ?? currency)
    add('date', elapsed === undefined ? (half?.toUpperCase() ?? date?.toLowerCase()) : `[${elapsed.toLowerCase()}]`)
    add('text', fraction === undefined ? undefined : '')
    add('digits', digits)
    add('percent', percent)
    add('text', other === '@' ? '' : other)
  }
  return { tokens, isDate: tokens.some(({ kind }) => kind === 'date') }
}

function showNumber(tokens: Token[], value: number): string {
  const percents = tokens.filter(({ kind }) => kind === 'percent').length
  let scaled = value * 100 ** percents
  const pattern = tokens.find(({ kind }) => kind === 'digits')?.text
  if (pattern === undefined)
    return tokens
      .map(({ text }) => text)
      .join('')
      .trim()
  const thousands = /,+$/.exec(pattern.split('.')[0] ?? '')?.[0].length ?? 0
  scaled /= 1000 ** thousands
  let shown = false
  const parts = tokens.map(({ kind, text }) => {
    if (kind !== 'digits') return text
    if (shown) return ''
    shown = true
    return digitsOf(pattern, scaled)
  })
  return parts.join('').trim()
}

function digitsOf(pattern: string, value: number): string {
  if (/E[+-]/i.test(pattern)) {
    const places = /\.([0#?]*)/.exec(pattern)?.[1]?.length ?? 0
    return value
      .toExponential(places)
      .replace(/e([+-])(\d)$/, 'E$10$2')
      .replace('e', 'E')
  }
  if (pattern.includes('/')) return general(value)
  const [whole = '', decimals = ''] = pattern.split('.')
  const least = decimals.replace(/[^0]/g, '').length
  const most = Math.min(15, decimals.replace(/[^0#?]/g, '').length)
  let [integer = '0', fraction = ''] = Math.abs(value).toFixed(most).split('.')
  while (fraction.length > least && fraction.endsWith('0')) fraction = fraction.slice(0, -1)
  integer = integer.padStart(whole.replace(/[^0]/g, '').length, '0')
  if (/[#0?],[#0?]/.test(whole)) integer = integer.replace(/\B(?=(\d{3})+(?!\d))/g, ',')
  const negative = value < 0 && /[1-9]/.test(integer + fraction)
  return `${negative ? '-' : ''}${integer}${fraction === '' ? '' : `.${fraction}`}`
}

const months = 'January February March April May June July August September October November December'.split(' ')
const days = 'Sunday Monday Tuesday Wednesday Thursday Friday Saturday'.split(' ')
const two = (value: number) => String(value).padStart(2, '0')

/** Days since the last of 1899 (or the first of 1904) as a date; `undefined` for what is no day. */
export function serialDate(value: number, from1904: boolean): Date | undefined {
  // Excel believes in a 29 February 1900.
  const shifted = from1904 ? value + 1462 : value < 60 ? value + 1 : value
  const date = new Date(Math.round((shifted - 25569) * 86_400_000))
  return value < 0 || value > 2_958_466 || Number.isNaN(date.getTime()) ? undefined : date
}

function showDate(tokens: Token[], value: number, from1904: boolean): string | undefined {
  const date = serialDate(value, from1904)
  if (date === undefined) return undefined
  const half = tokens.some(({ kind, text }) => kind === 'date' && /^(AM\/PM|A\/P|上午)/.test(text))
  let afterHour = false
  return tokens
    .map(({ kind, text }, at) => {
      if (kind === 'digits') return text.startsWith('.') ? '' : text
      if (kind !== 'date') return text
      const next = tokens.slice(at + 1).find((token) => token.kind === 'date')?.text ?? ''
      const minutes = /^m{1,2}$/.test(text) && (afterHour || next.startsWith('s'))
      afterHour = /^\[?h/.test(text) || (afterHour && half && /AM|A\/P/.test(text))
      return minutes ? padded(date.getUTCMinutes(), text) : datePart(text, date, value, half)
    })
    .join('')
    .trim()
}

const padded = (value: number, text: string) => (text.length > 1 ? two(value) : String(value))

function datePart(text: string, date: Date, value: number, half: boolean): string {
  if (text.startsWith('[h')) return String(Math.floor(value * 24 + 1e-6))
  if (text.startsWith('[m')) return String(Math.floor(value * 1440 + 1e-6))
  if (text.startsWith('[s')) return String(Math.round(value * 86_400))
  const hours = date.getUTCHours()
  switch (text[0]) {
    case 'y':
      return text.length > 2 ? String(date.getUTCFullYear()) : two(date.getUTCFullYear() % 100)
    case 'm': {
      const month = date.getUTCMonth()
      if (text.length >= 4) return months[month]!
      return text.length === 3 ? months[month]!.slice(0, 3) : padded(month + 1, text)
    }
    case 'd': {
      const day = days[date.getUTCDay()]!
      if (text.length >= 4) return day
      return text.length === 3 ? day.slice(0, 3) : padded(date.getUTCDate(), text)
    }
    case 'h':
      return padded(half ? hours % 12 || 12 : hours, text)
    case 's':
      return padded(date.getUTCSeconds(), text)
    case '上':
      return hours < 12 ? '上午' : '下午'
    default:
      return hours < 12 ? 'AM' : 'PM'
  }
}
