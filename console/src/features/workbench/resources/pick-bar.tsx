import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Button, Segmented } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { call, routes } from '../../../api.ts'
import { IntentSelect } from '../intent-select.tsx'
import { afterTeaching } from '../intents/use-examples.ts'
import { useNotice } from '../use-notice.tsx'
import { workbenchKeys } from '../workbench-keys.ts'

const languages = { both: ['zh', 'en'], zh: ['zh'], en: ['en'] } satisfies Record<string, ('zh' | 'en')[]>
type Languages = keyof typeof languages

/** What was chosen, and how it is taken over: as intents of its own or into one that exists. */
export function PickBar({ ids, onDone }: { ids: string[]; onDone(): void }) {
  const { t } = useTranslation()
  const cache = useQueryClient()
  const notice = useNotice()
  const [wanted, setWanted] = useState<Languages>('both')
  const [into, setInto] = useState<string>()
  const pick = useMutation({
    mutationFn: () =>
      call(routes.pickLibraryIntents, { body: { ids, languages: languages[wanted], ...(into && { into }) } }),
    onSuccess: ({ examplesAdded }) => {
      notice.say(t('workbench.library.done', { intents: ids.length, examples: examplesAdded }))
      void cache.invalidateQueries({ queryKey: workbenchKeys.library })
      void cache.invalidateQueries({ queryKey: workbenchKeys.examples })
      afterTeaching(cache)
      onDone()
    },
    onError: notice.fail,
  })
  return (
    <div className="pick-bar">
      <b>{t('workbench.library.chosen', { count: ids.length })}</b>
      <Segmented<Languages>
        size="small"
        value={wanted}
        aria-label={t('workbench.library.languages')}
        options={(['both', 'zh', 'en'] as const).map((value) => ({
          value,
          label: t(value === 'both' ? 'workbench.library.both' : `workbench.languages.${value}`),
        }))}
        onChange={setWanted}
      />
      <div className="pick-into">
        <IntentSelect
          label={t('workbench.library.into')}
          placeholder={t('workbench.library.own')}
          allowClear
          value={into}
          onChange={setInto}
        />
      </div>
      <Button type="text" onClick={onDone}>
        {t('common.cancel')}
      </Button>
      <Button type="primary" loading={pick.isPending} onClick={() => pick.mutate()}>
        {t('workbench.library.pick')}
      </Button>
    </div>
  )
}
