import type { EvaluationDetail } from '@loopdesk/contracts/api/workbench.ts'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { SideDrawer } from '../../../ui/side-drawer.tsx'
import { EmptyState } from '../../../ui/states.tsx'
import { useWiderThan } from '../../../ui/use-width.ts'
import { percent } from '../figures.tsx'
import { useIntentName } from '../use-intents.ts'
import { confusionMatrix } from './confusion-matrix.ts'
import { JudgedList } from './judged-list.tsx'

interface Cell {
  actual: string
  predicted: string
}

/** Who is mistaken for whom: the largest confusions as a list, and as a heat table; a press shows the messages. */
export function Confusion({ evaluation }: { evaluation: EvaluationDetail }) {
  const { t } = useTranslation()
  const nameOf = useIntentName()
  const wide = useWiderThan(900)
  const [cell, setCell] = useState<Cell | null>(null)
  const support = useMemo(() => new Map(evaluation.intents.map((each) => [each.intent, each.support])), [evaluation])
  if (evaluation.confusion.length === 0)
    return <EmptyState title={t('workbench.evaluate.noConfusion')} help={t('workbench.evaluate.noConfusionHelp')} />
  return (
    <div className="confusion">
      <section>
        <h2>{t('workbench.evaluate.pairs')}</h2>
        <ol className="confused">
          {evaluation.confusion.slice(0, wide ? 14 : 40).map((pair) => (
            <li key={`${pair.actual}\n${pair.predicted}`}>
              <button type="button" onClick={() => setCell(pair)}>
                <span className="confused-names">
                  <b>{nameOf(pair.actual)}</b> → {nameOf(pair.predicted)}
                </span>
                <span className="num">{pair.count}</span>
                <small className="num">{percent(pair.count / (support.get(pair.actual) || pair.count), 0)}</small>
              </button>
            </li>
          ))}
        </ol>
      </section>
      {wide && <HeatTable evaluation={evaluation} onOpen={setCell} />}
      <SideDrawer
        open={cell !== null}
        width={560}
        title={cell && `${nameOf(cell.actual)} → ${nameOf(cell.predicted)}`}
        onClose={() => setCell(null)}
      >
        {cell && (
          <JudgedList evaluationId={evaluation.id} filter={{ intent: cell.actual, predicted: cell.predicted }} />
        )}
      </SideDrawer>
    </div>
  )
}

function HeatTable({ evaluation, onOpen }: { evaluation: EvaluationDetail; onOpen(cell: Cell): void }) {
  const { t } = useTranslation()
  const nameOf = useIntentName()
  const { labels, cells } = useMemo(() => confusionMatrix(evaluation, 12), [evaluation])
  return (
    <section>
      <h2>{t('workbench.evaluate.matrix')}</h2>
      <table className="heat">
        <caption>{t('workbench.evaluate.matrixHelp')}</caption>
        <thead>
          <tr>
            <th scope="col">{t('workbench.evaluate.actual')}</th>
            {labels.map((label, at) => (
              <th key={label} scope="col" title={nameOf(label)} abbr={nameOf(label)}>
                {at + 1}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {labels.map((actual, row) => (
            <tr key={actual}>
              <th scope="row">
                <small>{row + 1}</small> {nameOf(actual)}
              </th>
              {labels.map((predicted, column) => {
                const cell = cells[row]?.[column]
                if (!cell || cell.count === 0) return <td key={predicted} />
                const strength = Math.round(12 + cell.share * 68)
                return (
                  <td
                    key={predicted}
                    className={cell.right ? 'heat-right' : 'heat-wrong'}
                    style={{ '--heat': `${strength}%` } as React.CSSProperties}
                  >
                    <button
                      type="button"
                      title={`${nameOf(actual)} → ${nameOf(predicted)}`}
                      aria-label={t('workbench.evaluate.cell', {
                        actual: nameOf(actual),
                        predicted: nameOf(predicted),
                        count: cell.count,
                      })}
                      onClick={() => onOpen({ actual, predicted })}
                    >
                      {cell.count}
                    </button>
                  </td>
                )
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}
