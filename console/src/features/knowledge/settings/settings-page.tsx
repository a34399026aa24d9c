import type { KnowledgeSettings } from '@loopdesk/contracts/api/knowledge/entries.ts'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { InputNumber, Radio } from 'antd'
import { useTranslation } from 'react-i18next'
import { call, routes } from '../../../api.ts'
import { useSession } from '../../../app/session.tsx'
import { ErrorState, LoadingState } from '../../../ui/states.tsx'
import { useNotice } from '../../workbench/use-notice.tsx'
import { knowledgeKeys } from '../knowledge-keys.ts'
import { Labelled } from '../labelled.tsx'

/** How publishing, reviewing and reminding go; each change is kept at once. */
export function SettingsPage(_: { itemId: string | undefined }) {
  const { t } = useTranslation()
  const settings = useQuery({
    queryKey: knowledgeKeys.settings,
    queryFn: ({ signal }) => call(routes.readKnowledgeSettings, { signal }),
  })
  return (
    <div className="kb-page">
      <header className="kb-head">
        <h1>{t('knowledge.sections.settings')}</h1>
      </header>
      {settings.isPending && <LoadingState />}
      {settings.isLoadingError && <ErrorState error={settings.error} onRetry={() => void settings.refetch()} />}
      {settings.data && <Form settings={settings.data} />}
    </div>
  )
}

function Form({ settings }: { settings: KnowledgeSettings }) {
  const { t } = useTranslation()
  const { can } = useSession()
  const cache = useQueryClient()
  const notice = useNotice()
  const off = !can('settings.write')
  const save = useMutation({
    mutationFn: (body: KnowledgeSettings) => call(routes.saveKnowledgeSettings, { body }),
    onMutate: (body) => cache.setQueryData(knowledgeKeys.settings, body),
    onSuccess: () => notice.say(t('common.saved')),
    onError: notice.fail,
    onSettled: () => cache.invalidateQueries({ queryKey: knowledgeKeys.settings }),
  })
  const change = (part: Partial<KnowledgeSettings>) => save.mutate({ ...settings, ...part })
  return (
    <div className="kb-form kb-settings">
      {off && <p className="quiet">{t('knowledge.settings.readOnly')}</p>}
      <fieldset className="conditions">
        <legend>{t('knowledge.settings.review')}</legend>
        <Radio.Group
          className="kb-radios"
          value={settings.reviewNeeded}
          disabled={off}
          options={(['off', 'everyone_but_reviewers', 'always'] as const).map((value) => ({
            value,
            label: (
              <>
                {t(`knowledge.settings.reviews.${value}`)}
                <small>{t(`knowledge.settings.reviewsHelp.${value}`)}</small>
              </>
            ),
          }))}
          onChange={(event) => change({ reviewNeeded: event.target.value })}
        />
      </fieldset>
      <Labelled>
        <span>{t('knowledge.settings.remind')}</span>
        <InputNumber
          min={1}
          max={90}
          disabled={off}
          value={settings.remindDays}
          suffix={t('knowledge.settings.days')}
          onBlur={(event) => {
            const days = Number(event.target.value)
            if (Number.isInteger(days) && days >= 1 && days <= 90 && days !== settings.remindDays)
              change({ remindDays: days })
          }}
        />
      </Labelled>
      <Labelled>
        <span>
          {t('knowledge.settings.reviewEvery')} <small>{t('knowledge.settings.reviewEveryHelp')}</small>
        </span>
        <InputNumber
          min={1}
          max={60}
          disabled={off}
          value={settings.reviewEveryMonths}
          placeholder={t('knowledge.settings.never')}
          suffix={t('knowledge.settings.months')}
          onBlur={(event) => {
            const text = event.target.value.trim()
            const months = text === '' ? null : Number(text)
            if (months !== settings.reviewEveryMonths && (months === null || (months >= 1 && months <= 60)))
              change({ reviewEveryMonths: months })
          }}
        />
      </Labelled>
    </div>
  )
}
