import type { RunDetail } from '@loopdesk/contracts/api/flows.ts'
import { Button, Segmented, Tabs } from 'antd'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useSession } from '../../../app/session.tsx'
import { LoadingState } from '../../../ui/states.tsx'
import type { useReveal } from '../../../ui/use-reveal.ts'
import { useStable } from '../../../ui/use-stable.ts'
import { useWiderThan } from '../../../ui/use-width.ts'
import { ActHistory } from './act-history.tsx'
import { FlowMap } from './flow-map.tsx'
import { ownNodes, waysTaken } from './graph-path.ts'
import { JsonView } from './json-view.tsx'
import { pictureOf } from './map-model.ts'
import { StepList } from './step-list.tsx'
import { traceLooks } from './trace-looks.tsx'
import { useDefinition } from './use-names.ts'
import type { Reader } from './waiting-words.ts'
import { WriteList } from './write-list.tsx'

interface Props {
  run: RunDetail
  reader: Reader
  reveal: ReturnType<typeof useReveal<RunDetail>>
}

/** The graph with the way the run went, and beside it what it did. On a phone one or the other. */
export function RunBody({ run, reader, reveal }: Props) {
  const { t } = useTranslation()
  const wide = useWiderThan(1000)
  const [mapShown, setMapShown] = useState(false)
  const [node, setNode] = useState<string | undefined>()
  const select = useStable((next: string) => setNode(next === node ? undefined : next))
  return (
    <div className="run-body">
      {!wide && (
        <Segmented
          block
          value={mapShown ? 'map' : 'steps'}
          options={[
            { value: 'steps', label: t('runs.detail.steps') },
            { value: 'map', label: t('runs.detail.map') },
          ]}
          onChange={(view) => setMapShown(view === 'map')}
        />
      )}
      {(wide || mapShown) && (
        <RunMap
          run={run}
          reader={reader}
          node={node}
          onNode={(next) => {
            select(next)
            if (!wide) setMapShown(false)
          }}
        />
      )}
      {(wide || !mapShown) && (
        <div className="run-side">
          <RunTabs run={run} reader={reader} reveal={reveal} node={node} onNode={setNode} />
        </div>
      )}
    </div>
  )
}

function RunMap({
  run,
  reader,
  node,
  onNode,
}: Omit<Props, 'reveal'> & { node: string | undefined; onNode(node: string): void }) {
  const { t } = useTranslation()
  const definition = useDefinition(run.flowId, run.version)
  const picture = useMemo(() => definition.data && pictureOf(definition.data), [definition.data])
  const looks = useMemo(
    () => picture && traceLooks(Object.keys(picture.doc.nodes), run, reader),
    [picture, run, reader],
  )
  const taken = useMemo(
    () =>
      picture &&
      waysTaken(
        ownNodes(run.path, (name) => picture.doc.nodes[name]?.type),
        picture.ways,
      ),
    [picture, run.path],
  )
  const open = useStable(onNode)
  const lastOwn = run.path.findLast((place) => !place.includes('/'))
  const stands = run.status === 'ended' ? (run.failure?.node ?? lastOwn) : run.nodes[0]
  if (definition.isError) return <p className="run-map quiet">{t('runs.detail.definitionGone')}</p>
  return (
    <div className="run-map">
      {picture && looks && taken ? (
        <FlowMap
          picture={picture}
          looks={looks}
          taken={taken}
          selected={node}
          focus={stands}
          label={t('runs.detail.map')}
          onSelect={open}
        />
      ) : (
        <LoadingState />
      )}
    </div>
  )
}

function RunTabs({
  run,
  reader,
  reveal,
  node,
  onNode,
}: Props & { node: string | undefined; onNode(node: string | undefined): void }) {
  const { t } = useTranslation()
  const [tab, setTab] = useState('steps')
  const count = (words: string, n: number) => (
    <>
      {words}
      {n > 0 && <span className="tab-count">{n.toLocaleString()}</span>}
    </>
  )
  return (
    <Tabs
      size="small"
      activeKey={node ? 'steps' : tab}
      onChange={(next) => {
        onNode(undefined)
        setTab(next)
      }}
      tabBarExtraContent={<RevealButton run={run} reveal={reveal} />}
      items={[
        {
          key: 'steps',
          label: count(t('runs.detail.steps'), run.steps.length),
          children: <StepList run={run} reader={reader} node={node} onNode={onNode} />,
        },
        {
          key: 'writes',
          label: count(t('runs.detail.writes'), run.writes.length),
          children: <WriteList writes={run.writes} reader={reader} />,
        },
        { key: 'values', label: t('runs.detail.values'), children: <Values run={run} /> },
        {
          key: 'history',
          label: count(t('runs.detail.history'), run.acts.length),
          children: <ActHistory acts={run.acts} reader={reader} />,
        },
      ]}
    />
  )
}

function RevealButton({ run, reveal }: Pick<Props, 'run' | 'reveal'>) {
  const { t } = useTranslation()
  const { can } = useSession()
  if (!can('pii.reveal')) return <span className="quiet only-wide">{t('runs.detail.masked')}</span>
  if (run.revealed && reveal.value)
    return <span className="quiet">{t('runs.detail.shown', { n: reveal.secondsLeft })}</span>
  return (
    <Button type="link" size="small" loading={reveal.busy} title={t('common.revealHint')} onClick={reveal.show}>
      {t('runs.detail.reveal')}
    </Button>
  )
}

function Values({ run }: { run: RunDetail }) {
  const { t } = useTranslation()
  const names = Object.keys(run.variables)
  return (
    <div className="run-values">
      {run.output !== null && <JsonView value={run.output} label={t('runs.detail.output')} />}
      {names.length === 0 && <p className="quiet">{t('runs.detail.noValues')}</p>}
      {names.map((name) => (
        <JsonView key={name} value={run.variables[name]} label={name} />
      ))}
    </div>
  )
}
