import { type HelpArticle, type HelpCategory, type HelpDesk, withPaths } from './help-desk.ts'
import { dateOf, idOf, isObject, type Json, objects, present, textOf } from './json-values.ts'

/**
 * Articles and collections of Intercom, as its API lists them.
 * https://developers.intercom.com/docs/references/rest-api/api.intercom.io/articles
 */
export function readIntercom(parts: readonly Json[]): HelpDesk {
  const records = parts.flatMap((part) => [
    ...objects(part.data),
    ...objects(part.articles),
    ...objects(part.collections),
    ...objects(part.sections),
  ])
  const isArticle = (one: Json) =>
    one.type === 'article' || 'body' in one || ('translated_content' in one && 'state' in one)
  const seen = new Map(records.map((one) => [`${isArticle(one) ? 'a' : 'c'}${idOf(one.id)}`, one]))
  const all = [...seen.values()]
  const articles = all.filter(isArticle)
  const categories = all.filter((one) => !isArticle(one)).flatMap((one) => collection(one) ?? [])
  return withPaths({ from: 'intercom', categories, articles: articles.flatMap(inLanguages), warnings: [] })
}

function collection(one: Json): HelpCategory | undefined {
  const externalId = idOf(one.id)
  const name = textOf(one.name)
  if (externalId === undefined || name === undefined) return undefined
  return {
    externalId,
    name,
    ...present({
      parentId: idOf(one.parent_id),
      description: textOf(one.description),
      locale: textOf(one.default_locale),
      position: typeof one.order === 'number' ? one.order : undefined,
    }),
  }
}

/** The default language's text stands in the article itself, the others by their language below it. */
function inLanguages(one: Json): HelpArticle[] {
  const translated = isObject(one.translated_content) ? Object.entries(one.translated_content) : []
  const languages = translated.filter(
    (pair): pair is [string, Json] => isObject(pair[1]) && textOf(pair[1].body) !== undefined,
  )
  const own = textOf(one.default_locale)
  const main = languages.some(([language]) => language === own) ? [] : [article(one, one, own)]
  return [...main, ...languages.map(([language, content]) => article(one, content, language))].flatMap(
    (found) => found ?? [],
  )
}

function article(one: Json, content: Json, locale: string | undefined): HelpArticle | undefined {
  const externalId = idOf(one.id)
  const title = textOf(content.title)
  const body = textOf(content.body)
  if (externalId === undefined || title === undefined || body === undefined) return undefined
  const parents = Array.isArray(one.parent_ids) ? one.parent_ids : []
  const tags = isObject(one.tags) ? objects(one.tags.tags) : objects(one.tags)
  return {
    externalId,
    title,
    body,
    format: 'html',
    category: [],
    labels: tags.flatMap((tag) => textOf(tag.name) ?? []),
    visibility: (content.state ?? one.state) === 'published' ? 'public' : 'draft',
    ...present({
      categoryId: idOf(one.parent_id) ?? idOf(parents[0]),
      locale,
      updatedAt: dateOf(content.updated_at ?? one.updated_at),
      url: textOf(content.url) ?? textOf(one.url),
    }),
  }
}
