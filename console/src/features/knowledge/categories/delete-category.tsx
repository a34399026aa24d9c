import type { Category } from '@loopdesk/contracts/api/knowledge/categories.ts'
import { inLanguage } from '@loopdesk/contracts/knowledge.ts'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Modal } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { call, routes } from '../../../api.ts'
import { useLanguage } from '../../flows/use-language.ts'
import { useNotice } from '../../workbench/use-notice.tsx'
import { knowledgeKeys } from '../knowledge-keys.ts'
import { CategoryPicker } from '../pickers.tsx'
import { useCategories } from '../use-categories.ts'

interface Props {
  category: Category | null
  onClose(): void
  onDeleted(id: string): void
}

/** A category goes; what is in it goes to another one first. */
export function DeleteCategory({ category, onClose, onDeleted }: Props) {
  return category && <Dialog key={category.id} category={category} onClose={onClose} onDeleted={onDeleted} />
}

function Dialog({ category, onClose, onDeleted }: Props & { category: Category }) {
  const { t } = useTranslation()
  const cache = useQueryClient()
  const notice = useNotice()
  const language = useLanguage()
  const { categories } = useCategories()
  const [moveTo, setMoveTo] = useState<string>()
  const full =
    category.entries.all > 0 || category.documents > 0 || categories.some(({ parent }) => parent === category.id)
  const remove = useMutation({
    mutationFn: () =>
      call(routes.deleteCategory, { params: { categoryId: category.id }, query: moveTo ? { moveTo } : {} }),
    onSuccess: ({ movedEntries }) => {
      void cache.invalidateQueries({ queryKey: knowledgeKeys.all })
      notice.say(t('knowledge.categories.deleted', { count: movedEntries }))
      onDeleted(category.id)
    },
    onError: notice.fail,
  })
  const name = inLanguage(category.name, language)
  return (
    <Modal
      open
      width={440}
      title={t('knowledge.categories.deleteTitle', { name })}
      okText={t('knowledge.categories.delete')}
      cancelText={t('common.cancel')}
      okButtonProps={{ danger: true, disabled: (full && !moveTo) || moveTo === category.id }}
      confirmLoading={remove.isPending}
      onCancel={onClose}
      onOk={() => remove.mutate()}
    >
      {full ? (
        <div className="labelled">
          <span>{t('knowledge.categories.moveHelp', { count: category.entries.all })}</span>
          <CategoryPicker label={t('knowledge.categories.moveTo')} value={moveTo} onChange={setMoveTo} />
        </div>
      ) : (
        <p>{t('knowledge.categories.deleteHelp')}</p>
      )}
    </Modal>
  )
}
