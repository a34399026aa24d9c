import { ArrowDownOutlined, ArrowUpOutlined, DeleteOutlined, PlusOutlined } from '@ant-design/icons'
import type { DraftEntry, EntryFinding } from '@loopdesk/contracts/api/knowledge/entries.ts'
import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { Section } from '../../../../ui/section.tsx'
import { DayRange } from '../../day-range.tsx'
import { AudiencePicker, ChannelPicker } from '../../pickers.tsx'
import { MarkdownEditor } from '../../text/markdown-editor.tsx'
import { withText } from './draft-of.ts'
import { FindingLines } from './finding-lines.tsx'
import type { EntryDraft } from './use-entry-draft.ts'

type Variant = DraftEntry['variants'][number]

interface Props {
  draft: EntryDraft
  findings: EntryFinding[]
  languages: readonly ('zh' | 'en')[]
  write: boolean
}

/** Other answers for some channels, people or days; the first that fits is given. */
export function AnswerVariants({ draft, findings, languages, write }: Props) {
  const { t } = useTranslation()
  const { variants } = draft.definition
  const put = (next: Variant[]) => draft.change({ variants: next })
  const change = (at: number, part: Partial<Variant>) =>
    put(variants.map((one, index) => (index === at ? { ...one, ...part } : one)))
  const move = (at: number, by: 1 | -1) => {
    const next = [...variants]
    const [taken] = next.splice(at, 1)
    if (taken) next.splice(at + by, 0, taken)
    put(next)
  }
  return (
    <Section
      title={t('knowledge.editor.variants', { count: variants.length })}
      open={variants.length > 0}
      extra={
        write && (
          <Button
            size="small"
            type="text"
            icon={<PlusOutlined />}
            onClick={() => put([...variants, { text: {}, channels: [], audiences: [] }])}
          >
            {t('knowledge.editor.addVariant')}
          </Button>
        )
      }
    >
      {variants.length === 0 && <p className="quiet">{t('knowledge.editor.variantsHelp')}</p>}
      <ol className="variants">
        {variants.map((variant, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a variant has no other name than its place
          <li key={at}>
            <header>
              <b>{t('knowledge.editor.variant', { number: at + 1 })}</b>
              {write && (
                <span className="buttons">
                  <Button
                    size="small"
                    type="text"
                    icon={<ArrowUpOutlined />}
                    disabled={at === 0}
                    aria-label={t('knowledge.editor.earlier')}
                    onClick={() => move(at, -1)}
                  />
                  <Button
                    size="small"
                    type="text"
                    icon={<ArrowDownOutlined />}
                    disabled={at === variants.length - 1}
                    aria-label={t('knowledge.editor.later')}
                    onClick={() => move(at, 1)}
                  />
                  <Button
                    size="small"
                    type="text"
                    danger
                    icon={<DeleteOutlined />}
                    aria-label={t('knowledge.editor.removeVariant')}
                    onClick={() => put(variants.filter((_, index) => index !== at))}
                  />
                </span>
              )}
            </header>
            <Conditions variant={variant} write={write} onChange={(part) => change(at, part)} />
            <div className="texts" data-columns={languages.length}>
              {languages.map((language) => (
                <MarkdownEditor
                  key={language}
                  label={t('knowledge.editor.variantText', {
                    number: at + 1,
                    language: t(`common.language.${language}`),
                  })}
                  value={variant.text[language] ?? ''}
                  placeholder={t('knowledge.editor.answerHint')}
                  readOnly={!write}
                  onChange={(text) => change(at, { text: withText(variant.text, language, text) })}
                />
              ))}
            </div>
            <FindingLines findings={findings} under={[`/variants/${at}`]} />
          </li>
        ))}
      </ol>
    </Section>
  )
}

interface ConditionProps {
  variant: Variant
  write: boolean
  onChange(part: Partial<Variant>): void
}

function Conditions({ variant, write, onChange }: ConditionProps) {
  const { t } = useTranslation()
  return (
    <div className="variant-when">
      <div className="labelled">
        <span>{t('knowledge.editor.channels')}</span>
        <ChannelPicker
          label={t('knowledge.editor.channels')}
          value={variant.channels}
          disabled={!write}
          onChange={(channels) => onChange({ channels })}
        />
      </div>
      <div className="labelled">
        <span>{t('knowledge.editor.audiences')}</span>
        <AudiencePicker
          label={t('knowledge.editor.audiences')}
          value={variant.audiences}
          disabled={!write}
          onChange={(audiences) => onChange({ audiences })}
        />
      </div>
      <div className="labelled">
        <span>{t('knowledge.editor.validity')}</span>
        <DayRange
          from={variant.from}
          until={variant.until}
          disabled={!write}
          onChange={(from, until) => onChange({ from: from ?? undefined, until: until ?? undefined })}
        />
      </div>
    </div>
  )
}
