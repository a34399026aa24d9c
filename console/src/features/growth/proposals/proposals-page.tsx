import { type FaqProposal, growthRoutes, proposalState } from '@loopdesk/contracts/api/growth.ts'
import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query'
import { App, Button, Segmented, Select } from 'antd'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { call, routes } from '../../../api.ts'
import { useSession } from '../../../app/session.tsx'
import { problemText } from '../../../ui/problem-text.ts'
import { EmptyState, ErrorState, LoadingState } from '../../../ui/states.tsx'
import { useQueryState } from '../../flows/runs/use-query-state.ts'
import { knowledgeKeys } from '../../knowledge/knowledge-keys.ts'
import { growthKeys } from '../growth-keys.ts'
import '../growth.css'

const kinds = ['all', 'document', 'conversation'] as const

/** Questions with answers that were read out of documents and conversations, to be judged one by one. */
export function ProposalsPage(_: { itemId: string | undefined }) {
  const { t } = useTranslation()
  const { can } = useSession()
  const { query, set } = useQueryState()
  const kind = kinds.find((each) => each === query.get('kind')) ?? 'all'
  const state = proposalState.options.find((each) => each === query.get('state')) ?? 'proposed'
  const filter = { state, ...(kind !== 'all' && { kind }) }
  const proposals = useInfiniteQuery({
    queryKey: [...growthKeys.proposals, filter],
    queryFn: ({ pageParam, signal }) =>
      call(growthRoutes.listFaqProposals, { query: { ...filter, cursor: pageParam ?? undefined, limit: 30 }, signal }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
  })
  const actions = useProposalActions()
  const items = proposals.data?.pages.flatMap((page) => page.items) ?? []
  const write = can('knowledge.write')
  return (
    <div className="kb-page">
      <header className="kb-head">
        <h1>{t('knowledge.sections.proposals')}</h1>
        <Segmented
          value={kind}
          options={kinds.map((value) => ({ value, label: t(`knowledge.growth.proposals.kinds.${value}`) }))}
          onChange={(value) => set({ kind: value === 'all' ? undefined : value })}
        />
        <Select
          aria-label={t('knowledge.growth.proposals.states.proposed')}
          value={state}
          options={proposalState.options.map((value) => ({
            value,
            label: t(`knowledge.growth.proposals.states.${value}`),
          }))}
          onChange={(value) => set({ state: value === 'proposed' ? undefined : value })}
        />
        {write && (
          <Button loading={actions.find.isPending} onClick={() => actions.find.mutate()}>
            {t('knowledge.growth.proposals.find')}
          </Button>
        )}
      </header>
      <p className="quiet page-lead">{t('knowledge.growth.proposals.lead')}</p>
      {proposals.isPending && <LoadingState />}
      {proposals.isLoadingError && <ErrorState error={proposals.error} onRetry={() => void proposals.refetch()} />}
      {proposals.isSuccess && items.length === 0 && (
        <EmptyState title={t('knowledge.growth.proposals.none')} help={t('knowledge.growth.proposals.noneHelp')} />
      )}
      <ul className="growth-proposals">
        {items.map((item) => (
          <Proposal key={item.id} item={item} actions={write && item.state === 'proposed' ? actions : undefined} />
        ))}
      </ul>
      {proposals.hasNextPage && (
        <Button size="small" loading={proposals.isFetchingNextPage} onClick={() => void proposals.fetchNextPage()}>
          {t('common.more')}
        </Button>
      )}
    </div>
  )
}

type Actions = ReturnType<typeof useProposalActions>

function useProposalActions() {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const cache = useQueryClient()
  const onError = (error: unknown) => void message.error(problemText(error, t))
  const refresh = () =>
    Promise.all([
      cache.invalidateQueries({ queryKey: growthKeys.all }),
      cache.invalidateQueries({ queryKey: knowledgeKeys.all }),
    ])
  const accept = useMutation({
    mutationFn: ({ id }: FaqProposal) =>
      call(growthRoutes.acceptFaqProposal, { params: { proposalId: id }, body: { as: 'entry' } }),
    onSuccess: async () => {
      void message.success(t('knowledge.growth.proposals.accepted'))
      await refresh()
    },
    onError,
  })
  const similar = useMutation({
    mutationFn: addToTwin,
    onSuccess: async (isNew, { twin }) => {
      const words = isNew ? 'knowledge.growth.proposals.added' : 'knowledge.growth.proposals.alreadyAdded'
      void message.success(t(words, { title: twin?.title ?? '' }))
      await refresh()
    },
    onError,
  })
  const reject = useMutation({
    mutationFn: ({ id }: FaqProposal) => call(growthRoutes.rejectFaqProposals, { body: { ids: [id] } }),
    onSuccess: async () => {
      void message.success(t('knowledge.growth.proposals.rejected'))
      await refresh()
    },
    onError,
  })
  const find = useMutation({
    mutationFn: () => call(growthRoutes.findFaqProposals, {}),
    onSuccess: () => void message.success(t('knowledge.growth.proposals.finding')),
    onError,
  })
  return { accept, similar, reject, find }
}

/** Writes the question into the draft of the entry that says this already; false when it is there. */
async function addToTwin({ id, twin, question, language }: FaqProposal): Promise<boolean> {
  const params = { entryId: twin!.entryId }
  const entry = await call(routes.readEntry, { params })
  const definition = entry.draft?.definition ?? entry.published
  const asked = definition?.questions[language] ?? []
  const isNew = definition !== null && !asked.includes(question)
  if (isNew) {
    const questions = { ...definition.questions, [language]: [...asked, question] }
    await call(routes.saveEntryDraft, {
      params,
      body: { revision: entry.revision, definition: { ...definition, questions } },
    })
  }
  await call(growthRoutes.acceptFaqProposal, { params: { proposalId: id }, body: { as: 'similar_question' } })
  return isNew
}

function Proposal({ item, actions }: { item: FaqProposal; actions: Actions | undefined }) {
  const { t } = useTranslation()
  const busy =
    actions &&
    [actions.accept, actions.similar, actions.reject].some(
      ({ isPending, variables }) => isPending && variables?.id === item.id,
    )
  return (
    <li className="growth-proposal">
      <h2>{item.question}</h2>
      <p className="growth-answer">{item.answer}</p>
      <div className="growth-proposal-foot">
        <span className="quiet">
          <Origin item={item} /> ·{' '}
          {t('knowledge.growth.proposals.sureness', { percent: `${Math.round(item.confidence * 100)}%` })}
        </span>
        {item.twin && (
          <Link className="tag tag-warn" to={`/knowledge/entries/${encodeURIComponent(item.twin.entryId)}`}>
            {t('knowledge.growth.proposals.twin', { title: item.twin.title })}
          </Link>
        )}
        {item.entryId && (
          <Link to={`/knowledge/entries/${encodeURIComponent(item.entryId)}`}>
            {t('knowledge.growth.proposals.openEntry')}
          </Link>
        )}
        {actions && (
          <span className="buttons">
            {item.twin && (
              <Button size="small" type="primary" disabled={busy ?? false} onClick={() => actions.similar.mutate(item)}>
                {t('knowledge.growth.proposals.similar')}
              </Button>
            )}
            <Button
              size="small"
              type={item.twin ? 'default' : 'primary'}
              disabled={busy ?? false}
              onClick={() => actions.accept.mutate(item)}
            >
              {t('knowledge.growth.proposals.accept')}
            </Button>
            <Button size="small" disabled={busy ?? false} onClick={() => actions.reject.mutate(item)}>
              {t('knowledge.growth.proposals.reject')}
            </Button>
          </span>
        )}
      </div>
    </li>
  )
}

function Origin({ item: { document, conversation } }: { item: FaqProposal }) {
  const { t } = useTranslation()
  if (document) {
    const words = [document.title, document.page && t('knowledge.growth.draft.page', { page: document.page })]
      .filter(Boolean)
      .join(' · ')
    return document.url ? <Link to={document.url.replace(/^\/console/, '')}>{words}</Link> : words
  }
  if (!conversation) return null
  return (
    <>
      <Link to={`/conversations/${conversation.id}`}>
        {t('knowledge.growth.proposals.by', { name: conversation.agent })}
      </Link>
      {conversation.rating !== null && ` · ${t('knowledge.growth.proposals.stars', { n: conversation.rating })}`}
    </>
  )
}
