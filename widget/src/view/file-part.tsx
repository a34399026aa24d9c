import type { FileRef } from '@loopdesk/contracts/messages.ts'
import { useChat } from './context.ts'
import { Icon } from './icons.tsx'

/** Only formats that cannot carry a script are shown in place; the rest is downloaded. */
const pictures = new Set(['image/jpeg', 'image/png', 'image/webp', 'image/gif'])

/** A file of the conversation: a picture in place, anything else by name and size. */
export function FilePart({ file }: { file: FileRef }) {
  const { connection } = useChat()
  const url = connection.fileUrl(file.fileId)
  if (pictures.has(file.mime)) {
    return (
      <a class="picture" href={url} target="_blank" rel="noopener noreferrer">
        <img src={url} alt={file.name} loading="lazy" />
      </a>
    )
  }
  return (
    <a class="file" href={url} target="_blank" rel="noopener noreferrer" download={file.name}>
      <Icon name="file" />
      <span>
        <span class="file-name">{file.name}</span>
        <small>{sizeOf(file.size)}</small>
      </span>
    </a>
  )
}

function sizeOf(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`
  if (bytes < 1024 ** 2) return `${Math.round(bytes / 1024)} KB`
  return `${(bytes / 1024 ** 2).toFixed(1)} MB`
}
