import type { ImportJob } from '@loopdesk/contracts/api/workbench.ts'
import { Checkbox, Select } from 'antd'
import { useTranslation } from 'react-i18next'
import type { ImportChoices } from './use-import.ts'

interface Props {
  job: ImportJob
  forSet: boolean
  busy: boolean
  onChange(options: ImportChoices): void
}

type Columns = NonNullable<ImportJob['options']['columns']>

/** Which column is what, seen on the first lines; every change checks the file again. */
export function ImportMapping({ job, forSet, busy, onChange }: Props) {
  const { t } = useTranslation()
  const { options, columns, sample } = job
  const mapped: Partial<Columns> = options.columns ?? {}
  const change = (part: Partial<ImportChoices>) => onChange({ ...options, ...part })
  const map = (name: keyof Columns, column: string | undefined) => {
    const next: Partial<Columns> = { ...mapped, [name]: column }
    if (!next.text || !next.label) {
      // The server reads a mapping only as a whole: the other half is what is left.
      const rest = columns.filter((one) => one !== column)
      next.text ??= rest[0]
      next.label ??= rest.find((one) => one !== next.text)
    }
    if (next.text && next.label) change({ columns: { ...next, text: next.text, label: next.label } })
  }
  const roles = ['text', 'label', 'lang'] as const
  const choices = columns.map((column) => ({ value: column, label: column }))
  const roleOf = (column: string) => roles.find((role) => mapped[role] === column)
  return (
    <>
      <div className="import-columns">
        {roles.map((role) => (
          <div key={role} className="labelled">
            <span>{t(`workbench.import.roles.${role}`)}</span>
            <Select
              aria-label={t(`workbench.import.roles.${role}`)}
              value={mapped[role]}
              disabled={busy}
              allowClear={role === 'lang'}
              placeholder={t(role === 'lang' ? 'workbench.import.detect' : 'workbench.import.found')}
              options={choices}
              onChange={(column?: string) => map(role, column)}
            />
          </div>
        ))}
      </div>
      <section className="import-sample" aria-label={t('workbench.import.sample')}>
        <table>
          <thead>
            <tr>
              {columns.map((column) => (
                <th key={column} scope="col">
                  {column}
                  {roleOf(column) && (
                    <span className="tag status-open">{t(`workbench.import.roles.${roleOf(column)!}`)}</span>
                  )}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {sample.slice(0, 5).map((line, at) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: the lines of a file have no other name than their place
              <tr key={at}>
                {columns.map((column) => (
                  <td key={column} title={line[column]}>
                    {line[column]}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
      <div className="import-options">
        {!forSet && (
          <Checkbox
            checked={options.createIntents}
            disabled={busy}
            onChange={(event) => change({ createIntents: event.target.checked })}
          >
            {t('workbench.import.createIntents')}
          </Checkbox>
        )}
        <Checkbox
          checked={options.skipErrors}
          disabled={busy}
          onChange={(event) => change({ skipErrors: event.target.checked })}
        >
          {t('workbench.import.skipErrors')}
        </Checkbox>
        {(options.format ?? 'csv') === 'csv' && !/\.(jsonl|ndjson|json)$/i.test(job.fileName) && (
          <Checkbox
            checked={options.heading}
            disabled={busy}
            onChange={(event) => change({ heading: event.target.checked, columns: undefined })}
          >
            {t('workbench.import.heading')}
          </Checkbox>
        )}
        {!forSet && (
          <div className="labelled">
            <span>{t('workbench.import.elsewhere')}</span>
            <Select
              aria-label={t('workbench.import.elsewhere')}
              value={options.elsewhere}
              disabled={busy}
              options={(['add', 'move', 'skip'] as const).map((value) => ({
                value,
                label: t(`workbench.import.elsewheres.${value}`),
              }))}
              onChange={(elsewhere) => change({ elsewhere })}
            />
          </div>
        )}
      </div>
    </>
  )
}
