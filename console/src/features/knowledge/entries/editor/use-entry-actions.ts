import type { EntryDetail } from '@loopdesk/contracts/api/knowledge/entries.ts'
import { useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { call, routes } from '../../../../api.ts'
import { useNotice } from '../../../workbench/use-notice.tsx'
import { knowledgeKeys } from '../../knowledge-keys.ts'
import { entriesChanged } from '../use-entries.ts'
import type { EntryDraft } from './use-entry-draft.ts'

/** What can be done to an entry as a whole. `onGone` when there is nothing left to look at. */
export function useEntryActions(entry: EntryDetail, draft: EntryDraft, onGone: () => void) {
  const { t } = useTranslation()
  const cache = useQueryClient()
  const notice = useNotice()
  const params = { entryId: entry.id }
  const gone = () => {
    draft.giveUp()
    onGone()
    cache.removeQueries({ queryKey: knowledgeKeys.entry(entry.id) })
    entriesChanged(cache)
  }
  return {
    async discard() {
      const revision = await draft.saveNow()
      const { entry: left } = await call(routes.discardEntryDraft, { params, query: { revision } })
      if (left) draft.take(left)
      else gone()
      notice.say(t('knowledge.editor.discarded'))
    },
    async archive() {
      draft.take(await call(routes.archiveEntry, { params }))
      notice.say(t('knowledge.editor.archived'), () => {
        void call(routes.unarchiveEntry, { params }).then(draft.take, notice.fail)
      })
    },
    async unarchive() {
      draft.take(await call(routes.unarchiveEntry, { params }))
      notice.say(t('knowledge.editor.unarchived'))
    },
    async delete() {
      await call(routes.deleteEntry, { params })
      gone()
      notice.say(t('knowledge.editor.deleted'))
    },
  }
}
