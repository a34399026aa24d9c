/** What an export of another help desk holds, whoever made it. */
export interface HelpDesk {
  from: 'zendesk' | 'intercom' | 'chatwoot'
  categories: HelpCategory[]
  articles: HelpArticle[]
  /** Records that could not be used, in words. */
  warnings: { code: string; message: string }[]
}

export interface HelpCategory {
  externalId: string
  parentId?: string
  name: string
  description?: string
  locale?: string
  /** Among its siblings, smaller first. */
  position?: number
}

/** One article in one language; those of one article share `externalId`. */
export interface HelpArticle {
  externalId: string
  title: string
  /** Its text as the help desk keeps it. */
  body: string
  format: 'html' | 'markdown'
  /** Names of its categories, outermost first. */
  category: string[]
  categoryId?: string
  locale?: string
  labels: string[]
  /** `internal`: only for staff or signed-in customers, see `audience`. */
  visibility: 'public' | 'internal' | 'draft' | 'archived'
  /** The group of people it was written for, as the help desk numbers it. */
  audience?: string
  updatedAt?: string
  url?: string
}

/** Puts names in place of the numbers of categories: every article gets the path from the outermost. */
export function withPaths(desk: HelpDesk): HelpDesk {
  const byId = new Map(desk.categories.map((category) => [category.externalId, category]))
  const pathOf = (id: string | undefined): string[] => {
    const path: string[] = []
    let at = id === undefined ? undefined : byId.get(id)
    // A tree that bites its tail ends after some steps.
    while (at !== undefined && path.length < 12) {
      path.unshift(at.name)
      at = at.parentId === undefined ? undefined : byId.get(at.parentId)
    }
    return path
  }
  return { ...desk, articles: desk.articles.map((article) => ({ ...article, category: pathOf(article.categoryId) })) }
}
