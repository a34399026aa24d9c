import type { ImportJob } from '@loopdesk/contracts/api/workbench.ts'
import { useTranslation } from 'react-i18next'

const counts = ['added', 'moved', 'newIntents', 'unchanged', 'skipped'] as const

/** What importing did, or would do, and every line that cannot be read with the reason. */
export function ImportReport({ job }: { job: ImportJob }) {
  const { t } = useTranslation()
  return (
    <section className="import-report" role="status">
      <h3>{t(job.state === 'done' ? 'workbench.import.did' : 'workbench.import.would')}</h3>
      <dl className="facts">
        {counts
          .filter((name) => name === 'added' || job.counts[name] > 0)
          .map((name) => (
            <div key={name}>
              <dt>{t(`workbench.import.counts.${name}`)}</dt>
              <dd className="num-left">{job.counts[name].toLocaleString()}</dd>
            </div>
          ))}
      </dl>
      {job.counts.errors > 0 && (
        <>
          <h3 className="bad">{t('workbench.import.errors', { count: job.counts.errors })}</h3>
          <section
            className="import-errors"
            aria-label={t('workbench.import.errors', { count: job.counts.errors })}
            // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
            tabIndex={0}
          >
            <table>
              <tbody>
                {job.errors.map((error) => (
                  <tr key={`${error.line}${error.field}`}>
                    <td className="num">{t('workbench.import.line', { line: error.line })}</td>
                    <td>{error.field}</td>
                    <td>{error.message}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </section>
        </>
      )}
    </section>
  )
}
