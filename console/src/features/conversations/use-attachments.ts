import type { FileRef } from '@loopdesk/contracts/messages.ts'
import { App } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { uploadFile } from '../../api.ts'
import { problemText } from '../../ui/problem-text.ts'

export interface Attachment {
  key: string
  name: string
  /** Null while it is on its way up. */
  file: FileRef | null
}

const most = 9

/** Files to go with the next reply; each is uploaded as soon as it is added. */
export function useAttachments() {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const [items, setItems] = useState<Attachment[]>([])
  const remove = (key: string) => setItems((all) => all.filter((one) => one.key !== key))

  const add = (files: File[]) => {
    const room = most - items.length
    if (files.length > room) void message.warning(t('inbox.compose.tooMany'))
    for (const file of files.slice(0, room)) {
      const key = crypto.randomUUID()
      setItems((all) => [...all, { key, name: file.name, file: null }])
      uploadFile(file).then(
        (stored) => setItems((all) => all.map((one) => (one.key === key ? { ...one, file: stored } : one))),
        (error: unknown) => {
          remove(key)
          void message.error(t('common.pair', { name: file.name, value: problemText(error, t) }))
        },
      )
    }
  }
  const pick = () => {
    const input = document.createElement('input')
    input.type = 'file'
    input.multiple = true
    input.onchange = () => add([...(input.files ?? [])])
    input.click()
  }
  return {
    items,
    ready: items.flatMap((one) => one.file ?? []),
    busy: items.some((one) => one.file === null),
    add,
    pick,
    remove,
    clear: () => setItems([]),
  }
}
