import { InboxOutlined } from '@ant-design/icons'
import { useState } from 'react'

interface Props {
  title: string
  help: string
  accept?: string
  many?: boolean
  disabled?: boolean
  /** A small one, where the page has other things to show. */
  slim?: boolean
  onFiles(files: File[]): void
}

/** A place for files: dropped, or chosen by pressing it. */
export function DropZone({ title, help, accept, many = false, disabled = false, slim = false, onFiles }: Props) {
  const [over, setOver] = useState(false)
  const take = (list: FileList | null) => {
    const files = [...(list ?? [])]
    if (files.length > 0 && !disabled) onFiles(many ? files : files.slice(0, 1))
  }
  return (
    <label
      className={`kb-drop${over ? ' kb-drop-over' : ''}${slim ? ' kb-drop-slim' : ''}`}
      onDragOver={(event) => {
        event.preventDefault()
        setOver(true)
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault()
        setOver(false)
        take(event.dataTransfer.files)
      }}
    >
      <InboxOutlined aria-hidden />
      <b>{title}</b>
      <small>{help}</small>
      <input
        type="file"
        accept={accept}
        multiple={many}
        disabled={disabled}
        aria-label={title}
        onChange={(event) => {
          take(event.target.files)
          event.target.value = ''
        }}
      />
    </label>
  )
}
