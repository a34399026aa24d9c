import type { HelpSettings, HelpSite, HelpSiteBody } from '@loopdesk/contracts/api/help.ts'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { call, routes } from '../../api.ts'
import { useNotice } from '../workbench/use-notice.tsx'

export const helpKeys = {
  sites: ['help', 'sites'],
  figures: (id: string, days: number) => ['help', id, 'figures', days],
  searches: (id: string, days: number, only: string) => ['help', id, 'searches', days, only],
  words: (id: string, only: string) => ['help', id, 'words', only],
} as const

/** What a new help centre begins with. */
export const freshSettings: HelpSettings = {
  title: { zh: '帮助中心', en: 'Help centre' },
  intro: {},
  languages: ['zh', 'en'],
  defaultLanguage: 'zh',
  theme: { accent: '#2563eb', look: 'auto' },
  links: [],
  footer: {},
  featured: { categories: [], entries: [] },
  indexable: true,
  documents: true,
  downloads: true,
  contact: {},
  origins: [],
}

export const useHelpSites = () =>
  useQuery({ queryKey: helpKeys.sites, queryFn: ({ signal }) => call(routes.listHelpSites, { signal }) })

export const bodyOf = ({ slug, domain, enabled, settings }: HelpSite): HelpSiteBody => ({
  slug,
  domain,
  enabled,
  settings,
})

/** A site as it is being changed, kept apart from what is saved until it is. */
export function useSiteDraft(site: HelpSite) {
  const { t } = useTranslation()
  const cache = useQueryClient()
  const notice = useNotice()
  const [draft, setDraft] = useState<HelpSiteBody | null>(null)
  const shown = draft ?? bodyOf(site)
  const save = useMutation({
    mutationFn: (body: HelpSiteBody) =>
      call(routes.saveHelpSite, { params: { siteId: site.id }, body: { ...body, settings: tidy(body.settings) } }),
    onSuccess: async () => {
      await cache.invalidateQueries({ queryKey: helpKeys.sites })
      setDraft(null)
      notice.say(t('common.saved'))
    },
    onError: notice.fail,
  })
  return {
    body: shown,
    changed: draft !== null && JSON.stringify(draft) !== JSON.stringify(bodyOf(site)),
    change: (part: Partial<HelpSiteBody>) => setDraft({ ...shown, ...part }),
    set: (part: Partial<HelpSettings>) => setDraft({ ...shown, settings: { ...shown.settings, ...part } }),
    discard: () => setDraft(null),
    save: () => save.mutate(shown),
    saving: save.isPending,
  }
}
export type SiteDraft = ReturnType<typeof useSiteDraft>

/** Without texts and links nobody wrote anything into. */
export function tidy(settings: HelpSettings): HelpSettings {
  const { contact } = settings
  return {
    ...settings,
    title: written(settings.title),
    intro: written(settings.intro),
    footer: written(settings.footer),
    links: settings.links
      .map((each) => ({ label: written(each.label), url: each.url.trim() }))
      .filter(({ label, url }) => url !== '' || label.zh !== undefined || label.en !== undefined),
    contact: {
      ...(contact.url?.trim() && { url: contact.url.trim() }),
      ...(contact.siteKey?.trim() && { siteKey: contact.siteKey.trim() }),
    },
  }
}

type Texts = { zh?: string | undefined; en?: string | undefined }
const written = ({ zh, en }: Texts) => ({ ...(zh?.trim() && { zh: zh.trim() }), ...(en?.trim() && { en: en.trim() }) })
