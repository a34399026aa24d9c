import type { Category } from '@loopdesk/contracts/api/knowledge/categories.ts'
import { useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { call, type Reply, routes } from '../../../api.ts'
import { useNotice } from '../../workbench/use-notice.tsx'
import { knowledgeKeys } from '../knowledge-keys.ts'

/** Moving a category: it shows at once, can be undone, and a refusal puts it back. */
export function useCategoryChanges() {
  const { t } = useTranslation()
  const cache = useQueryClient()
  const notice = useNotice()
  const place = async (id: string, parent: string | null, undo?: () => void) => {
    cache.setQueryData<Reply<typeof routes.listCategories>>(
      knowledgeKeys.categories,
      (now) => now && { items: now.items.map((one: Category) => (one.id === id ? { ...one, parent } : one)) },
    )
    try {
      await call(routes.updateCategory, { params: { categoryId: id }, body: { parent } })
      notice.say(t('knowledge.categories.moved'), undo)
    } catch (error) {
      notice.fail(error)
    }
    void cache.invalidateQueries({ queryKey: knowledgeKeys.categories })
    void cache.invalidateQueries({ queryKey: knowledgeKeys.entries })
  }
  return {
    move(id: string, parent: string | null) {
      const list = cache.getQueryData<Reply<typeof routes.listCategories>>(knowledgeKeys.categories)?.items ?? []
      const before = list.find((one) => one.id === id)?.parent ?? null
      void place(id, parent, () => void place(id, before))
    },
  }
}
