import { audienceRoutes } from './knowledge/audiences.ts'
import { categoryRoutes } from './knowledge/categories.ts'
import { documentRoutes } from './knowledge/documents.ts'
import { entryRoutes } from './knowledge/entries.ts'
import { knowledgeImportRoutes } from './knowledge/imports.ts'
import { packRoutes } from './knowledge/packs.ts'
import { searchRoutes } from './knowledge/search.ts'
import { sourceRoutes } from './knowledge/sources.ts'

export * from './knowledge/audiences.ts'
export * from './knowledge/categories.ts'
export * from './knowledge/documents.ts'
export * from './knowledge/entries.ts'
export * from './knowledge/imports.ts'
export * from './knowledge/packs.ts'
export * from './knowledge/search.ts'
export * from './knowledge/sources.ts'

/** What the company knows: entries and their lifecycle, documents, bulk imports, sources, packs, searching and answering. */
export const knowledgeRoutes = {
  ...entryRoutes,
  ...categoryRoutes,
  ...audienceRoutes,
  ...packRoutes,
  ...documentRoutes,
  ...knowledgeImportRoutes,
  ...sourceRoutes,
  ...searchRoutes,
}
