import { CloseOutlined, LoadingOutlined, PaperClipOutlined } from '@ant-design/icons'
import { useTranslation } from 'react-i18next'
import { fileUrl } from '../../api.ts'
import { fileSize } from '../../ui/format-time.ts'
import type { useAttachments } from './use-attachments.ts'

/** The files that will go with the reply, removable until it is sent. */
export function AttachmentStrip({ attachments }: { attachments: ReturnType<typeof useAttachments> }) {
  const { t } = useTranslation()
  if (attachments.items.length === 0) return null
  return (
    <ul className="attachments">
      {attachments.items.map((item) => (
        <li key={item.key}>
          {item.file?.mime.startsWith('image/') ? (
            <img src={fileUrl(item.file.fileId)} alt="" />
          ) : item.file ? (
            <PaperClipOutlined />
          ) : (
            <LoadingOutlined aria-label={t('inbox.compose.uploading')} />
          )}
          <span>{item.name}</span>
          {item.file && <small>{fileSize(item.file.size)}</small>}
          <button
            type="button"
            aria-label={t('inbox.compose.removeFile', { name: item.name })}
            onClick={() => attachments.remove(item.key)}
          >
            <CloseOutlined />
          </button>
        </li>
      ))}
    </ul>
  )
}
