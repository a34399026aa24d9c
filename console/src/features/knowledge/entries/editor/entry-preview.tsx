import { PaperClipOutlined } from '@ant-design/icons'
import type { DraftEntry, PreviewResult } from '@loopdesk/contracts/api/knowledge/entries.ts'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { Segmented } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { call, routes } from '../../../../api.ts'
import { ErrorState, LoadingState } from '../../../../ui/states.tsx'
import { useDebounced } from '../../../../ui/use-debounced.ts'
import { useLanguage } from '../../../flows/use-language.ts'
import { AudiencePicker, OneChannelPicker } from '../../pickers.tsx'
import { MarkdownView } from '../../text/markdown-view.tsx'

/** Channels that show Markdown; the others get plain text. */
const rich = new Set(['web', 'email'])

/** How the draft is answered to somebody on a channel, while it is being written, and why in this wording. */
export function EntryPreview({ definition }: { definition: DraftEntry }) {
  const { t } = useTranslation()
  const reader = useLanguage()
  const [channel, setChannel] = useState('web')
  const [audiences, setAudiences] = useState<string[]>([])
  const [language, setLanguage] = useState(reader)
  const written = useDebounced(definition, 400)
  const asked = { entry: { definition: written }, channel, audiences, language }
  const preview = useQuery({
    queryKey: ['knowledge', 'preview', asked],
    queryFn: ({ signal }) => call(routes.previewEntry, { body: asked, signal }),
    placeholderData: keepPreviousData,
    gcTime: 10_000,
  })
  return (
    <div className="kb-form">
      <div className="preview-as">
        <Segmented
          size="small"
          value={language}
          aria-label={t('knowledge.preview.language')}
          options={(['zh', 'en'] as const).map((value) => ({ value, label: t(`common.language.${value}`) }))}
          onChange={setLanguage}
        />
        <OneChannelPicker
          label={t('knowledge.preview.channel')}
          value={channel}
          onChange={(kind) => setChannel(kind ?? 'web')}
        />
      </div>
      <AudiencePicker
        label={t('knowledge.preview.audiences')}
        value={audiences}
        placeholder={t('knowledge.preview.visitor')}
        onChange={setAudiences}
      />
      {preview.isPending && <LoadingState />}
      {preview.isError && <ErrorState error={preview.error} onRetry={() => void preview.refetch()} />}
      {preview.data && <Shown result={preview.data} rich={rich.has(channel)} wanted={language} />}
    </div>
  )
}

function Shown({ result, rich, wanted }: { result: PreviewResult; rich: boolean; wanted: 'zh' | 'en' }) {
  const { t } = useTranslation()
  return (
    <div aria-live="polite">
      {result.shown ? (
        <div className="kb-bubble" lang={result.language === 'zh' ? 'zh-CN' : 'en'}>
          {rich ? <MarkdownView text={result.text} /> : <div className="kb-bubble-plain">{result.plain}</div>}
          {result.attachments.map((file) => (
            <a key={file.file} className="kb-bubble-file" href={file.url} target="_blank" rel="noreferrer">
              <PaperClipOutlined aria-hidden /> {file.name}
            </a>
          ))}
        </div>
      ) : (
        <p className="warn-line">{t(`knowledge.preview.reasons.${result.reason}`)}</p>
      )}
      {result.shown && (
        <p className="quiet">
          {result.variant === null
            ? t('knowledge.preview.reasons.own_answer')
            : t('knowledge.preview.byVariant', { number: result.variant + 1 })}
          {result.language !== wanted &&
            t('knowledge.preview.otherLanguage', { language: t(`common.language.${result.language}`) })}
        </p>
      )}
      {result.passed.length > 0 && (
        <ul className="quiet preview-passed">
          {result.passed.map(({ variant, because }) => (
            <li key={variant}>
              {t('knowledge.preview.passed', {
                number: variant + 1,
                because: t(`knowledge.preview.because.${because}`),
              })}
            </li>
          ))}
        </ul>
      )}
    </div>
  )
}
