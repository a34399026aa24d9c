import { Graph, layout } from '@dagrejs/dagre'
import type { Ontology } from '@loopdesk/contracts/graph.ts'
import { Background, type Edge, MarkerType, type Node, Position, ReactFlow } from '@xyflow/react'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { useOntology } from '../use-ontology.ts'
import '@xyflow/react/dist/style.css'

const size = { width: 130, height: 44 }

/** Types as boxes and relations as arrows between them; derived ones dashed. */
export function Drawing({ ontology }: { ontology: Ontology }) {
  const { t } = useTranslation()
  const { language } = useOntology()
  const { nodes, edges } = useMemo(() => drawn(ontology, language), [ontology, language])
  return (
    <section className="kg-drawing" aria-label={t('graph.ontology.drawing')}>
      <ReactFlow
        key={nodes.map(({ id }) => id).join(' ')}
        nodes={nodes}
        edges={edges}
        fitView
        fitViewOptions={{ maxZoom: 1.1, padding: 0.15 }}
        nodesDraggable={false}
        nodesConnectable={false}
        edgesFocusable={false}
        preventScrolling={false}
        zoomOnScroll={false}
      >
        <Background />
      </ReactFlow>
    </section>
  )
}

function drawn(
  { types, properties, relations, rules }: Ontology,
  language: 'zh' | 'en',
): { nodes: Node[]; edges: Edge[] } {
  const derived = new Set(rules.flatMap((rule) => (rule.kind === 'derived' ? [rule.relation] : [])))
  const known = new Set(types.map(({ key }) => key))
  const ways = relations.flatMap((relation) =>
    relation.from.flatMap((from) =>
      relation.to.filter((to) => known.has(from) && known.has(to)).map((to) => ({ relation, from, to })),
    ),
  )
  const graph = new Graph({ multigraph: true })
  graph.setGraph({ rankdir: 'LR', ranksep: 110, nodesep: 60 })
  graph.setDefaultEdgeLabel(() => ({}))
  for (const { key } of types) graph.setNode(key, { ...size })
  for (const { relation, from, to } of ways) if (from !== to) graph.setEdge(from, to, {}, relation.key)
  layout(graph)
  // Several relations between the same two share one arrow, so that their names do not lie on each other.
  const arrows = Map.groupBy(ways, ({ from, to }) => `${from} ${to}`)
  return {
    nodes: types.map(({ key, name, colour }) => {
      const { x, y } = graph.node(key) as { x: number; y: number }
      const count = properties.filter(({ of }) => of.includes(key)).length
      return {
        id: key,
        position: { x: x - size.width / 2, y: y - size.height / 2 },
        data: { label: `${name[language]}${count > 0 ? ` · ${count}` : ''}` },
        sourcePosition: Position.Right,
        targetPosition: Position.Left,
        style: { borderColor: colour ?? '#8c8c8c', borderWidth: 2 },
      }
    }),
    edges: [...arrows].map(([id, each]) => ({
      id,
      source: each[0]!.from,
      target: each[0]!.to,
      label: each.map(({ relation }) => relation.name[language] + (relation.closed ? ' ●' : '')).join('、'),
      markerEnd: { type: MarkerType.ArrowClosed },
      style: each.every(({ relation }) => derived.has(relation.key)) ? { strokeDasharray: '5 4' } : {},
    })),
  }
}
