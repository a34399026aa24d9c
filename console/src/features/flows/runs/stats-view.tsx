import type { NodeStats } from '@loopdesk/contracts/api/flows.ts'
import type { TFunction } from 'i18next'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { EmptyState, ErrorState, LoadingState } from '../../../ui/states.tsx'
import { useStable } from '../../../ui/use-stable.ts'
import { FlowMap, type NodeLook } from './flow-map.tsx'
import { pictureOf } from './map-model.ts'
import { nodeName } from './node-name.ts'
import { worstNodes } from './stats-words.ts'
import { span } from './time-words.ts'
import { useDefinition, useReader } from './use-names.ts'
import { useFlows, useStats, useVersions } from './use-runs.ts'
import type { Reader } from './waiting-words.ts'

interface Props {
  flowId: string | undefined
  version: number | undefined
  days: number
  /** Shows the runs that stand at a node. */
  onNode(node: string): void
}

/** A flow's figures on its own graph: visits, failures, time, and who stands where now. */
export function StatsView({ flowId, version, days, onNode }: Props) {
  const { t } = useTranslation()
  const flows = useFlows()
  const versions = useVersions(flowId)
  const live = flows.data?.find(({ id }) => id === flowId)?.live ?? undefined
  const shown = version ?? live ?? versions.data?.[0]?.version
  const definition = useDefinition(flowId, shown)
  const stats = useStats(flowId, version, days)
  const reader = useReader(flowId, shown)
  const select = useStable(onNode)
  const picture = useMemo(() => definition.data && pictureOf(definition.data), [definition.data])
  const looks = useMemo(
    () => picture && statLooks(Object.keys(picture.doc.nodes), stats.data?.items ?? [], reader),
    [picture, stats.data, reader],
  )
  const failed = [stats, definition].find((query) => query.isLoadingError)
  if (!flowId) return <EmptyState title={t('runs.stats.needFlow')} help={t('runs.stats.needFlowHelp')} />
  if (failed) return <ErrorState error={failed.error} onRetry={() => void failed.refetch()} />
  if (versions.data && shown === undefined)
    return <EmptyState title={t('runs.stats.notPublished')} help={t('runs.stats.notPublishedHelp')} />
  if (!picture || !looks || !stats.data) return <LoadingState />
  return (
    <div className="stats-view">
      <div className="stats-map">
        <FlowMap
          picture={picture}
          looks={looks}
          focus={worstNodes(stats.data.items, 1)[0]?.node}
          label={t('runs.map')}
          onSelect={select}
        />
      </div>
      <aside className="stats-side">
        <p className="stats-sum">
          <b className="num-left">{t('runs.stats.runs', { n: stats.data.runs.toLocaleString() })}</b>
          <span className="quiet">{t('runs.stats.days', { n: days })}</span>
        </p>
        <h2>{t('runs.stats.worst')}</h2>
        <Worst items={stats.data.items} reader={reader} onNode={select} />
        <p className="quiet">{t('runs.stats.hint')}</p>
      </aside>
    </div>
  )
}

function Worst({ items, reader, onNode }: { items: NodeStats[]; reader: Reader; onNode(node: string): void }) {
  const { t } = useTranslation()
  const worst = worstNodes(items)
  if (worst.length === 0) return <p className="quiet">{t('runs.stats.worstNone')}</p>
  return (
    <ul className="stats-worst">
      {worst.map(({ node, visits, failures, halted }) => (
        <li key={node}>
          <button type="button" className="link" onClick={() => onNode(node)}>
            {nodeName(reader, node)}
          </button>
          <span className="num">
            {halted > 0 && <span className="tag tag-bad">{t('runs.stats.halted', { n: halted })}</span>}
            {failures > 0 && ` ${failures.toLocaleString()} / ${visits.toLocaleString()}`}
          </span>
        </li>
      ))}
    </ul>
  )
}

function statLooks(nodes: string[], items: NodeStats[], reader: Reader): Map<string, NodeLook> {
  const { t } = reader
  const known = new Map(items.map((item) => [item.node, item]))
  return new Map(
    nodes.map((id) => {
      const name = nodeName(reader, id)
      const stat = known.get(id)
      const state =
        !stat || stat.visits === 0 ? 'never' : stat.halted > 0 ? 'halted' : stat.failures > 0 ? 'failed' : 'passed'
      const words = stat ? statWords(stat, t) : []
      return [
        id,
        {
          name,
          state,
          line: words.map(({ text, bad }) => (
            <span key={text} className={bad ? 'bad' : undefined}>
              {text}{' '}
            </span>
          )),
          ...(stat && stat.standing > 0 && { badge: { count: stat.standing, bad: stat.halted > 0 } }),
          told: [
            name,
            ...words.map(({ text }) => text),
            stat?.standing && t('runs.stats.standing', { n: stat.standing }),
          ]
            .filter(Boolean)
            .join(', '),
        },
      ]
    }),
  )
}

function statWords({ visits, failures, medianMs, p95Ms }: NodeStats, t: TFunction): { text: string; bad?: boolean }[] {
  return [
    { text: `${visits.toLocaleString()}×` },
    ...(failures > 0 ? [{ text: t('runs.stats.failures', { n: failures.toLocaleString() }), bad: true }] : []),
    ...(medianMs === null ? [] : [{ text: `${t('runs.stats.median')} ${span(medianMs, t)}` }]),
    ...(p95Ms === null ? [] : [{ text: `${t('runs.stats.p95')} ${span(p95Ms, t)}` }]),
  ]
}
