import { useQuery } from '@tanstack/react-query'
import { Select } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { call, routes } from '../../../api.ts'
import { LoadingState } from '../../../ui/states.tsx'
import { nodeName } from './node-name.ts'
import { RepairForm, repairProblem } from './repair-form.tsx'
import type { RepairProps } from './repair-props.ts'
import { useReader } from './use-names.ts'
import { useVersions } from './use-runs.ts'

/** The run goes on by another version; where that has no such node, a person says which one takes its place. */
export function MigrateForm({ run, reader, onClose }: RepairProps) {
  const { t } = useTranslation()
  const versions = useVersions(run.flowId)
  const others = (versions.data ?? []).filter(({ version }) => version !== run.version)
  const [chosen, setChosen] = useState<number | undefined>()
  const to = chosen ?? others.find(({ live }) => live)?.version ?? others[0]?.version
  const [nodes, setNodes] = useState<Record<string, string>>({})
  const target = useReader(run.flowId, to)
  const check = useQuery({
    queryKey: ['flow-runs', 'migration', run.id, to, nodes],
    queryFn: ({ signal }) => call(routes.migrateRuns, { ...question(to ?? 0, nodes, 'check', true), signal }),
    enabled: to !== undefined,
    staleTime: 0,
  })
  function question(version: number, mapping: Record<string, string>, reason: string, dryRun: boolean) {
    const body = { from: run.version, to: version, nodes: mapping, runs: [run.id], dryRun, reason }
    return { params: { flowId: run.flowId }, body }
  }
  if (versions.isPending) return <LoadingState />
  if (to === undefined) return <p className="quiet">{t('runs.repair.migrateNone')}</p>
  const missing = check.data?.missing.map(({ node }) => node) ?? []
  const asked = [...new Set([...missing, ...Object.keys(nodes)])]
  const refused = check.data?.refused.map(({ why }) => why).join('；')
  const fine = check.data !== undefined && missing.length === 0 && !refused
  return (
    <RepairForm
      run={run}
      reader={reader}
      happens={[
        t('runs.repair.migrateDoes', { to }),
        ...run.nodes.map((node) => t('runs.repair.migrateHere', { what: nodeName(reader, node) })),
      ]}
      go={t('runs.repair.migrateGo', { to })}
      incomplete={!fine}
      submit={(reason) => call(routes.migrateRuns, question(to, nodes, reason, false)).then(insist)}
      onClose={onClose}
    >
      <div className="repair-field">
        <span>{t('runs.repair.migrateTo')}</span>
        <Select
          aria-label={t('runs.repair.migrateTo')}
          value={to}
          options={others.map(({ version, live, note }) => ({
            value: version,
            label: [t('runs.version', { n: version }), live && t('runs.repair.migrateLive'), note]
              .filter(Boolean)
              .join(' · '),
          }))}
          onChange={(version) => {
            setChosen(version)
            setNodes({})
          }}
        />
      </div>
      {asked.length > 0 && <p>{t('runs.repair.migrateMissing', { to })}</p>}
      {asked.map((node) => (
        <div key={node} className="repair-field">
          <span>{nodeName(reader, node)}</span>
          <Select
            aria-label={nodeName(reader, node)}
            allowClear
            showSearch={{ optionFilterProp: 'label' }}
            placeholder={t('runs.repair.migrateNode')}
            value={nodes[node]}
            options={Object.keys(target.definition?.nodes ?? {}).map((id) => ({
              value: id,
              label: nodeName(target, id),
            }))}
            onChange={(place?: string) =>
              setNodes(({ [node]: _, ...rest }) => (place ? { ...rest, [node]: place } : rest))
            }
          />
        </div>
      ))}
      {check.isError && (
        <p className="repair-problem" role="alert">
          {repairProblem(check.error, t)}
        </p>
      )}
      {refused && <p className="warn-line repair-note">{t('runs.repair.migrateRefused', { why: refused })}</p>}
      {fine && <p className="good">{t('runs.repair.migrateOk')}</p>}
    </RepairForm>
  )
}

/** Nothing migrated is a refusal, not a success. */
function insist(reply: { migrated: number; refused: { why: string }[] }) {
  if (reply.migrated === 0) throw new Error(reply.refused.map(({ why }) => why).join('; '))
  return reply
}
