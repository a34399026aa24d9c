import type { FileRef } from '@loopdesk/contracts/messages.ts'
import { useRef, useState } from 'preact/hooks'
import type { Connection } from '../core/connection.ts'
import { type Upload, uploadFile } from '../core/upload-file.ts'
import type { Strings } from '../text/strings.ts'

/** A file the customer chose and has not sent yet. */
export interface Attachment {
  key: number
  file: File
  /** Object URL of an image. */
  preview: string | null
  /** 0 to 1 */
  progress: number
  ref: FileRef | null
  error: string | null
}

export interface Attachments {
  items: Attachment[]
  /** A sentence about files that were left out; null when there is nothing to say. */
  notice: string | null
  add(files: Iterable<File>): void
  remove(key: number): void
  retry(key: number): void
  /** Hands over the uploaded files and empties the tray. */
  take(): FileRef[]
  /** Opens the file picker for files of this kind, at most `max` in the tray. */
  pick(accept?: string, max?: number): void
  picker: { current: HTMLInputElement | null }
}

const most = 9

/** The tray above the input: files upload as soon as they are chosen, so sending is instant. */
export function useAttachments(connection: Connection, origin: string, t: Strings): Attachments {
  const [items, setItems] = useState<Attachment[]>([])
  const [notice, setNotice] = useState<string | null>(null)
  const uploads = useRef(new Map<number, Upload>()).current
  const counter = useRef(0)
  const limit = useRef(most)
  const picker = useRef<HTMLInputElement | null>(null)

  function change(key: number, part: Partial<Attachment>) {
    setItems((held) => held.map((item) => (item.key === key ? { ...item, ...part } : item)))
  }

  async function upload(key: number, file: File) {
    const token = connection.visitorToken()
    if (!token) return change(key, { error: t.uploadFailed })
    const running = uploadFile(origin, token, file, (progress) => change(key, { progress }))
    uploads.set(key, running)
    const result = await running.done
    uploads.delete(key)
    if ('file' in result) return change(key, { ref: result.file, progress: 1 })
    const reasons: Record<string, string> = {
      payload_too_large: t.uploadTooLarge,
      unsupported_media_type: t.uploadWrongType,
    }
    change(key, { error: reasons[result.problem?.code ?? ''] ?? t.uploadFailed })
  }

  function drop(item: Attachment) {
    uploads.get(item.key)?.abort()
    if (item.preview) URL.revokeObjectURL(item.preview)
  }

  return {
    items,
    notice,
    picker,
    add(files) {
      const chosen = [...files]
      const fitting = chosen.slice(0, Math.max(0, limit.current - items.length))
      setNotice(fitting.length < chosen.length ? t.uploadTooMany(limit.current) : null)
      const added = fitting.map((file): Attachment => {
        counter.current += 1
        const preview = file.type.startsWith('image/') ? URL.createObjectURL(file) : null
        return { key: counter.current, file, preview, progress: 0, ref: null, error: null }
      })
      setItems((held) => [...held, ...added])
      for (const { key, file } of added) void upload(key, file)
    },
    remove(key) {
      for (const item of items) if (item.key === key) drop(item)
      setItems((held) => held.filter((item) => item.key !== key))
      setNotice(null)
    },
    retry(key) {
      const item = items.find((held) => held.key === key)
      if (!item) return
      change(key, { error: null, progress: 0 })
      void upload(key, item.file)
    },
    take() {
      const refs = items.flatMap((item) => item.ref ?? [])
      for (const item of items) drop(item)
      limit.current = most
      setItems([])
      setNotice(null)
      return refs
    },
    pick(accept, max = most) {
      if (!picker.current) return
      limit.current = Math.min(max, most)
      picker.current.accept = accept ?? ''
      picker.current.click()
    },
  }
}
