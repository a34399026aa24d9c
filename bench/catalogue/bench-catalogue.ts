import { buildCatalogue, type CatalogueEntry, matchCatalogue } from '@loopdesk/engines/entities/catalogue.ts'
import { fold } from '@loopdesk/engines/text/fold.ts'

/**
 * Prints how long finding a product in a message takes among `size` products, beside the least there can be: a scan of all names
 * for one that stands in the message letter for letter. The scan finds none of the misspelt and shortened ones.
 */
export function benchCatalogue({ size }: { size: number }): void {
  const entries = makeEntries(size)
  const begun = performance.now()
  const index = buildCatalogue(entries)
  const built = performance.now() - begun
  const names = entries.flatMap((entry) => entry.names.map((name) => fold(name).text))
  const messages = makeMessages(entries)
  for (const { said } of messages.slice(0, 50)) matchCatalogue(said, index)
  const fuzzy = timesOf(messages, ({ said, id }) => matchCatalogue(said, index).some((match) => match.id === id))
  const exact = timesOf(messages, ({ said, id }) => scan(fold(said).text, names, entries).includes(id))
  const ratio = fuzzy.p50 / exact.p50
  process.stdout.write(
    [
      `${size} products with ${names.length} names, indexed in ${Math.round(built)} ms; ${messages.length} messages, half of them misspelt or shortened`,
      '| | p50 ms | p99 ms | found |',
      '|---|-:|-:|-:|',
      row('catalogue (fuzzy, aliases, parts)', fuzzy),
      row('plain exact substring scan', exact),
      `ratio to the scan at p50: ${ratio.toFixed(2)}`,
      '',
    ].join('\n'),
  )
}

type Message = { said: string; id: string }
type Times = { p50: number; p99: number; found: number }

function timesOf(messages: Message[], find: (message: Message) => boolean): Times {
  let found = 0
  const times = messages.map((message) => {
    const from = performance.now()
    if (find(message)) found++
    return performance.now() - from
  })
  times.sort((a, b) => a - b)
  const at = (share: number) => times[Math.min(times.length - 1, Math.floor(times.length * share))]!
  return { p50: at(0.5), p99: at(0.99), found: found / messages.length }
}

/** Ids of the entries whose name stands in the text as it is. */
function scan(text: string, names: string[], entries: CatalogueEntry[]): string[] {
  const found: string[] = []
  for (let i = 0; i < names.length; i++) if (text.includes(names[i]!)) found.push(entries[i >> 1]!.id)
  return found
}

function row(name: string, { p50, p99, found }: Times): string {
  return `| ${name} | ${p50.toFixed(2)} | ${p99.toFixed(2)} | ${(100 * found).toFixed(0)} % |`
}

const BRANDS = '沁泉 清风 海月 松石 北岸 云朵 晨光里 半山 青瓦 知夏 向野 拾光 木槿 星澜 南枝 远舟'.split(' ')
const KINDS = '净水器 空气净化器 扫地机器人 电饭煲 保温杯 羽绒服 跑步鞋 双肩包 蓝牙耳机 充电宝 台灯 枕头'.split(' ')
const FEATURES = '静音 便携 加厚 智能 儿童 户外 家用 轻薄'.split(' ')
const SENTENCES = [
  (name: string) => `我买的${name}什么时候到`,
  (name: string) => `${name}坏了怎么修`,
  (name: string) => `请问${name}还有货吗`,
]

/** Every product has a full name and its plate, so both halves of a pair of names belong to it. */
function makeEntries(size: number): CatalogueEntry[] {
  return Array.from({ length: size }, (_, i) => {
    const plate = `${String.fromCharCode(65 + (i % 26))}${i}`
    const name = `${BRANDS[i % 16]}${FEATURES[(i >> 4) % 8]}${KINDS[(i >> 7) % 12]} ${plate}`
    return { id: String(i), type: 'product', names: [name, `${BRANDS[i % 16]}${plate}`] }
  })
}

function makeMessages(entries: CatalogueEntry[]): Message[] {
  return Array.from({ length: 600 }, (_, n) => {
    const entry = entries[(n * 7919) % entries.length]!
    const [name, alias] = entry.names as [string, string]
    const said = [name, alias, name.replace('净', '静').replace('机', '鸡').toLowerCase(), name.replace(' ', '')][
      n % 4
    ]!
    return { said: SENTENCES[n % 3]!(said), id: entry.id }
  })
}
