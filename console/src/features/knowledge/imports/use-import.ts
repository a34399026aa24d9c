import type { KnowledgeImport } from '@loopdesk/contracts/api/knowledge/imports.ts'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import { type CallInput, call, routes } from '../../../api.ts'
import { useNotice } from '../../workbench/use-notice.tsx'
import { entriesChanged } from '../entries/use-entries.ts'
import { knowledgeKeys } from '../knowledge-keys.ts'
import { sendWithProgress } from '../upload/send-with-progress.ts'

export type ImportChoices = NonNullable<CallInput<typeof routes.changeKnowledgeImport>['body']>['options']

/** One import from the upload to its end: checked first, checked again when options change, taken in only then. */
export function useImport(importId: string | undefined, onOpen: (id: string) => void) {
  const cache = useQueryClient()
  const notice = useNotice()
  const [sent, setSent] = useState<number | null>(null)
  const known = importId !== undefined && importId !== 'new'
  const key = [...knowledgeKeys.imports, importId]
  const read = useQuery({
    queryKey: key,
    queryFn: ({ signal }) => call(routes.readKnowledgeImport, { params: { importId: importId! }, signal }),
    enabled: known,
    staleTime: 0,
    refetchInterval: ({ state }) => (state.data && isBusy(state.data) ? 600 : false),
  })
  const follow = (job: KnowledgeImport) => {
    cache.setQueryData([...knowledgeKeys.imports, job.id], job)
    void cache.invalidateQueries({ queryKey: knowledgeKeys.imports })
  }
  const upload = useMutation({
    mutationFn: (file: File) => {
      const form = new FormData()
      form.append('options', JSON.stringify({}))
      form.append('file', file, file.name)
      setSent(0)
      return sendWithProgress(routes.uploadKnowledgeImport, form, { onProgress: setSent })
    },
    onSuccess: (job) => {
      follow(job)
      onOpen(job.id)
    },
    onError: notice.fail,
    onSettled: () => setSent(null),
  })
  const change = useMutation({
    mutationFn: (options: ImportChoices) =>
      call(routes.changeKnowledgeImport, { params: { importId: importId! }, body: { options } }),
    onMutate: (options) => {
      // An answer still on its way was given before this choice: it must not take it back.
      void cache.cancelQueries({ queryKey: key }, { revert: false })
      cache.setQueryData<KnowledgeImport>(
        key,
        (now) => now && { ...now, options: { ...now.options, ...options } as KnowledgeImport['options'] },
      )
    },
    onSuccess: follow,
    onError: (error) => {
      notice.fail(error)
      void cache.invalidateQueries({ queryKey: key })
    },
  })
  const step = useMutation({
    mutationFn: (what: 'apply' | 'undo') =>
      call(what === 'apply' ? routes.applyKnowledgeImport : routes.undoKnowledgeImport, {
        params: { importId: importId! },
      }),
    onSuccess: follow,
    onError: notice.fail,
  })
  const state = read.data?.state
  const told = useRef(state)
  useEffect(() => {
    const before = told.current
    told.current = state
    if (before !== undefined && before !== state && (state === 'done' || state === 'undone')) entriesChanged(cache)
  }, [state, cache])
  return {
    job: known ? read.data : undefined,
    error: read.error,
    /** Share of the upload, null while none is under way. */
    sent,
    busy: upload.isPending || change.isPending || step.isPending,
    upload: upload.mutate,
    change: change.mutate,
    apply: () => step.mutate('apply'),
    undo: () => step.mutate('undo'),
  }
}

export function isBusy({ state }: Pick<KnowledgeImport, 'state'>): boolean {
  return state === 'checking' || state === 'importing' || state === 'undoing'
}
