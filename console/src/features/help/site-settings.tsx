import type { HelpSite } from '@loopdesk/contracts/api/help.ts'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Button, Popconfirm, Switch } from 'antd'
import { useTranslation } from 'react-i18next'
import { call, routes } from '../../api.ts'
import { useSession } from '../../app/session.tsx'
import { useNotice } from '../workbench/use-notice.tsx'
import { AddressFields, ContactFields, ContentFields, EmbedFields, LookFields, TextFields } from './site-fields.tsx'
import { SitePreview } from './site-preview.tsx'
import { helpKeys, useSiteDraft } from './use-help-site.ts'

/** Everything that can be set, with the site as it would look beside it. */
export function SiteSettings({ site }: { site: HelpSite }) {
  const { t } = useTranslation()
  const { can } = useSession()
  const off = !can('settings.write')
  const draft = useSiteDraft(site)
  const { enabled } = draft.body
  const parts = { site, draft, off }
  return (
    <div className="help-split">
      <form
        className="kb-form help-form"
        onSubmit={(event) => {
          event.preventDefault()
          draft.save()
        }}
      >
        {off && <p className="quiet">{t('help.readOnly')}</p>}
        <div className="kb-switch">
          <Switch
            aria-label={t('help.fields.enabled')}
            checked={enabled}
            disabled={off}
            onChange={(wanted) => draft.change({ enabled: wanted })}
          />
          <span>
            {t('help.fields.enabled')}
            <small>{site.enabled && !enabled ? t('help.confirmClose') : t('help.fields.enabledHelp')}</small>
          </span>
        </div>
        <AddressFields {...parts} />
        <TextFields {...parts} />
        <LookFields {...parts} />
        <ContentFields {...parts} />
        <ContactFields {...parts} />
        <EmbedFields {...parts} />
        {!off && <Remove site={site} />}
        {!off && (
          <div className="help-save">
            <Button type="primary" htmlType="submit" disabled={!draft.changed} loading={draft.saving}>
              {t('help.save')}
            </Button>
            {draft.changed && (
              <>
                <Button onClick={draft.discard}>{t('help.discard')}</Button>
                <span className="quiet" role="status">
                  {t('help.unsaved')}
                </span>
              </>
            )}
          </div>
        )}
      </form>
      {!off && <SitePreview site={site} settings={draft.body.settings} />}
    </div>
  )
}

function Remove({ site }: { site: HelpSite }) {
  const { t } = useTranslation()
  const cache = useQueryClient()
  const notice = useNotice()
  const remove = useMutation({
    mutationFn: () => call(routes.deleteHelpSite, { params: { siteId: site.id } }),
    onSuccess: () => {
      notice.say(t('help.deleted'))
      return cache.invalidateQueries({ queryKey: helpKeys.sites })
    },
    onError: notice.fail,
  })
  return (
    <Popconfirm title={t('help.deleteTitle')} onConfirm={() => remove.mutate()} okText={t('help.delete')}>
      <Button danger type="text" className="help-delete">
        {t('help.delete')}
      </Button>
    </Popconfirm>
  )
}
