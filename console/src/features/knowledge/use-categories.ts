import type { Category } from '@loopdesk/contracts/api/knowledge/categories.ts'
import { inLanguage } from '@loopdesk/contracts/knowledge.ts'
import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { call, routes } from '../../api.ts'
import { useLanguage } from '../flows/use-language.ts'
import { knowledgeKeys } from './knowledge-keys.ts'

const none: Category[] = []

/** All categories, each before those below it; every screen of the module shares this one list. */
export function useCategories() {
  const query = useQuery({
    queryKey: knowledgeKeys.categories,
    queryFn: ({ signal }) => call(routes.listCategories, { signal }),
  })
  return { query, categories: query.data?.items ?? none }
}

/** Says a category's name, or with `path` the names from the top down; one nobody knows any more by its id. */
export function useCategoryName(): { name(id: string): string; path(id: string): string } {
  const { categories } = useCategories()
  const language = useLanguage()
  return useMemo(() => {
    const byId = new Map(categories.map((one) => [one.id, one]))
    const name = (id: string) => {
      const found = byId.get(id)
      return found ? inLanguage(found.name, language) : id
    }
    const path = (id: string) => {
      const names: string[] = []
      let at: string | null = id
      while (at !== null && names.length < 20) {
        names.unshift(name(at))
        at = byId.get(at)?.parent ?? null
      }
      return names.join(' › ')
    }
    return { name, path }
  }, [categories, language])
}
