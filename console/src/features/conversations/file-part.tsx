import { PaperClipOutlined } from '@ant-design/icons'
import type { FileRef } from '@loopdesk/contracts/messages.ts'
import { fileUrl } from '../../api.ts'
import { fileSize } from '../../ui/format-time.ts'

/** A file of the conversation: a picture in place, anything else by name and size. */
export function FilePart({ file }: { file: FileRef }) {
  const address = fileUrl(file.fileId)
  if (/^image\/(png|jpe?g|gif|webp)$/.test(file.mime)) {
    return (
      <a className="part-image" href={address} target="_blank" rel="noreferrer" title={file.name}>
        <img src={address} alt={file.name} loading="lazy" />
      </a>
    )
  }
  return (
    <a className="part-file" href={address} target="_blank" rel="noreferrer" download={file.name}>
      <PaperClipOutlined />
      <span>{file.name}</span>
      <small>{fileSize(file.size)}</small>
    </a>
  )
}
