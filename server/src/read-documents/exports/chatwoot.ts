import { type HelpArticle, type HelpCategory, type HelpDesk, withPaths } from './help-desk.ts'
import { dateOf, idOf, isObject, type Json, objects, present, textOf } from './json-values.ts'

/**
 * Articles and categories of a Chatwoot portal, as its API answers them (`{payload: […], meta}`).
 * https://developers.chatwoot.com/api-reference/help-center/add-a-new-article
 */
export function readChatwoot(parts: readonly Json[]): HelpDesk {
  const records = parts.flatMap((part) => [
    ...objects(part.payload),
    ...objects(part.articles),
    ...objects(part.categories),
  ])
  const isArticle = (one: Json) => 'content' in one || 'status' in one
  const seen = new Map(records.map((one) => [`${isArticle(one) ? 'a' : 'c'}${idOf(one.id)}`, one]))
  const all = [...seen.values()]
  const told = all.filter(isArticle)
  // A category may be known only by its articles.
  const categories = new Map(
    [
      ...told.flatMap((one) => (isObject(one.category) ? [one.category] : [])),
      ...all.filter((one) => !isArticle(one)),
    ].flatMap((one) => {
      const found = category(one)
      return found === undefined ? [] : [[found.externalId, found] as const]
    }),
  )
  return withPaths({
    from: 'chatwoot',
    categories: [...categories.values()],
    articles: told.flatMap((one) => article(one) ?? []),
    warnings: [],
  })
}

function category(one: Json): HelpCategory | undefined {
  const externalId = idOf(one.id)
  const name = textOf(one.name)
  if (externalId === undefined || name === undefined) return undefined
  const parent = isObject(one.parent_category) ? idOf(one.parent_category.id) : idOf(one.parent_category_id)
  return {
    externalId,
    name,
    ...present({
      parentId: parent,
      description: textOf(one.description),
      locale: textOf(one.locale),
      position: typeof one.position === 'number' ? one.position : undefined,
    }),
  }
}

const states: Record<string, HelpArticle['visibility']> = {
  published: 'public',
  draft: 'draft',
  archived: 'archived',
  '0': 'draft',
  '1': 'public',
  '2': 'archived',
}

function article(one: Json): HelpArticle | undefined {
  const externalId = idOf(one.id)
  const title = textOf(one.title)
  const body = textOf(one.content)
  if (externalId === undefined || title === undefined || body === undefined) return undefined
  const within = isObject(one.category) ? one.category : {}
  const meta = isObject(one.meta) ? one.meta : {}
  return {
    externalId,
    title,
    body,
    format: 'markdown',
    category: [],
    labels: Array.isArray(meta.tags) ? meta.tags.filter((tag): tag is string => typeof tag === 'string') : [],
    visibility: states[String(one.status)] ?? 'draft',
    ...present({
      categoryId: idOf(within.id) ?? idOf(one.category_id),
      locale: textOf(one.locale) ?? textOf(within.locale),
      updatedAt: dateOf(one.updated_at),
      url: textOf(one.link) ?? textOf(one.url),
    }),
  }
}
