import { type HelpArticle, type HelpCategory, type HelpDesk, withPaths } from './help-desk.ts'
import { dateOf, idOf, isObject, type Json, objects, present, textOf } from './json-values.ts'

/**
 * Articles, sections, categories and translations of Zendesk Guide, as its API answers them.
 * https://developer.zendesk.com/api-reference/help_center/help-center-api/articles/
 */
export function readZendesk(parts: readonly Json[]): HelpDesk {
  const all = (name: string) => parts.flatMap((part) => objects(part[name]))
  const categories = [
    ...unique(all('categories')).map((one) => category(one, 'category')),
    ...unique(all('sections')).map(sectionOf),
  ]
  const translations = new Map<string, Json[]>()
  for (const one of all('translations')) {
    const key = idOf(one.source_id)
    if (key !== undefined && one.source_type === 'Article')
      translations.set(key, [...(translations.get(key) ?? []), one])
  }
  const warnings: HelpDesk['warnings'] = []
  const articles = unique(all('articles')).flatMap((one): HelpArticle[] => {
    const id = idOf(one.id)
    if (id === undefined) {
      warnings.push({ code: 'article_without_id', message: `An article (${textOf(one.title) ?? '?'}) has no id.` })
      return []
    }
    const own = objects(one.translations).concat(translations.get(id) ?? [])
    return (own.length > 0 ? own : [{}]).flatMap((text) => article(id, one, text) ?? [])
  })
  return withPaths({ from: 'zendesk', categories: categories.flatMap((one) => one ?? []), articles, warnings })
}

/** Sideloading repeats sections with every page of articles. */
function unique(list: Json[]): Json[] {
  return [...new Map(list.map((one) => [idOf(one.id) ?? one, one])).values()]
}

/** Categories and sections have numbers of their own, which may be the same. */
function category(one: Json, kind: 'category' | 'section', parentId?: string): HelpCategory | undefined {
  const id = idOf(one.id)
  const name = textOf(one.name)
  if (id === undefined || name === undefined) return undefined
  return {
    externalId: `${kind}:${id}`,
    name,
    ...present({
      parentId,
      description: textOf(one.description),
      locale: textOf(one.locale),
      position: typeof one.position === 'number' ? one.position : undefined,
    }),
  }
}

function sectionOf(one: Json): HelpCategory | undefined {
  const parent = idOf(one.parent_section_id)
  const top = idOf(one.category_id)
  return category(
    one,
    'section',
    parent !== undefined ? `section:${parent}` : top === undefined ? undefined : `category:${top}`,
  )
}

function article(id: string, one: Json, translation: Json): HelpArticle | undefined {
  const title = textOf(translation.title) ?? textOf(one.title) ?? textOf(one.name)
  const body = textOf(translation.body) ?? textOf(one.body)
  if (title === undefined || body === undefined) return undefined
  const section = idOf(one.section_id)
  const segment =
    idOf(one.user_segment_id) ?? idOf(Array.isArray(one.user_segment_ids) ? one.user_segment_ids[0] : undefined)
  const draft = isObject(translation) && 'draft' in translation ? translation.draft === true : one.draft === true
  return {
    externalId: id,
    title,
    body,
    format: 'html',
    category: [],
    labels: Array.isArray(one.label_names)
      ? one.label_names.filter((label): label is string => typeof label === 'string')
      : [],
    // An article with a user segment is for those in it only; one without is for everybody.
    visibility: draft ? 'draft' : segment !== undefined ? 'internal' : 'public',
    ...present({
      categoryId: section === undefined ? undefined : `section:${section}`,
      locale: textOf(translation.locale) ?? textOf(one.locale),
      audience: segment,
      updatedAt: dateOf(translation.updated_at ?? one.edited_at ?? one.updated_at),
      url: textOf(translation.html_url) ?? textOf(one.html_url),
    }),
  }
}
