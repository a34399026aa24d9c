/** Text that is HTML already. Only `html` and `trusted` make it. */
export interface Html {
  readonly markup: string
}

type Value = string | number | Html | null | undefined | false | readonly Value[]

/** A template in which everything filled in is escaped, except what came out of another template. */
export function html(parts: TemplateStringsArray, ...values: Value[]): Html {
  return { markup: parts.reduce((all, part, index) => `${all}${markupOf(values[index - 1])}${part}`) }
}

/** HTML from the sanitiser; nothing else may go through here. */
export const trusted = (markup: string): Html => ({ markup })

export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => entities[sign]!)
}

/** Data for a script element that browsers do not run: nothing in it can end the element. */
export const jsonData = (data: unknown): Html =>
  trusted(
    JSON.stringify(data).replace(
      /[<>&\u2028\u2029]/g,
      (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`,
    ),
  )

const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }

function markupOf(value: Value): string {
  if (value === null || value === undefined || value === false) return ''
  if (typeof value === 'string') return escapeHtml(value)
  if (typeof value === 'number') return String(value)
  if (Array.isArray(value)) return value.map(markupOf).join('')
  return (value as Html).markup
}
