import type { ImportJob } from '@loopdesk/contracts/api/workbench.ts'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import { type CallInput, call, routes, sendForm } from '../../../api.ts'
import { useNotice } from '../use-notice.tsx'
import { workbenchKeys } from '../workbench-keys.ts'

export type ImportChoices = NonNullable<CallInput<typeof routes.changeImport>['body']>['options']

/** One import from the upload to its end: the file is checked first, changed options check it again, and only then it is taken in. */
export function useImport(setId: string | null) {
  const cache = useQueryClient()
  const notice = useNotice()
  const [importId, setImportId] = useState<string | null>(null)
  const key = [...workbenchKeys.imports, importId]
  const read = useQuery({
    queryKey: key,
    queryFn: ({ signal }) => call(routes.readImport, { params: { importId: importId! }, signal }),
    enabled: importId !== null,
    staleTime: 0,
    refetchInterval: ({ state }) => (state.data && isBusy(state.data) ? 400 : false),
  })
  const follow = (job: ImportJob) => {
    cache.setQueryData([...workbenchKeys.imports, job.id], job)
    setImportId(job.id)
    void cache.invalidateQueries({ queryKey: [...workbenchKeys.imports, job.id] })
  }
  const upload = useMutation({
    mutationFn: ({ file, options }: { file: File; options: ImportChoices }) => {
      const form = new FormData()
      form.append('options', JSON.stringify(options))
      if (setId) form.append('setId', setId)
      form.append('file', file, file.name)
      return sendForm(routes.importExamples, form)
    },
    onSuccess: follow,
    onError: notice.fail,
  })
  const change = useMutation({
    mutationFn: (options: ImportChoices) =>
      call(routes.changeImport, { params: { importId: importId! }, body: { options } }),
    onMutate: (options) =>
      cache.setQueryData<ImportJob>(key, (now) => now && { ...now, options: { ...now.options, ...options } }),
    onSuccess: follow,
    onError: (error) => {
      notice.fail(error)
      void cache.invalidateQueries({ queryKey: key })
    },
  })
  const apply = useMutation({
    mutationFn: () => call(routes.applyImport, { params: { importId: importId! } }),
    onSuccess: follow,
    onError: notice.fail,
  })
  const done = read.data?.state === 'done'
  const told = useRef<string | null>(null)
  useEffect(() => {
    if (!done || told.current === importId) return
    told.current = importId
    for (const queryKey of [workbenchKeys.examples, workbenchKeys.intents, workbenchKeys.sets, workbenchKeys.conflicts])
      void cache.invalidateQueries({ queryKey })
    void cache.invalidateQueries({ queryKey: workbenchKeys.versions })
  }, [done, importId, cache])
  return {
    job: read.data,
    error: read.error,
    sending: upload.isPending || change.isPending || apply.isPending,
    upload: upload.mutate,
    change: change.mutate,
    apply: () => apply.mutate(),
    open: setImportId,
  }
}

export function isBusy(job: ImportJob): boolean {
  return job.state === 'checking' || job.state === 'importing'
}
