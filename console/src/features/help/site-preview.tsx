import { type HelpSettings, type HelpSite, helpSettings } from '@loopdesk/contracts/api/help.ts'
import { useQuery } from '@tanstack/react-query'
import { Segmented } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { call, routes } from '../../api.ts'
import { ErrorState } from '../../ui/states.tsx'
import { useDebounced } from '../../ui/use-debounced.ts'
import { tidy } from './use-help-site.ts'

/** The site as it would be with these settings; nothing goes live. */
export function SitePreview({ site, settings }: { site: HelpSite; settings: HelpSettings }) {
  const { t } = useTranslation()
  const [width, setWidth] = useState<'desktop' | 'phone'>('desktop')
  const rested = useDebounced(JSON.stringify(tidy(settings)), 500)
  const checked = helpSettings.safeParse(JSON.parse(rested))
  const preview = useQuery({
    queryKey: ['help', site.id, 'preview', rested, site.logo],
    enabled: checked.success,
    staleTime: Number.POSITIVE_INFINITY,
    placeholderData: (before) => before,
    queryFn: async () => {
      const body = { settings: helpSettings.parse(JSON.parse(rested)) }
      return call(routes.previewHelpSite, { params: { siteId: site.id }, body })
    },
  })
  return (
    <section className="help-preview" aria-label={t('help.preview.title')}>
      <header>
        <h2>{t('help.preview.title')}</h2>
        <Segmented
          size="small"
          value={width}
          onChange={setWidth}
          options={(['desktop', 'phone'] as const).map((value) => ({ value, label: t(`help.preview.${value}`) }))}
        />
      </header>
      {!checked.success && (
        <p className="bad" role="status">
          {t('help.preview.failed')} {checked.error.issues[0]?.message}
        </p>
      )}
      {preview.isError && <ErrorState error={preview.error} onRetry={() => void preview.refetch()} />}
      {preview.data && (
        // Its address is the same whatever the settings; the key has it loaded anew.
        <iframe
          key={preview.dataUpdatedAt}
          className={`is-${width}`}
          title={t('help.preview.frame')}
          src={preview.data.url}
        />
      )}
    </section>
  )
}
