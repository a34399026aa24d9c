import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { App, Button, Input } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { call, routes } from '../../../api.ts'
import { problemText } from '../../../ui/problem-text.ts'
import { ErrorState } from '../../../ui/states.tsx'
import { graphKeys } from '../graph-keys.ts'

/** The words that must not be said, one a line, each with why or what to say instead. */
export function ForbiddenWords({ write }: { write: boolean }) {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const cache = useQueryClient()
  const [typed, setTyped] = useState<string>()
  const words = useQuery({
    queryKey: graphKeys.words,
    queryFn: ({ signal }) => call(routes.readForbiddenWords, { signal }),
  })
  const save = useMutation({
    mutationFn: (lines: string) => call(routes.saveForbiddenWords, { body: { words: wordsIn(lines) } }),
    onSuccess: (saved) => {
      setTyped(undefined)
      void message.success(t('graph.findings.wordsSaved', { n: saved.words.length }))
      void cache.invalidateQueries({ queryKey: graphKeys.words })
    },
    onError: (error) => void message.error(problemText(error, t)),
  })
  if (words.isLoadingError) return <ErrorState error={words.error} onRetry={() => void words.refetch()} />
  const known = (words.data?.words ?? []).map(({ word, note }) => (note ? `${word}，${note}` : word)).join('\n')
  return (
    <>
      <h2>{t('graph.findings.words')}</h2>
      <p className="kg-lead">{t('graph.findings.wordsLead')}</p>
      <Input.TextArea
        aria-label={t('graph.findings.words')}
        readOnly={!write}
        autoSize={{ minRows: 4, maxRows: 16 }}
        style={{ maxWidth: 560, display: 'block', marginBottom: 8 }}
        value={typed ?? known}
        onChange={(event) => setTyped(event.target.value)}
      />
      {write && (
        <Button
          type="primary"
          disabled={typed === undefined || typed === known}
          loading={save.isPending}
          onClick={() => save.mutate(typed ?? known)}
        >
          {t('graph.findings.wordsSave')}
        </Button>
      )}
    </>
  )
}

const wordsIn = (lines: string) =>
  lines.split('\n').flatMap((line) => {
    const [word = '', ...note] = line.split(/[,，]/)
    const why = note.join('，').trim()
    return word.trim() === '' ? [] : [{ word: word.trim(), ...(why === '' ? {} : { note: why }) }]
  })
