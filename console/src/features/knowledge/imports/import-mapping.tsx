import { type FaqField, faqFields, type KnowledgeImport } from '@loopdesk/contracts/api/knowledge/imports.ts'
import { Checkbox, Radio, Select } from 'antd'
import { useTranslation } from 'react-i18next'
import { AudiencePicker, CategoryPicker, LabelPicker } from '../pickers.tsx'
import { columnsWith, fieldOf } from './map-columns.ts'
import type { ImportChoices } from './use-import.ts'

interface Props {
  job: KnowledgeImport
  busy: boolean
  onChange(options: ImportChoices): void
}

/** Which column is what, chosen above the first lines of each; every change checks the sheet again. */
export function ImportMapping({ job, busy, onChange }: Props) {
  const { t } = useTranslation()
  const { options, columns, sample } = job
  const change = (part: Partial<ImportChoices>) => onChange({ ...options, ...part })
  const map = (column: string, field: FaqField | undefined) => {
    const next = columnsWith(columns, options.columns, column, field)
    if (next) change({ columns: next })
  }
  return (
    <>
      <section className="kb-sample" aria-label={t('knowledge.imports.sample')}>
        <table>
          <thead>
            <tr>
              {columns.map(({ name }) => (
                <th key={name} scope="col">
                  <span>{name}</span>
                  <Select<FaqField>
                    size="small"
                    allowClear
                    disabled={busy}
                    value={fieldOf(columns, options.columns, name)}
                    placeholder={t('knowledge.imports.ignored')}
                    aria-label={t('knowledge.imports.columnIs', { name })}
                    popupMatchSelectWidth={false}
                    options={faqFields.map((value) => ({ value, label: t(`knowledge.imports.fields.${value}`) }))}
                    onChange={(field?: FaqField) => map(name, field)}
                  />
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {sample.slice(0, 5).map((line, at) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: the lines of a file have no other name than their place
              <tr key={at}>
                {columns.map(({ name }, column) => (
                  <td key={name} title={line[column]}>
                    {line[column]}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
      <Options job={job} busy={busy} change={change} />
    </>
  )
}

interface OptionProps {
  job: KnowledgeImport
  busy: boolean
  change(part: Partial<ImportChoices>): void
}

function Options({ job, busy, change }: OptionProps) {
  const { t } = useTranslation()
  const { options } = job
  const { defaults } = options
  const give = (part: Partial<typeof defaults>) => change({ defaults: { ...defaults, ...part } })
  return (
    <div className="kb-options">
      <div className="kb-given">
        <div className="labelled">
          <span>{t('knowledge.imports.category')}</span>
          <CategoryPicker
            label={t('knowledge.imports.category')}
            value={defaults.category}
            disabled={busy}
            onChange={(category) => give({ category: category ?? '' })}
          />
        </div>
        <div className="labelled">
          <span>{t('knowledge.editor.audiences')}</span>
          <AudiencePicker
            label={t('knowledge.editor.audiences')}
            value={defaults.audiences}
            disabled={busy}
            onChange={(audiences) => give({ audiences })}
          />
        </div>
        <div className="labelled">
          <span>{t('knowledge.editor.labels')}</span>
          <LabelPicker
            label={t('knowledge.editor.labels')}
            value={defaults.labels}
            disabled={busy}
            onChange={(labels) => give({ labels })}
          />
        </div>
      </div>
      <div className="labelled">
        <span>{t('knowledge.imports.existing')}</span>
        <Radio.Group
          value={options.existing}
          disabled={busy}
          options={(['update', 'skip'] as const).map((value) => ({
            value,
            label: t(`knowledge.imports.existings.${value}`),
          }))}
          onChange={(event) => change({ existing: event.target.value })}
        />
      </div>
      <Checkbox
        checked={options.allOrNothing}
        disabled={busy}
        onChange={(event) => change({ allOrNothing: event.target.checked })}
      >
        {t('knowledge.imports.allOrNothing')}
      </Checkbox>
      <Checkbox
        checked={options.skipErrors}
        disabled={busy}
        onChange={(event) => change({ skipErrors: event.target.checked })}
      >
        {t('knowledge.imports.skipErrors')}
      </Checkbox>
    </div>
  )
}
