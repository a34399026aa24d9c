import { DownloadOutlined, MoreOutlined } from '@ant-design/icons'
import type { KnowledgeDocument } from '@loopdesk/contracts/api/knowledge/documents.ts'
import { useQueryClient } from '@tanstack/react-query'
import { App, Button, Dropdown } from 'antd'
import { useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { call, pathOf, routes } from '../../../api.ts'
import { useSession } from '../../../app/session.tsx'
import { useNotice } from '../../workbench/use-notice.tsx'
import { knowledgeKeys } from '../knowledge-keys.ts'
import { sendWithProgress } from '../upload/send-with-progress.ts'
import { documentsChanged } from './use-documents.ts'

/** Download, a new version of the file, reading it again, removing it. */
export function DocumentActions({ document, onGone }: { document: KnowledgeDocument; onGone(): void }) {
  const { t } = useTranslation()
  const { modal } = App.useApp()
  const { can } = useSession()
  const cache = useQueryClient()
  const notice = useNotice()
  const chooser = useRef<HTMLInputElement>(null)
  const [sent, setSent] = useState<number | null>(null)
  const params = { documentId: document.id }
  const keep = (changed: KnowledgeDocument) => {
    cache.setQueryData(knowledgeKeys.document(document.id), changed)
    documentsChanged(cache)
  }
  const replace = async (file: File) => {
    const form = new FormData()
    form.append('file', file, file.name)
    setSent(0)
    try {
      const answer = await sendWithProgress(routes.replaceDocumentFile, form, { params, onProgress: setSent })
      keep(answer.document)
      notice.say(t(answer.already ? 'knowledge.viewer.sameFile' : 'knowledge.viewer.replacing'))
    } catch (error) {
      notice.fail(error)
    }
    setSent(null)
  }
  const again = () => call(routes.readDocumentAgain, { params }).then(keep).catch(notice.fail)
  const remove = () =>
    void modal.confirm({
      title: t('knowledge.documents.deleteTitle', { title: document.title }),
      content: t('knowledge.documents.deleteHelp'),
      okText: t('knowledge.documents.delete'),
      cancelText: t('common.cancel'),
      okButtonProps: { danger: true },
      onOk: () =>
        call(routes.deleteDocument, { params })
          .then(() => {
            notice.say(t('knowledge.documents.deleted', { count: 1 }))
            onGone()
            documentsChanged(cache)
          })
          .catch(notice.fail),
    })
  return (
    <>
      <Button
        icon={<DownloadOutlined />}
        href={pathOf(routes.downloadDocument.path, params)}
        download={document.fileName}
      >
        {t('knowledge.viewer.download')}
      </Button>
      {can('knowledge.write') && (
        <>
          <Button loading={sent !== null} onClick={() => chooser.current?.click()}>
            {sent === null
              ? t('knowledge.viewer.replace')
              : t('knowledge.viewer.sending', { percent: Math.round(sent * 100) })}
          </Button>
          <input
            ref={chooser}
            type="file"
            hidden
            aria-label={t('knowledge.viewer.replace')}
            onChange={(event) => {
              const file = event.target.files?.[0]
              event.target.value = ''
              if (file) void replace(file)
            }}
          />
          <Dropdown
            trigger={['click']}
            menu={{
              items: [
                { key: 'again', label: t('knowledge.viewer.again'), onClick: () => void again() },
                { key: 'delete', danger: true, label: t('knowledge.documents.delete'), onClick: remove },
              ],
            }}
          >
            <Button type="text" icon={<MoreOutlined />} aria-label={t('knowledge.editor.more')} />
          </Dropdown>
        </>
      )}
    </>
  )
}
