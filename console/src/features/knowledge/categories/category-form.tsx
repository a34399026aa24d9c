import type { Category } from '@loopdesk/contracts/api/knowledge/categories.ts'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Input, Modal } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { call, routes } from '../../../api.ts'
import { useNotice } from '../../workbench/use-notice.tsx'
import { knowledgeKeys } from '../knowledge-keys.ts'
import { Labelled } from '../labelled.tsx'
import { CategoryPicker } from '../pickers.tsx'

/** Begun below a category (null: at the top), or one that is changed. */
export type FormMode = { parent: string | null } | { edit: Category }

interface Props {
  mode: FormMode | null
  onClose(): void
  onMade(id: string): void
}

/** Names, place and sign of a category. */
export function CategoryForm({ mode, onClose, onMade }: Props) {
  return mode && <Form mode={mode} onClose={onClose} onMade={onMade} />
}

function Form({ mode, onClose, onMade }: Props & { mode: FormMode }) {
  const { t } = useTranslation()
  const cache = useQueryClient()
  const notice = useNotice()
  const edited = 'edit' in mode ? mode.edit : null
  const [zh, setZh] = useState(edited?.name.zh ?? '')
  const [en, setEn] = useState(edited?.name.en ?? '')
  const [icon, setIcon] = useState(edited?.icon ?? '')
  const [parent, setParent] = useState<string | null>(edited ? edited.parent : 'parent' in mode ? mode.parent : null)
  const save = useMutation({
    mutationFn: () => {
      const name = { ...(zh.trim() && { zh: zh.trim() }), ...(en.trim() && { en: en.trim() }) }
      const body = { name, parent, icon: icon.trim() }
      return edited
        ? call(routes.updateCategory, { params: { categoryId: edited.id }, body })
        : call(routes.createCategory, { body })
    },
    onSuccess: ({ id }) => {
      void cache.invalidateQueries({ queryKey: knowledgeKeys.categories })
      onMade(id)
    },
    onError: notice.fail,
  })
  return (
    <Modal
      open
      width={440}
      title={t(edited ? 'knowledge.categories.edit' : 'knowledge.categories.create')}
      okText={t('common.save')}
      cancelText={t('common.cancel')}
      okButtonProps={{ disabled: zh.trim() === '' && en.trim() === '' }}
      confirmLoading={save.isPending}
      onCancel={onClose}
      onOk={() => save.mutate()}
    >
      <div className="kb-form">
        <Labelled>
          <span>{t('knowledge.categories.nameZh')}</span>
          <Input autoFocus maxLength={120} value={zh} onChange={(event) => setZh(event.target.value)} />
        </Labelled>
        <Labelled>
          <span>{t('knowledge.categories.nameEn')}</span>
          <Input maxLength={120} value={en} onChange={(event) => setEn(event.target.value)} />
        </Labelled>
        <div className="labelled">
          <span>{t('knowledge.categories.parent')}</span>
          <CategoryPicker
            label={t('knowledge.categories.parent')}
            value={parent ?? undefined}
            placeholder={t('knowledge.categories.top')}
            onChange={(id) => setParent(id ?? null)}
          />
        </div>
        <Labelled>
          <span>{t('knowledge.categories.icon')}</span>
          <Input maxLength={8} value={icon} placeholder="📦" onChange={(event) => setIcon(event.target.value)} />
        </Labelled>
      </div>
    </Modal>
  )
}
