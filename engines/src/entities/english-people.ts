import type { Finding } from './entity.ts'

/** Named people in English: capitals tell a name, so the patterns for one run on the text that kept them. */
export function findEnglishPeople(text: string, cased: string): Finding[] {
  const findings: Finding[] = []
  for (const match of cased.matchAll(ENGLISH_CUE)) {
    const name = match.groups!.name!
    if (!NOT_ENGLISH_NAME.test(name)) findings.push(person(match.index + match[0].length - name.length, name, 0.85))
  }
  for (const match of cased.matchAll(ENGLISH_TITLE)) {
    const name = match.groups!.name!
    const titleOnly = !name.includes(' ')
    findings.push(
      titleOnly ? person(match.index, match[0], 0.9) : person(match.index + match[0].length - name.length, name, 0.9),
    )
  }
  for (const match of text.matchAll(ENGLISH_LOWER)) {
    const name = match.groups!.name!
    const value = name.replace(/(?<![a-z])[a-z]/g, (letter) => letter.toUpperCase())
    findings.push({ ...person(match.index + match[0].length - name.length, name, 0.7), value })
  }
  return findings
}

function person(start: number, name: string, confidence: number): Finding {
  return { type: 'person', value: name, start, end: start + name.length, confidence, rank: 55 }
}

const ENGLISH_CUE =
  /(?<![A-Za-z])(?:[Mm]y name(?:'s| is)|[Nn]ame(?: is|:)|[Rr]ecipient(?: is|:)?|[Cc]ontact(?: is|:)?|[Aa]ttn:?|[Cc]are of|[Aa]sk for|(?:[Ss]poke|[Tt]alked|[Ss]peak|[Tt]alk) (?:to|with)|[Ii]'m|[Ii] am|[Tt]his is|[Pp]assenger:?|[Cc]ardholder:?)\s(?<name>[A-Z][a-z]+(?:[ -][A-Z][a-z'’]+){0,2})(?![A-Za-z])/g
const ENGLISH_LOWER =
  /(?<![a-z])(?:my name(?:'s| is)|recipient:?)\s(?<name>[a-z]{2,15}\s[a-z]{2,15})(?=\s?(?:$|[.,;!?]|and my))/g
const ENGLISH_TITLE =
  /(?<![A-Za-z])(?<title>Mr|Mrs|Ms|Miss|Dr|mr|mrs|ms|dr)\.?\s(?<name>[A-Z][a-z]+(?:\s[A-Z][a-z]+)?)/g
const NOT_ENGLISH_NAME =
  /^(?:Sorry|Not|Very|Still|Just|Trying|Looking|Calling|Having|The|A|An|Writing|Waiting|Going|Happy|Sure|Interested|From|In|On|At|Really|So|Unable|Your|My|Order|Chinese|American|Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday|Support|Customer)\b/
