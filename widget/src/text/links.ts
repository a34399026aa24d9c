/** A run of text; with `href` it is a link. */
export interface Run {
  text: string
  href?: string
}

/** ASCII without spaces, quotes and brackets: Chinese text may follow an address without a space. */
const address = /\b(?:https?:\/\/|www\.)[\w\-.~:/?#@!$&*+,;=%]+|\b[\w.+-]+@[\w-]+(?:\.[\w-]+)+/gi

/** Splits text into plain runs and links (web and mail addresses). Nothing but http, https and mailto ever becomes a link. */
export function linkRuns(text: string): Run[] {
  const runs: Run[] = []
  let at = 0
  for (const found of text.matchAll(address)) {
    const link = found[0].replace(/[.,;:!?]+$/, '')
    if (found.index > at) runs.push({ text: text.slice(at, found.index) })
    runs.push({ text: link, href: hrefOf(link) })
    at = found.index + link.length
  }
  if (at < text.length) runs.push({ text: text.slice(at) })
  return runs
}

/** The address if it may be opened from a message (http or https), else nothing. */
export function safeUrl(url: string | undefined, base: string): string | undefined {
  try {
    const parsed = new URL(url ?? '', base)
    return url && /^https?:$/.test(parsed.protocol) ? parsed.href : undefined
  } catch {
    return undefined
  }
}

function hrefOf(link: string): string {
  if (/^https?:/i.test(link)) return link
  return /^www\./i.test(link) ? `https://${link}` : `mailto:${link}`
}
