import { useQueryClient } from '@tanstack/react-query'
import { useCallback, useRef, useState } from 'react'
import { routes } from '../../../api.ts'
import { sendWithProgress } from '../upload/send-with-progress.ts'
import { documentsChanged } from './use-documents.ts'

export interface Upload {
  key: number
  name: string
  /** Bytes. */
  size: number
  state: 'waiting' | 'sending' | 'sent' | 'already' | 'failed' | 'stopped'
  /** 0 to 1 while it is sent. */
  progress: number
  error?: unknown
  documentId?: string
}

/** Sends files one after the other, each with its progress; what is refused says why and does not hold up the rest. */
export function useUploadQueue(settings: Record<string, unknown>) {
  const cache = useQueryClient()
  const [uploads, setUploads] = useState<Upload[]>([])
  const files = useRef(new Map<number, File>())
  const stops = useRef(new Map<number, AbortController>())
  const chain = useRef<Promise<void>>(Promise.resolve())
  const next = useRef(0)
  const change = useCallback((key: number, part: Partial<Upload>) => {
    setUploads((now) => now.map((one) => (one.key === key ? { ...one, ...part } : one)))
  }, [])

  const send = async (key: number) => {
    const file = files.current.get(key)
    const stop = stops.current.get(key)
    if (!file || !stop || stop.signal.aborted) return
    change(key, { state: 'sending', progress: 0, error: undefined })
    const form = new FormData()
    form.append('settings', JSON.stringify(settings))
    form.append('file', file, file.name)
    try {
      const { items } = await sendWithProgress(routes.uploadDocuments, form, {
        onProgress: (progress) => change(key, { progress }),
        signal: stop.signal,
      })
      const [first] = items
      change(key, {
        state: first?.already ? 'already' : 'sent',
        progress: 1,
        ...(first && { documentId: first.document.id }),
      })
      files.current.delete(key)
    } catch (error) {
      change(key, stop.signal.aborted ? { state: 'stopped' } : { state: 'failed', error })
    }
    documentsChanged(cache)
  }
  const queue = (key: number) => {
    stops.current.set(key, new AbortController())
    chain.current = chain.current.then(() => send(key))
  }
  return {
    uploads,
    add(list: File[]) {
      const fresh = list.map((file): Upload => {
        const key = next.current++
        files.current.set(key, file)
        return { key, name: file.name, size: file.size, state: 'waiting', progress: 0 }
      })
      setUploads((now) => [...now, ...fresh])
      for (const { key } of fresh) queue(key)
    },
    stop(key: number) {
      stops.current.get(key)?.abort()
      change(key, { state: 'stopped' })
    },
    retry(key: number) {
      change(key, { state: 'waiting', error: undefined })
      queue(key)
    },
    clear: () => setUploads((now) => now.filter(({ state }) => state === 'waiting' || state === 'sending')),
  }
}
