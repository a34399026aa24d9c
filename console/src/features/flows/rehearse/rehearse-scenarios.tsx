import { CheckCircleFilled, CloseCircleFilled, DeleteOutlined, PlayCircleOutlined } from '@ant-design/icons'
import { Button, Popconfirm } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useSession } from '../../../app/session.tsx'
import { EmptyState, ErrorState, LoadingState } from '../../../ui/states.tsx'
import { Small } from '../properties/nested-fields.tsx'
import { type ScenarioRun, useScenarios } from './use-scenarios.ts'

/** Kept tests: played again one by one or all together, with what did not hold. */
export function RehearseScenarios({ flowId, saveNow }: { flowId: string; saveNow: () => Promise<number> }) {
  const { t } = useTranslation()
  const { can } = useSession()
  const { list, run, remove } = useScenarios(flowId, saveNow)
  const [results, setResults] = useState<Record<string, ScenarioRun>>({})
  if (list.isPending) return <LoadingState />
  if (list.isError) return <ErrorState error={list.error} onRetry={() => void list.refetch()} />
  const { items } = list.data
  if (items.length === 0) return <EmptyState title={t('flows.rehearse.noScenarios')} />
  const play = (ids?: string[]) =>
    run.mutate(ids, {
      onSuccess: ({ items: ran }) =>
        setResults((now) => ({ ...now, ...Object.fromEntries(ran.map((one) => [one.id, one])) })),
    })
  const ran = items.flatMap(({ id }) => results[id] ?? [])
  const write = can('flows.write')
  return (
    <div className="scenarios">
      {write && (
        <div className="flow-row">
          <Button
            size="small"
            type="primary"
            icon={<PlayCircleOutlined />}
            loading={run.isPending}
            onClick={() => play()}
          >
            {t('flows.rehearse.runAll')}
          </Button>
          {ran.length > 0 && (
            <span className="quiet">
              {t('flows.rehearse.passedCount', { passed: ran.filter(({ passed }) => passed).length, all: ran.length })}
            </span>
          )}
        </div>
      )}
      <ul>
        {items.map((scenario) => (
          <li key={scenario.id}>
            <div className="flow-row">
              <Passed passed={results[scenario.id]?.passed ?? scenario.last?.passed} />
              <span className="scenario-name">
                {scenario.name}
                {scenario.required && <small>{t('flows.rehearse.required')}</small>}
              </span>
              {write && (
                <>
                  <Small name={t('flows.rehearse.play')} off={run.isPending} onPress={() => play([scenario.id])}>
                    <PlayCircleOutlined />
                  </Small>
                  <Popconfirm
                    title={t('flows.rehearse.deleteScenario')}
                    okText={t('flows.rehearse.deleteScenario')}
                    cancelText={t('common.cancel')}
                    onConfirm={() => remove.mutate(scenario.id)}
                  >
                    <button
                      type="button"
                      className="small-button"
                      aria-label={t('flows.rehearse.deleteScenario')}
                      title={t('flows.rehearse.deleteScenario')}
                    >
                      <DeleteOutlined />
                    </button>
                  </Popconfirm>
                </>
              )}
            </div>
            {results[scenario.id]?.problems.map(({ input, message }) => (
              <p key={`${input} ${message}`} className="field-finding is-error">
                {input === null ? message : t('flows.rehearse.inputLine', { number: input + 1, message })}
              </p>
            ))}
          </li>
        ))}
      </ul>
    </div>
  )
}

export function Passed({ passed }: { passed: boolean | undefined }) {
  const { t } = useTranslation()
  if (passed === undefined)
    return (
      <span className="dot" role="img" title={t('flows.rehearse.notRun')} aria-label={t('flows.rehearse.notRun')} />
    )
  return passed ? (
    <CheckCircleFilled className="good" title={t('flows.rehearse.passed')} aria-label={t('flows.rehearse.passed')} />
  ) : (
    <CloseCircleFilled
      className="bad"
      title={t('flows.rehearse.notPassed')}
      aria-label={t('flows.rehearse.notPassed')}
    />
  )
}
