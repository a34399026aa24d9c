import type { EntityType } from '@loopdesk/contracts/api/workbench.ts'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { Input } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { call, routes } from '../../../api.ts'
import { problemText } from '../../../ui/problem-text.ts'
import { useDebounced } from '../../../ui/use-debounced.ts'
import { Highlighted } from '../highlighted.tsx'

/** A text in which what the definition finds is marked at once, saved or not. */
export function EntityTest({ definition }: { definition: EntityType | null }) {
  const { t } = useTranslation()
  const [text, setText] = useState('')
  const asked = useDebounced(JSON.stringify({ definition, text }), 200)
  const { definition: tested, text: words } = JSON.parse(asked) as { definition: EntityType | null; text: string }
  const result = useQuery({
    queryKey: ['workbench', 'entity-test', asked],
    queryFn: ({ signal }) => call(routes.testEntityType, { body: { definition: tested!, text: words }, signal }),
    enabled: tested !== null && words.trim() !== '',
    placeholderData: keepPreviousData,
    retry: false,
  })
  const fresh = tested !== null && words.trim() !== '' && words === text
  const found = fresh ? (result.data?.found ?? []) : []
  return (
    <section className="entity-test">
      <h3>{t('workbench.entities.test')}</h3>
      <Input.TextArea
        value={text}
        disabled={false}
        maxLength={2000}
        autoSize={{ minRows: 2, maxRows: 6 }}
        placeholder={t('workbench.entities.testHint')}
        aria-label={t('workbench.entities.test')}
        onChange={(event) => setText(event.target.value)}
      />
      <div role="status" className="entity-found">
        {result.isError && fresh && <p className="bad">{problemText(result.error, t)}</p>}
        {fresh && !result.isError && (
          <p>
            <Highlighted
              text={words}
              marks={found.map((each) => ({
                ...each,
                tone: 'entity' as const,
                title: each.value,
                ...(each.value !== each.text && { label: each.value }),
              }))}
            />
          </p>
        )}
        {fresh && result.isSuccess && !result.isPlaceholderData && (
          <p className="quiet">{t('workbench.entities.found', { count: found.length })}</p>
        )}
      </div>
    </section>
  )
}
