/**
 * Chinese, Japanese and Korean fonts that are not part of the file name their encoding instead (`GBK-EUC-H`). pdf.js asks for the table
 * of that encoding; it is made here from the text decoders of the runtime: a character's number is its Unicode, so that the way back
 * to text is plain. ASCII keeps the numbers the standard collections give it, since widths are listed by them.
 */
export class CharacterMaps {
  async fetch({ kind, filename }: { kind: string; filename: string }): Promise<Uint8Array> {
    const text = kind === 'cMapUrl' ? mapOf(filename.replace(/\.bcmap$/, '')) : undefined
    if (text === undefined) throw new Error(`There is no ${filename}`)
    return new TextEncoder().encode(text)
  }
}

const encodings: [RegExp, string][] = [
  [/^(?:GBK|GBKp|GBpc|GB)-EUC-[HV]$|^GBK2K-[HV]$|^GBT?-[HV]$/, 'gb18030'],
  [/^(?:ETen|ETenms|B5pc|HKscs|HKdl\w*|ETHK)-?B5-[HV]$|^B5pc-[HV]$/, 'big5'],
  [/^(?:90ms|90msp|90pv|83pv|Add|Ext)-RKSJ-[HV]$/, 'shift_jis'],
  [/^(?:KSCms-UHC|KSCms-UHC-HW|KSC-EUC|KSCpc-EUC)-[HV]$/, 'euc-kr'],
]

const made = new Map<string, string>()

/** The table as text; undefined for encodings without a decoder. */
function mapOf(name: string): string | undefined {
  const known = made.get(name)
  if (known) return known
  const text = build(name)
  if (text) made.set(name, text)
  return text
}

function build(name: string): string | undefined {
  if (/^Adobe-(?:GB1|CNS1|Japan1|Korea1)-UCS2$/.test(name)) return wrap(name, ucs2Ranges(), 'bfrange')
  if (/^Uni(?:GB|CNS|JIS|JIS2004|KS|JISX0213|JISX02132004|JISPro)-(?:UCS2|UTF16)(?:-HW)?-[HV]$/.test(name)) {
    return wrap(name, unicodeRanges(), 'cidrange', name.endsWith('V'))
  }
  const encoding = encodings.find(([pattern]) => pattern.test(name))?.[1]
  return encoding ? wrap(name, decodedRanges(encoding), 'cidrange', name.endsWith('V'), true) : undefined
}

const hex = (value: number, digits = 4) => `<${value.toString(16).padStart(digits, '0')}>`
const cidOf = (unicode: number) => (unicode >= 0x20 && unicode <= 0x7e ? unicode - 31 : unicode)

function unicodeRanges(): string[] {
  const ranges = ['<0020> <007e> 1']
  for (let high = 0; high <= 0xff; high++) {
    const from = high === 0 ? 0xa0 : high << 8
    ranges.push(`${hex(from)} ${hex((high << 8) | 0xff)} ${from}`)
  }
  return ranges
}

/** Character numbers back to Unicode. */
function ucs2Ranges(): string[] {
  const ranges = ['<0001> <005f> <0020>']
  for (let high = 0; high <= 0xff; high++) {
    const from = high === 0 ? 0xa0 : high << 8
    ranges.push(`${hex(from)} ${hex((high << 8) | 0xff)} ${hex(from)}`)
  }
  return ranges
}

/** Every code of one and two bytes that the decoder knows. */
function decodedRanges(encoding: string): string[] {
  const decoder = new TextDecoder(encoding)
  const ranges = ['<20> <7e> 1']
  for (let high = 0x81; high <= 0xfe; high++) {
    for (let low = 0x40; low <= 0xfe; low++) {
      const text = decoder.decode(new Uint8Array([high, low]))
      const unicode = text.codePointAt(0)!
      if ([...text].length === 1 && unicode !== 0xfffd && unicode <= 0xffff) {
        ranges.push(`${hex((high << 8) | low)} ${hex((high << 8) | low)} ${cidOf(unicode)}`)
      }
    }
  }
  return ranges
}

function wrap(name: string, ranges: string[], kind: 'cidrange' | 'bfrange', vertical = false, mixed = false): string {
  const spaces = mixed ? '2 begincodespacerange\n<00> <80>\n<8140> <fefe>' : '1 begincodespacerange\n<0000> <ffff>'
  const parts: string[] = []
  for (let at = 0; at < ranges.length; at += 100) {
    const part = ranges.slice(at, at + 100)
    parts.push(`${part.length} begin${kind}\n${part.join('\n')}\nend${kind}`)
  }
  return `/CIDInit /ProcSet findresource begin\nbegincmap\n/CMapName /${name} def\n/WMode ${vertical ? 1 : 0} def\n${spaces}\nendcodespacerange\n${parts.join('\n')}\nendcmap\n`
}
