import type { HelpSite } from '@loopdesk/contracts/api/help.ts'
import { inLanguage } from '@loopdesk/contracts/knowledge.ts'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Button, Input, Segmented, Select } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { call, routes } from '../../api.ts'
import { useSession } from '../../app/session.tsx'
import { EmptyState, ErrorState, LoadingState } from '../../ui/states.tsx'
import { useLanguage } from '../flows/use-language.ts'
import { Labelled } from '../knowledge/labelled.tsx'
import { useNotice } from '../workbench/use-notice.tsx'
import { HelpFigures } from './help-figures.tsx'
import { HelpWords } from './help-words.tsx'
import { SiteSettings } from './site-settings.tsx'
import { freshSettings, helpKeys, useHelpSites } from './use-help-site.ts'
import './help.css'

const tabs = ['settings', 'figures', 'words'] as const

/** The public help centre: what it looks like, what is read there, and what visitors say. */
export function HelpPage(_: { itemId: string | undefined }) {
  const sites = useHelpSites()
  if (sites.isPending) return <LoadingState />
  if (sites.isError) return <ErrorState error={sites.error} onRetry={() => void sites.refetch()} />
  return sites.data.items.length === 0 ? <FirstSite /> : <Sites sites={sites.data.items} />
}

function Sites({ sites }: { sites: HelpSite[] }) {
  const { t } = useTranslation()
  const language = useLanguage()
  const [chosen, setChosen] = useState<string>()
  const [tab, setTab] = useState<(typeof tabs)[number]>('settings')
  const site = sites.find(({ id }) => id === chosen) ?? sites[0]!
  return (
    <div className="kb-page help-page">
      <header className="kb-head">
        <h1>{t('help.title')}</h1>
        {sites.length > 1 && (
          <Select
            aria-label={t('help.title')}
            value={site.id}
            onChange={setChosen}
            options={sites.map(({ id, settings, slug }) => ({
              value: id,
              label: `${inLanguage(settings.title, language)} · ${slug}`,
            }))}
          />
        )}
        <span className={`help-state${site.enabled ? ' is-open' : ''}`}>
          {t(site.enabled ? 'help.live' : 'help.closed')}
        </span>
        {site.enabled && (
          <Button href={site.domain ? site.url : `/help/${site.slug}`} target="_blank" rel="noopener">
            {t('help.open')}
          </Button>
        )}
      </header>
      <Segmented
        className="help-tabs"
        value={tab}
        onChange={setTab}
        options={tabs.map((value) => ({ value, label: t(`help.tabs.${value}`) }))}
      />
      {tab === 'settings' && <SiteSettings key={site.id} site={site} />}
      {tab === 'figures' && <HelpFigures key={site.id} site={site} />}
      {tab === 'words' && <HelpWords key={site.id} site={site} />}
    </div>
  )
}

function FirstSite() {
  const { t } = useTranslation()
  const { can } = useSession()
  const cache = useQueryClient()
  const notice = useNotice()
  const [slug, setSlug] = useState('help')
  const create = useMutation({
    mutationFn: () =>
      call(routes.createHelpSite, { body: { slug, domain: null, enabled: false, settings: freshSettings } }),
    onSuccess: () => cache.invalidateQueries({ queryKey: helpKeys.sites }),
    onError: notice.fail,
  })
  return (
    <div className="kb-page">
      <header className="kb-head">
        <h1>{t('help.title')}</h1>
      </header>
      <EmptyState
        title={t('help.none')}
        help={t('help.noneHelp')}
        action={
          can('settings.write') && (
            <form
              className="help-first"
              onSubmit={(event) => {
                event.preventDefault()
                create.mutate()
              }}
            >
              <Labelled>
                <span>{t('help.fields.slug')}</span>
                <Input prefix="/help/" value={slug} onChange={(event) => setSlug(event.target.value)} />
              </Labelled>
              <Button type="primary" htmlType="submit" loading={create.isPending}>
                {t('help.create')}
              </Button>
            </form>
          )
        }
      />
    </div>
  )
}
