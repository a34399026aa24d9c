import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Input, Modal } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import { call, routes } from '../../../api.ts'
import { useSession } from '../../../app/session.tsx'
import { useLanguage } from '../../flows/use-language.ts'
import { linesOf } from '../../workbench/intents/lines-of.ts'
import { useNotice } from '../../workbench/use-notice.tsx'
import { Labelled } from '../labelled.tsx'
import { CategoryPicker } from '../pickers.tsx'
import { entriesChanged, keepEntry } from './use-entries.ts'

interface Props {
  open: boolean
  category: string | undefined
  onClose(): void
}

/** A new entry begins with what it is called and how people ask; the rest is written in the editor. */
export function NewEntry({ open, category, onClose }: Props) {
  return open && <Dialog category={category} onClose={onClose} />
}

function Dialog({ category: given, onClose }: Omit<Props, 'open'>) {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const cache = useQueryClient()
  const notice = useNotice()
  const language = useLanguage()
  const { myId } = useSession()
  const [title, setTitle] = useState('')
  const [questions, setQuestions] = useState('')
  const [category, setCategory] = useState(given)
  const create = useMutation({
    mutationFn: () =>
      call(routes.createEntry, {
        body: {
          owner: myId,
          definition: {
            category: category ?? '',
            title: { [language]: title.trim() },
            questions: { [language]: linesOf(questions).map((line) => line.slice(0, 300)) },
          },
        },
      }),
    onSuccess: (entry) => {
      keepEntry(cache, entry)
      entriesChanged(cache)
      void navigate(`/knowledge/entries/${encodeURIComponent(entry.id)}`)
    },
    onError: notice.fail,
  })
  const ready = title.trim() !== ''
  return (
    <Modal
      open
      title={t('knowledge.entries.create')}
      okText={t('knowledge.entries.createAndOpen')}
      cancelText={t('common.cancel')}
      okButtonProps={{ disabled: !ready }}
      confirmLoading={create.isPending}
      onCancel={onClose}
      onOk={() => create.mutate()}
    >
      <div className="kb-form">
        <Labelled>
          <span>{t('knowledge.editor.title')}</span>
          <Input
            autoFocus
            maxLength={200}
            value={title}
            placeholder={t('knowledge.entries.titleHint')}
            onChange={(event) => setTitle(event.target.value)}
            onPressEnter={(event) => {
              if (ready && !event.nativeEvent.isComposing) create.mutate()
            }}
          />
        </Labelled>
        <div className="labelled">
          <span>{t('knowledge.editor.category')}</span>
          <CategoryPicker label={t('knowledge.editor.category')} value={category} onChange={setCategory} />
        </div>
        <Labelled>
          <span>
            {t('knowledge.editor.questions')} <small>{t('common.optional')}</small>
          </span>
          <Input.TextArea
            autoSize={{ minRows: 3, maxRows: 10 }}
            value={questions}
            placeholder={t('knowledge.entries.questionsHint')}
            onChange={(event) => setQuestions(event.target.value)}
          />
        </Labelled>
      </div>
    </Modal>
  )
}
