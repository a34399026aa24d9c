import { fold } from '../text/fold.ts'

/** Which of the things that were shown are meant. */
export type Selection =
  /** Places in the list, from 0, each once, in the order of the list; `excepting` where the others were named (除了第一个). */
  | { kind: 'some'; places: number[]; excepting: boolean }
  /** None of them (都不是, neither). */
  | { kind: 'none' }
  /** A place the list does not have (第五个 of three). */
  | { kind: 'beyond' }

export interface Shown {
  /** How many things were shown. */
  count: number
  /** The place of the one talked about, for "the other one"; undefined when none is. */
  current?: number | undefined
  /** Places of the things that these words name, for "all but the red one". */
  named?: (words: string) => number[]
}

/**
 * Reads ordinals and the like over a shown list: 第二个, 倒数第二个, 前两个, 1和3, 另一个, 都要, 除了第一个都退, the last one,
 * both, all but the second. Undefined where the words point at no place; what they say otherwise is for others to read.
 */
export function selectShown(text: string, shown: Shown): Selection | undefined {
  const said = fold(text).text.replace(/\s+/g, ' ').trim()
  if (shown.count === 0 || said.length > 60) return undefined
  if (noneOf.test(said)) return { kind: 'none' }
  const left = whatIsExcepted(said)
  if (left) return allBut(left, shown)
  const refused = refusedPlace.exec(said)
  const wanted = refused ? said.replace(refusedPlace, ' ') : said
  const places = placesIn(wanted, shown)
  if (places.length > 0) return chosen(places, shown.count)
  if (refused) return allBut(refused[0], { ...shown, named: () => [] })
  if (allOf.test(said)) return chosen(everyPlace(shown.count), shown.count)
  return undefined
}

const everyPlace = (count: number) => Array.from({ length: count }, (_, place) => place)

function chosen(places: number[], count: number, excepting = false): Selection {
  if (places.some((place) => place < 0 || place >= count)) return { kind: 'beyond' }
  return { kind: 'some', places: [...new Set(places)].toSorted((a, b) => a - b), excepting }
}

const noneOf =
  /都不(?:是|要|对|退|选)|(?:一|两|哪)个?(?:都|也)不(?:是|要|对)|没有(?:一个)?(?:是|对)的|以上(?:都|皆)(?:不|非)|\b(?:neither|none of (?:them|these|those|the above)|not any of)\b/
const allOf =
  /全部|全都|全(?:要|退|换|取消|选)|都(?:要|退|换|开|来|买|取消|选|查|看|办|改|算)|(?:[两俩三四五六]|\d)(?:个|单|笔|件|样|款|台)?都(?!不|行|可以|好|成)|统统|通通|所有的?(?!人)|每(?:一)?(?:个|样|件|单)|^都$|\bboth\b|\ball (?:of (?:them|these|those|it)|two|three|four|five)\b|^(?:all|everything)\b(?! (?:good|right|fine|correct|ok|looks?))|\beverything\b(?= (?:please|back|goes))/

/** The part that names what is left out: 除了第一个都退, 第一个不要其他都退, everything but the kettle. */
function whatIsExcepted(said: string): string | undefined {
  for (const pattern of exceptions) {
    const found = pattern.exec(said)
    if (found?.[1]) return found[1]
  }
  return undefined
}

const exceptions = [
  /(?:除了?|除开|除去|排除|不算|不包括)(.{1,20}?)(?:之外|以外|外)?[,， ]*(?:都|全|其他|其它|其余|剩下|别的|另外)/,
  /(?:都|全)(?:部|都)?(?:要|退|换|买|取消)?.{0,4}?[,， ](?:但|就)?(?:除了|不要|别退|不退|不包括)(.{1,20})/,
  /(.{1,16}?)(?:不(?:要|退|换|用|动)|留(?:着|下)?|保留)(?:了)?[,， ]*(?:其他|其它|其余|剩下|别的|另外)的?.{0,4}(?:都|全)/,
  /\b(?:all|everything|every one|any|the rest|both)(?: of (?:them|those|it|these))? (?:except|but|apart from|other than|besides|minus|save)(?: for)? (?:the )?(.+)/,
  /\b(?:except|apart from|other than)(?: for)? (?:the )?(.+?),? (?:all|everything|the rest)\b/,
  /\bkeep (?:the )?(.+?),? (?:and )?(?:return|send back|refund|cancel|take)? ?(?:all|everything|the (?:rest|others?))/,
]

function allBut(words: string, shown: Shown): Selection | undefined {
  const out = placesIn(words, shown)
  const named = out.length > 0 ? out : (shown.named?.(words) ?? [])
  if (named.length === 0) return undefined
  if (named.some((place) => place < 0 || place >= shown.count)) return { kind: 'beyond' }
  const left = everyPlace(shown.count).filter((place) => !named.includes(place))
  return left.length > 0 ? chosen(left, shown.count, true) : { kind: 'none' }
}

const digits: Record<string, number> = {
  两: 2,
  俩: 2,
  一: 1,
  二: 2,
  三: 3,
  四: 4,
  五: 5,
  六: 6,
  七: 7,
  八: 8,
  九: 9,
  十: 10,
}
const english = ['first', 'second', 'third', 'fourth', 'fifth', 'sixth', 'seventh', 'eighth', 'ninth', 'tenth']
const toNumber = (word: string) => digits[word] ?? Number(word)

const nth = '([一二两三四五六七八九十]|\\d{1,2})'
const measure = '(?:个|单|笔|款|台|件|样|张|家|条|项|种|行|双|部|份|只|套|位|盒|瓶|包)'
const refusedPlace = new RegExp(
  `(?:不是|不要|不选|别选|不退)(?:倒数)?第${nth}${measure}?(?![次天])|\\b(?:not|don'?t want|no longer) the (?:${english.join('|')}|last)(?: one)?`,
)

/** Every place named, in the order said. */
function placesIn(said: string, { count, current }: Shown): number[] {
  const bare =
    /^(?:选|要|就|no\.?|#|option|number)?\s*(\d{1,2}(?:\s*(?:号|个)?\s*(?:和|跟|与|、|,|，|\+|&|and)\s*\d{1,2})*)\s*(?:号|个|吧|。|\.)*$/.exec(
      said,
    )
  if (bare?.[1]) return [...bare[1].matchAll(/\d{1,2}/g)].map(([each]) => Number(each) - 1)
  const found: { at: number; places: number[] }[] = []
  for (const { pattern, places } of readers) {
    for (const match of said.matchAll(pattern)) found.push({ at: match.index, places: places(match, count) })
  }
  if (found.length === 0 && count === 2 && current !== undefined && other.test(said)) return [1 - current]
  return found.toSorted((a, b) => a.at - b.at).flatMap(({ places }) => places)
}

const other =
  /另(?:外)?(?:那)?一?(?:个|单|笔|款|台|件)|别的那|剩下那|\b(?:the )?other (?:one|order|item|purchase|parcel)?\b/

const range = (from: number, to: number) => Array.from({ length: Math.max(0, to - from) }, (_, step) => from + step)

/** Ways of naming places; what a pattern takes must not be taken by the next, hence the look-behinds. */
const readers: { pattern: RegExp; places: (match: RegExpExecArray, count: number) => number[] }[] = [
  { pattern: new RegExp(`倒数第?${nth}`, 'g'), places: ([, n], count) => [count - toNumber(n!)] },
  {
    pattern: new RegExp(`(?<!倒数)第${nth}(?:${measure}|(?=$|[吧那和跟与、,，。 的]))(?!月|买|次)`, 'g'),
    places: ([, n]) => [toNumber(n!) - 1],
  },
  {
    pattern: new RegExp(`(?:前|头|上)面?([两俩三四五]|[2-5])${measure}`, 'g'),
    places: ([, n]) => range(0, toNumber(n!)),
  },
  {
    pattern: new RegExp(`(?:最后|后面?|末尾|下面?)([两俩三四五]|[2-5])${measure}`, 'g'),
    places: ([, n], count) => range(count - toNumber(n!), count),
  },
  {
    pattern:
      /最后面?的?(?:那|这)?一?(?:个|单|笔|款|台|件|条|样)|最(?:下|底)面?|末尾|(?:^|[^最])(?:下|后)面的?(?:那|这)?一?个|后者|\b(?:the )?last (?:one|item|option)|^(?:the )?last[.! ]*$|\bbottom (?:one|item)|\bthe latter\b/g,
    places: (_, count) => [count - 1],
  },
  {
    pattern:
      /最(?:上|前)面|(?:头|首)一?个|(?:^|[^最])(?:上|前)面的?(?:那|这)?一?个|前者|\btop (?:one|item)|\bthe former\b/g,
    places: () => [0],
  },
  {
    pattern: /(?:最)?中间的?(?:那|这)?一?(?:个|单|款|台)?|\bmiddle one\b/g,
    places: (_, count) => (count % 2 === 1 ? [(count - 1) / 2] : []),
  },
  {
    pattern:
      /\b(?:second|next) to last\b|\bpenultimate\b|\blast but one\b|\bsecond from (?:the )?(?:last|bottom|end)\b/g,
    places: (_, count) => [count - 2],
  },
  { pattern: /\bthird (?:from (?:the )?(?:last|bottom|end)|to last)\b/g, places: (_, count) => [count - 3] },
  {
    pattern: new RegExp(
      `\\b(${english.join('|')})\\b(?! (?:time|day|week|thing|of all|ever|order i|to last|from))`,
      'g',
    ),
    places: ([, word]) => [english.indexOf(word!)],
  },
  {
    pattern: /\b(\d{1,2})(?:st|nd|rd|th)\b(?= (?:one|item|order|option)|$|[,.!])/g,
    places: ([, n]) => [Number(n) - 1],
  },
  { pattern: /(?:\b(?:no\.?|number|option|item)|#) ?(\d)\b/g, places: ([, n]) => [Number(n) - 1] },
  { pattern: /\bfirst (two|three|2|3)\b/g, places: ([, n]) => range(1, n === 'two' || n === '2' ? 2 : 3) },
  {
    pattern: /\blast (two|three|2|3)\b/g,
    places: ([, n], count) => range(count - (n === 'two' || n === '2' ? 2 : 3), count),
  },
]
