import { type Model, makeModel } from './model.ts'

/** Models of the flows a flow calls, made when first asked for. */
export interface CalledFlows {
  get(flow: string): Model | undefined
}

export function makeCalledFlows({ definition, world }: Model): CalledFlows {
  const known = new Map<string, Model | undefined>()
  return {
    get(flow) {
      if (!known.has(flow)) {
        const called = flow === definition.id ? undefined : world.flows.get(flow)
        known.set(flow, called && makeModel(called.definition, world))
      }
      return known.get(flow)
    },
  }
}

/** The outcomes of a called flow that lead along an edge of the node that calls it; undefined for its errors. */
export function outcomesAlong(
  node: { outcomes: Partial<Record<string, string>> },
  field: string,
  outcome: string,
): boolean {
  if (field === 'next') return !(outcome in node.outcomes)
  return field === `outcomes.${outcome}`
}
