import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import { call, routes } from '../../../api.ts'
import { useSession } from '../../../app/session.tsx'
import { useNotice } from '../../workbench/use-notice.tsx'
import { draftOf } from '../entries/editor/draft-of.ts'
import { entriesChanged, keepEntry } from '../entries/use-entries.ts'
import { knowledgeKeys } from '../knowledge-keys.ts'
import type { Candidate } from './use-test.ts'

interface Props {
  candidate: Candidate
  question: string
  onChanged(): void
}

/** Pin it for this question, keep it away, or teach the entry that it is asked like this. */
export function CandidateActions({ candidate, question, onChanged }: Props) {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const cache = useQueryClient()
  const notice = useNotice()
  const tune = useTune(question, candidate, onChanged)
  const teach = useTeach(question, onChanged)
  const isEntry = candidate.source.kind === 'entry'
  const write = useMutation({
    mutationFn: () => {
      const language = candidate.language === 'en' ? 'en' : 'zh'
      return call(routes.createEntry, {
        body: {
          definition: {
            category: candidate.category,
            title: { [language]: question.slice(0, 200) },
            questions: { [language]: [question.slice(0, 300)] },
            answer: { [language]: candidate.snippet.text },
          },
        },
      })
    },
    onSuccess: (entry) => {
      keepEntry(cache, entry)
      entriesChanged(cache)
      void navigate(`/knowledge/entries/${encodeURIComponent(entry.id)}`)
    },
    onError: notice.fail,
  })
  return (
    <span className="candidate-actions">
      <Button size="small" type="text" loading={tune.isPending} onClick={() => tune.mutate('pin')}>
        {t('knowledge.test.pin')}
      </Button>
      <Button size="small" type="text" loading={tune.isPending} onClick={() => tune.mutate('bury')}>
        {t('knowledge.test.bury')}
      </Button>
      {isEntry ? (
        <Button size="small" type="text" loading={teach.isPending} onClick={() => teach.mutate(candidate.source.id)}>
          {t('knowledge.test.addQuestion')}
        </Button>
      ) : (
        <Button size="small" type="text" loading={write.isPending} onClick={() => write.mutate()}>
          {t('knowledge.test.makeEntry')}
        </Button>
      )}
    </span>
  )
}

function useTune(question: string, candidate: Candidate, onChanged: () => void) {
  const { t } = useTranslation()
  const cache = useQueryClient()
  const notice = useNotice()
  const { kind, id } = candidate.source
  const settle = () => {
    void cache.invalidateQueries({ queryKey: knowledgeKeys.tunings })
    onChanged()
  }
  return useMutation({
    mutationFn: (action: 'pin' | 'bury') =>
      call(routes.createKnowledgeTuning, {
        // A whole document is rarely what is meant: of documents it is the passage.
        body: { question, action, target: kind === 'entry' ? `entry:${id}` : candidate.passage },
      }),
    onSuccess: (tuning) => {
      const undo = () =>
        void call(routes.deleteKnowledgeTuning, { params: { tuningId: tuning.id } }).then(settle, notice.fail)
      notice.say(t(`knowledge.test.tuned.${tuning.action}`), undo)
      settle()
    },
    onError: notice.fail,
  })
}

/** Adds the question to the entry; at once in effect where this person may publish and nothing else waits in the draft. */
function useTeach(question: string, onChanged: () => void) {
  const { t } = useTranslation()
  const { can } = useSession()
  const cache = useQueryClient()
  const notice = useNotice()
  return useMutation({
    mutationFn: async (entryId: string) => {
      const params = { entryId }
      const entry = await call(routes.readEntry, { params })
      const definition = draftOf(entry)
      const language = /\p{Script=Han}/u.test(question) ? 'zh' : 'en'
      const known = definition.questions[language]
      if (known.includes(question)) return { entry, outcome: 'known' as const }
      const questions = { ...definition.questions, [language]: [...known, question.slice(0, 300)] }
      const saved = await call(routes.saveEntryDraft, {
        params,
        body: { revision: entry.revision, definition: { ...definition, questions } },
      })
      if (!can('knowledge.publish') || entry.changed || entry.live === null)
        return { entry: saved, outcome: 'draft' as const }
      const note = t('knowledge.test.teachNote')
      return call(routes.publishEntry, { params, body: { revision: saved.revision, note } }).then(
        (live) => ({ entry: live, outcome: 'live' as const }),
        () => ({ entry: saved, outcome: 'draft' as const }),
      )
    },
    onSuccess: ({ entry, outcome }) => {
      keepEntry(cache, entry)
      entriesChanged(cache)
      notice.say(t(`knowledge.test.taught.${outcome}`))
      onChanged()
    },
    onError: notice.fail,
  })
}
