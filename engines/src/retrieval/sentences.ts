/** A piece of a text with its place: text.slice(start, end). */
export interface Sentence {
  start: number
  end: number
}

/** Splits a text into sentences at marks and line ends; list markers and spaces at the edges are left out. */
export function sentencesOf(text: string): Sentence[] {
  const sentences: Sentence[] = []
  for (const match of text.matchAll(SENTENCE)) {
    const lead = match[0].length - match[0].trimStart().length
    const body = match[0].trim()
    if (/[\p{L}\p{N}]/u.test(body)) sentences.push({ start: match.index + lead, end: match.index + lead + body.length })
  }
  return sentences
}

/** Up to and with a closing mark (and quotes after it); a point ends a sentence only before a space or the end. */
const SENTENCE = /(?:[^\n。！？!?；;.]|\.(?![\s\p{Lu}]|$))+(?:[。！？!?；;.]+[”’」』）)"']*)?/gu
