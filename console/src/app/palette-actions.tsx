import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import { knowledgeSections } from '../features/knowledge/knowledge-sections.ts'
import { changePreferences, usePreferences } from './preferences.ts'
import { useSession } from './session.tsx'
import { openShortcutHelp } from './shortcut-help.tsx'
import { useSetPresence } from './use-set-presence.ts'

export interface PaletteAction {
  title: string
  run(): void
}

/** What can be done from everywhere, as far as this person may. */
export function usePaletteActions(): PaletteAction[] {
  const { t } = useTranslation()
  const { can } = useSession()
  const navigate = useNavigate()
  const setPresence = useSetPresence()
  const { look, language } = usePreferences()
  const otherLook = look === 'dark' ? 'light' : 'dark'
  const go = (place: string, to: string): PaletteAction => ({
    title: t('shell.palette.goTo', { place }),
    run: () => void navigate(to),
  })
  return [
    ...(can('conversations.read')
      ? (['mine', 'queue', 'bot', 'open', 'resolved'] as const).map((view) =>
          go(`${t('shell.inbox')} › ${t(`inbox.views.${view}`)}`, `/inbox/${view}`),
        )
      : []),
    ...(can('tickets.read') ? [go(t('shell.tickets'), '/tickets')] : []),
    ...(can('tickets.write')
      ? [{ title: t('shell.palette.newTicket'), run: () => void navigate('/tickets?new=1') }]
      : []),
    ...(can('customers.read') ? [go(t('shell.customers'), '/customers')] : []),
    ...(can('knowledge.read')
      ? knowledgeSections.map((section) =>
          go(`${t('shell.knowledge')} › ${t(`knowledge.sections.${section}`)}`, `/knowledge/${section}`),
        )
      : []),
    ...(can('knowledge.read') ? [go(t('assist.page.title'), '/ask')] : []),
    ...(can('understanding.read')
      ? (['intents', 'resources', 'improve', 'try', 'evaluate', 'versions'] as const).map((section) =>
          go(`${t('shell.understanding')} › ${t(`workbench.sections.${section}`)}`, `/understanding/${section}`),
        )
      : []),
    ...(can('flows.read')
      ? [
          go(t('shell.flows'), '/flows'),
          go(`${t('shell.flows')} › ${t('runs.sections.runs')}`, '/flows/runs'),
          go(`${t('shell.flows')} › ${t('runs.sections.incidents')}`, '/flows/incidents'),
        ]
      : []),
    go(`${t('shell.flows')} › ${t('runs.sections.approvals')}`, '/flows/approvals'),
    go(`${t('shell.settings')} › ${t('identity.settings.team')}`, '/settings/team'),
    ...(can('keys.write') ? [go(`${t('shell.settings')} › ${t('identity.settings.keys')}`, '/settings/keys')] : []),
    ...(can('audit.read') ? [go(`${t('shell.settings')} › ${t('identity.settings.audit')}`, '/settings/audit')] : []),
    go(`${t('shell.settings')} › ${t('identity.settings.mine')}`, '/settings/account'),
    { title: t('shell.palette.beOnline'), run: () => setPresence.mutate('online') },
    { title: t('shell.palette.beBusy'), run: () => setPresence.mutate('busy') },
    { title: t('shell.palette.beOffline'), run: () => setPresence.mutate('offline') },
    { title: t('shell.language'), run: () => changePreferences({ language: language === 'zh' ? 'en' : 'zh' }) },
    { title: t(`shell.look.${otherLook}`), run: () => changePreferences({ look: otherLook }) },
    { title: t('shell.keys.title'), run: openShortcutHelp },
  ]
}
