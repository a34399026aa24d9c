import { CloseOutlined, PaperClipOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { fileSize } from '../../../../ui/format-time.ts'
import { Section } from '../../../../ui/section.tsx'
import { DropZone } from '../../upload/drop-zone.tsx'
import type { EntryDraft } from './use-entry-draft.ts'
import { knowledgeFileUrl, useUploads } from './use-uploads.ts'

/** Files that go out with the answer. */
export function EntryFiles({ draft, write }: { draft: EntryDraft; write: boolean }) {
  const { t } = useTranslation()
  const { attachments } = draft.definition
  const { store } = useUploads()
  const [sending, setSending] = useState(0)
  const add = async (files: File[]) => {
    setSending(files.length)
    const stored = await Promise.allSettled(files.map(store))
    setSending(0)
    const fresh = stored.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []))
    if (fresh.length > 0) draft.change({ attachments: [...attachments, ...fresh] })
  }
  return (
    <Section title={t('knowledge.files.title', { count: attachments.length })} open={attachments.length > 0}>
      <ul className="lines">
        {attachments.map((one) => (
          <li key={one.file}>
            <PaperClipOutlined aria-hidden />
            <a href={knowledgeFileUrl(one.file)} target="_blank" rel="noreferrer">
              {one.name}
            </a>
            <small>{fileSize(one.size)}</small>
            {write && (
              <Button
                size="small"
                type="text"
                icon={<CloseOutlined />}
                aria-label={t('knowledge.files.remove', { name: one.name })}
                onClick={() => draft.change({ attachments: attachments.filter(({ file }) => file !== one.file) })}
              />
            )}
          </li>
        ))}
      </ul>
      {write && (
        <DropZone
          slim
          many
          title={sending > 0 ? t('knowledge.files.sending', { count: sending }) : t('knowledge.files.drop')}
          help={t('knowledge.files.help')}
          disabled={sending > 0}
          onFiles={(files) => void add(files)}
        />
      )}
    </Section>
  )
}
