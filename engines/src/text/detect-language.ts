export type Language = 'zh' | 'en' | 'other'

/**
 * Language a reply should be written in, for texts as short as one word and for mixed ones ("帮我 cancel 一下").
 * Confidence 0..1; 0 means there was nothing to judge by (digits, emoji, an order number), with language `other`.
 */
export function detectLanguage(text: string): { language: Language; confidence: number } {
  const sample = text.slice(0, SAMPLE).replace(NOISE, ' ')
  const han = count(sample, /\p{Script=Han}/gu)
  const foreign = count(sample, /[\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/gu)
  const otherScript = count(sample, /(?![\p{Script=Latin}\p{Script=Han}])\p{L}/gu) - foreign
  const words = sample.toLowerCase().match(/\p{Script=Latin}[\p{Script=Latin}\p{M}]*(?:'[a-z]+)?/gu) ?? []
  if (foreign > 0 && foreign * 4 >= han) return { language: 'other', confidence: share(foreign + han, words.length) }
  // A Chinese word is about one and a half characters, so that both scripts are counted in words.
  const chinese = han / 1.5
  const other = otherScript / 5
  if (chinese + other + words.length === 0) return { language: 'other', confidence: 0 }
  if (other > chinese && other > words.length)
    return { language: 'other', confidence: share(other, chinese + words.length) }
  if (chinese >= words.length * 0.8) return { language: 'zh', confidence: share(chinese, words.length * 0.8) }
  const latin = judgeLatin(words)
  return { language: latin.language, confidence: latin.confidence * share(words.length, chinese + other) }
}

const SAMPLE = 2000
const NOISE = /https?:\/\/\S{1,500}|[\w.+-]{1,64}@[\w.-]{1,200}|\b[a-z]*\d[a-z\d-]*\b/giu

function judgeLatin(words: string[]): { language: Language; confidence: number } {
  let english = 0
  let foreign = 0
  for (const word of words) {
    if (
      ENGLISH.has(word) ||
      /^(i|you|we|they|he|she|it|that|there|what|where|who|don|can|won|isn|doesn|didn|couldn)'/.test(word)
    )
      english++
    else if (FOREIGN.has(word)) foreign++
    else if (/[^a-z']/.test(word)) foreign += 0.5
  }
  if (foreign > english) return { language: 'other', confidence: Math.min(0.95, 0.5 + foreign / words.length) }
  return { language: 'en', confidence: Math.min(0.99, 0.55 + (english / words.length) * 0.8) }
}

function share(part: number, rest: number): number {
  return Math.round((part / (part + rest)) * 100) / 100
}

function count(text: string, pattern: RegExp): number {
  return text.match(pattern)?.length ?? 0
}

const ENGLISH = new Set(
  `a about after again all already also always am an and any anyone are as ask at back be because been before but by bye
  call came can cancel cannot change charge charged check come could customer day days delivery did do does done dont email
  ever every fine first for from get give go going good got had has have hello help her here hey hi him his how i id if im in
  is it its just know last late later like long look lost made make many may me mine money more much my name need never new
  next no not nothing now number of off oh ok okay on one only or order orders our out over package pay payment phone please
  pls price problem put received refund return right said same say see send service shipped shipping should so some someone
  something soon sorry still support take tell than thank thanks that the their them then there these they thing this those
  time to today tomorrow too track tracking try u up ur us use very wait want was we week well went were what when where which
  who why will with without wont work would wrong yes yesterday yet you your`.split(/\s+/),
)

const FOREIGN = new Set(
  `ach aber alle als auch auf aus bei bin bitte danke das dass dem den der des die doch ein eine einen er es für guten hallo
  haben habe ich ihr ihre ist ja kann kein keine mein meine mich mir mit nach nein nicht noch oder schon sehr sie sind und uns
  vom von vor wann warum was wenn wie wir wo zu zum zur est et je le la les un une des du pour pas avec que qui quand où
  comment bonjour merci mon ma mes vous nous votre suis ai avez sur dans cette ce ça commande livraison mais plus très el los
  las una unos para por con mi mis su sus hola gracias pedido cuándo cuando cómo como dónde donde quiero necesito puedo está
  estoy tengo pero muy del al y no sé ayuda o os as um uma não sim obrigado olá meu minha você com em quero preciso onde quando
  il gli che di per non sono ho mio mia grazie ciao quando dove come vorrei ordine bestellung het een ik mijn niet dank`
    .split(/\s+/)
    .filter((word) => !ENGLISH.has(word)),
)
