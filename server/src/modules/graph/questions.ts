import type { GraphAnswerSent, TextViolationSent } from '@loopdesk/contracts/api/graph.ts'
import { checkAgainstGraph } from '@loopdesk/engines/graph/check-text.ts'
import { subjectOf } from '@loopdesk/engines/graph/extract/read-names.ts'
import type { Graph, Path } from '@loopdesk/engines/graph/graph.ts'
import type { GraphAnswer, RepairPlan } from '@loopdesk/engines/graph/questions/answer.ts'
import { askGraph } from '@loopdesk/engines/graph/questions/ask.ts'
import { type Language, nameOf, showFactValue, showMember } from '@loopdesk/engines/graph/show.ts'
import { standsInWhole, visibleTo } from '@loopdesk/engines/graph/visible.ts'
import type { GraphDeps } from './deps.ts'
import type { GraphHost } from './graph-host.ts'

/** Questions answered from the graph, and texts held against it. */
export function makeQuestions({ host, now }: Pick<GraphDeps, 'now'> & { host: GraphHost }) {
  const today = () => now().toISOString().slice(0, 10)
  return {
    /** What the engine says to somebody of these audiences, from facts they may be told only. */
    async ask(
      workspaceId: string,
      question: string,
      language: Language,
      audiences: readonly string[],
    ): Promise<GraphAnswer> {
      const whole = await host.of(workspaceId)
      const graph = visibleTo(whole, audiences)
      const answer = askGraph(graph, question, language, { day: today() })
      if (graph === whole || !answer.answered) return answer
      const stands = standsInWhole(answer, askGraph(whole, question, language, { day: today() }))
      return stands
        ? answer
        : { ...answer, answered: false, why: 'not_recorded', text: '', paths: [], facts: [], entities: [] }
    },

    async answer(workspaceId: string, question: string, language: Language): Promise<GraphAnswerSent> {
      const graph = await host.of(workspaceId)
      return sent(graph, askGraph(graph, question, language, { day: today() }), language)
    },

    /** What of a text facts and rules contradict; with `audiences` only what those it is for may know. */
    async check(
      workspaceId: string,
      text: string,
      { subject, audiences }: { subject?: string | undefined; audiences?: readonly string[] | undefined } = {},
    ): Promise<TextViolationSent[]> {
      const whole = await host.of(workspaceId)
      return held(audiences ? visibleTo(whole, audiences) : whole, text, subject)
    },

    /** Holds many texts against the graph as it is now; each is about what its title names, where its sentences do not say. */
    async checker(workspaceId: string) {
      const whole = await host.of(workspaceId)
      return (text: string, { title, audiences }: { title: string; audiences: readonly string[] }) => {
        const graph = visibleTo(whole, audiences)
        const place = { id: '', source: { kind: 'entry' as const, id: '', title }, headings: [], text }
        return held(graph, text, subjectOf(graph, place))
      }
    },
  }

  function held(graph: Graph, text: string, subject: string | undefined): TextViolationSent[] {
    return checkAgainstGraph(graph, text, { day: today(), ...(subject === undefined ? {} : { subject }) }).map(
      ({ facts, rule, ...each }) => ({
        ...each,
        entityName: nameOf(graph, each.entity),
        rule: rule ? (rule.note ?? '') : null,
        sources: facts.map(({ source }) => source),
      }),
    )
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
