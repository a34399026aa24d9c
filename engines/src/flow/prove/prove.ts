import type { FlowDefinition } from '../definition.ts'
import { makeCalledFlows } from './called-flows.ts'
import { type Finding, makeReport } from './finding.ts'
import { makeKnownValues } from './known-values.ts'
import { makeModel } from './model.ts'
import { checkCircles } from './rules/circles.ts'
import { checkConfirmations } from './rules/confirmations.ts'
import { checkCustomer } from './rules/customer.ts'
import { checkExpressions } from './rules/expressions.ts'
import { checkHalfDone } from './rules/half-done.ts'
import { checkHeader } from './rules/header.ts'
import { checkReferences } from './rules/references.ts'
import { checkRegions } from './rules/regions.ts'
import { checkTypes } from './rules/types.ts'
import { checkBranches, checkVariables } from './rules/variables.ts'
import { checkWaysOut } from './rules/ways-out.ts'
import type { ProofWorld } from './world.ts'

export type { Finding } from './finding.ts'
export type { JsonSchema, ProofWorld, ToolFacts } from './world.ts'
export { toolFactsFrom } from './world.ts'

/**
 * Judges whether a flow is sound, before it is published: what is wrong with it, at which node, and what to do about it.
 * Errors first. Pure; the same in the server and in the designer. What each rule promises is in docs/flow-proof.md.
 */
export function prove(definition: FlowDefinition, world: ProofWorld): Finding[] {
  const { report, findings } = makeReport()
  const model = makeModel(definition, world)
  checkHeader(model, report)
  checkReferences(model, report)
  checkExpressions(model, report)
  checkWaysOut(model, report)
  checkRegions(model, report)
  checkTypes(model, report)
  checkCircles(model, report)
  checkCustomer(model, report)
  // Walks that run into each other have no variables of their own to follow.
  if (!findings.some(({ code }) => code === 'region-crossed')) {
    const known = makeKnownValues(model)
    checkVariables(model, known, report)
    checkBranches(model, report)
    const called = makeCalledFlows(model)
    checkConfirmations(model, called, report)
    checkHalfDone(model, called, report)
  }
  const order = { error: 0, warning: 1 }
  return findings.sort((one, other) => order[one.severity] - order[other.severity])
}
