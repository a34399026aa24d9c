import type { GraphAnswerSent, TextViolationSent } from '@loopdesk/contracts/api/graph.ts'
import { checkAgainstGraph } from '@loopdesk/engines/graph/check-text.ts'
import type { Graph, Path } from '@loopdesk/engines/graph/graph.ts'
import type { GraphAnswer, RepairPlan } from '@loopdesk/engines/graph/questions/answer.ts'
import { askGraph } from '@loopdesk/engines/graph/questions/ask.ts'
import { type Language, nameOf, showFactValue, showMember } from '@loopdesk/engines/graph/show.ts'
import type { GraphDeps } from './deps.ts'
import type { GraphHost } from './graph-host.ts'

/** Questions answered from the graph, and texts held against it. */
export function makeQuestions({ host, now }: Pick<GraphDeps, 'now'> & { host: GraphHost }) {
  const today = () => now().toISOString().slice(0, 10)
  return {
    /** What the engine says, facts and all. */
    async ask(workspaceId: string, question: string, language: Language): Promise<GraphAnswer & { graph: Graph }> {
      const graph = await host.of(workspaceId)
      return { ...askGraph(graph, question, language, { day: today() }), graph }
    },

    async answer(workspaceId: string, question: string, language: Language): Promise<GraphAnswerSent> {
      const graph = await host.of(workspaceId)
      return sent(graph, askGraph(graph, question, language, { day: today() }), language)
    },

    async check(workspaceId: string, text: string, subject?: string): Promise<TextViolationSent[]> {
      const graph = await host.of(workspaceId)
      return checkAgainstGraph(graph, text, { day: today(), ...(subject === undefined ? {} : { subject }) }).map(
        ({ facts, rule: _, ...each }) => ({
          ...each,
          entityName: nameOf(graph, each.entity),
          sources: facts.map(({ source }) => source),
        }),
      )
    },
  }
}

const mostPaths = 50

function sent(graph: Graph, answer: GraphAnswer, language: Language): GraphAnswerSent {
  const { answered, kind, text, why, truth, paths, entities, table, repair, rest } = answer
  return {
    answered,
    kind,
    text,
    why,
    paths: paths.slice(0, mostPaths).map((path) => stepsOf(graph, path, language)),
    entities: entities.slice(0, 200).map((id) => ({ id, name: nameOf(graph, id) })),
    rest: rest ?? [],
    ...(truth ? { truth } : {}),
    ...(table ? { table } : {}),
    ...(repair ? { repair: planOf(repair) } : {}),
  }
}

const stepsOf = (graph: Graph, path: Path, language: Language) =>
  path.map(({ from, to, member, inverse, fact }) => ({
    from: nameOf(graph, from),
    fromId: from,
    member: showMember(graph, member, inverse, language),
    to: to === undefined ? showFactValue(graph, fact, language) : nameOf(graph, to),
    ...(to === undefined ? {} : { toId: to }),
    negated: fact.negated,
    source: fact.source,
  }))

function planOf({ code, meaning, causes, steps, parts, totals }: RepairPlan): NonNullable<GraphAnswerSent['repair']> {
  const plain = <T extends { path: Path }>({ path: _, ...item }: T) => item
  return {
    code: plain(code),
    meaning,
    causes: causes.map(plain),
    steps: steps.map(plain),
    parts: parts.map(plain),
    totals,
  }
}
