import type { EvaluationDetail } from '@loopdesk/contracts/api/workbench.ts'
import { Table } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { SideDrawer } from '../../../ui/side-drawer.tsx'
import { useWiderThan } from '../../../ui/use-width.ts'
import { Bar, percent } from '../figures.tsx'
import { useIntentName } from '../use-intents.ts'
import { JudgedList } from './judged-list.tsx'

type Row = EvaluationDetail['intents'][number]

/** Every intent with its figures, sortable, the weakest first; a row shows its messages. */
export function IntentFigures({ evaluation }: { evaluation: EvaluationDetail }) {
  const { t } = useTranslation()
  const nameOf = useIntentName()
  const wide = useWiderThan(768)
  const [opened, setOpened] = useState<string | null>(null)
  const numbers = wide ? (['precision', 'recall'] as const) : ([] as const)
  return (
    <>
      <Table<Row>
        size="small"
        rowKey="intent"
        pagination={{ pageSize: 50, hideOnSinglePage: true, showSizeChanger: false }}
        dataSource={evaluation.intents}
        onRow={(row) => ({ onClick: () => setOpened(row.intent) })}
        columns={[
          {
            title: t('workbench.sections.intents'),
            ellipsis: true,
            sorter: (a, b) => nameOf(a.intent).localeCompare(nameOf(b.intent)),
            render: (_, row) => (
              <button type="button" className="link">
                {nameOf(row.intent)}
              </button>
            ),
          },
          {
            title: t('workbench.evaluate.messages'),
            width: 92,
            align: 'right',
            sorter: (a, b) => a.support - b.support,
            render: (_, row) => <span className="num">{row.support}</span>,
          },
          ...numbers.map((name) => ({
            title: t(`workbench.evaluate.${name}`),
            width: 110,
            align: 'right' as const,
            sorter: (a: Row, b: Row) => a[name] - b[name],
            render: (_: unknown, row: Row) => <span className="num">{percent(row[name])}</span>,
          })),
          {
            title: 'F1',
            width: wide ? 220 : 140,
            defaultSortOrder: 'ascend',
            sorter: (a, b) => a.f1 - b.f1 || b.support - a.support,
            render: (_, row) => (
              <Bar
                share={row.f1}
                {...(row.f1 < 0.6 ? { tone: 'bad' as const } : row.f1 < 0.8 ? { tone: 'warn' as const } : {})}
              />
            ),
          },
        ]}
      />
      <SideDrawer open={opened !== null} width={560} title={opened && nameOf(opened)} onClose={() => setOpened(null)}>
        {opened && <JudgedList evaluationId={evaluation.id} filter={{ intent: opened }} />}
      </SideDrawer>
    </>
  )
}
