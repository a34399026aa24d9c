import { definition as approval } from './approval/definition.ts'
import { run as runApproval } from './approval/run.ts'
import { definition as ask } from './ask/definition.ts'
import { run as runAsk } from './ask/run.ts'
import { definition as call } from './call/definition.ts'
import { run as runCall } from './call/run.ts'
import { definition as choice } from './choice/definition.ts'
import { run as runChoice } from './choice/run.ts'
import { definition as code } from './code/definition.ts'
import { run as runCode } from './code/run.ts'
import { definition as confirm } from './confirm/definition.ts'
import { run as runConfirm } from './confirm/run.ts'
import { definition as end } from './end/definition.ts'
import { run as runEnd } from './end/run.ts'
import { definition as event } from './event/definition.ts'
import { run as runEvent } from './event/run.ts'
import { definition as forEach } from './forEach/definition.ts'
import { run as runForEach } from './forEach/run.ts'
import { definition as form } from './form/definition.ts'
import { run as runForm } from './form/run.ts'
import { definition as handoff } from './handoff/definition.ts'
import { run as runHandoff } from './handoff/run.ts'
import { definition as knowledge } from './knowledge/definition.ts'
import { run as runKnowledge } from './knowledge/run.ts'
import { definition as notify } from './notify/definition.ts'
import { run as runNotify } from './notify/run.ts'
import { definition as parallel } from './parallel/definition.ts'
import { run as runParallel } from './parallel/run.ts'
import { definition as progress } from './progress/definition.ts'
import { run as runProgress } from './progress/run.ts'
import { definition as prompt } from './prompt/definition.ts'
import { run as runPrompt } from './prompt/run.ts'
import { definition as returnNode } from './return/definition.ts'
import { run as runReturn } from './return/run.ts'
import { definition as rollback } from './rollback/definition.ts'
import { run as runRollback } from './rollback/run.ts'
import { definition as say } from './say/definition.ts'
import { run as runSay } from './say/run.ts'
import { definition as set } from './set/definition.ts'
import { run as runSet } from './set/run.ts'
import { definition as subflow } from './subflow/definition.ts'
import { run as runSubflow } from './subflow/run.ts'
import { definition as switchNode } from './switch/definition.ts'
import { run as runSwitch } from './switch/run.ts'
import { definition as ticket } from './ticket/definition.ts'
import { run as runTicket } from './ticket/run.ts'
import { definition as verify } from './verify/definition.ts'
import { run as runVerify } from './verify/run.ts'
import { definition as wait } from './wait/definition.ts'
import { run as runWait } from './wait/run.ts'
import { definition as watch } from './watch/definition.ts'
import { run as runWatch } from './watch/run.ts'
import { definition as whileNode } from './while/definition.ts'
import { run as runWhile } from './while/run.ts'

/** Every kind of node, one line each, in the order of the designer's palette. */
export const nodeKinds = {
  say: { ...say, run: runSay },
  ask: { ...ask, run: runAsk },
  choice: { ...choice, run: runChoice },
  form: { ...form, run: runForm },
  confirm: { ...confirm, run: runConfirm },
  verify: { ...verify, run: runVerify },
  switch: { ...switchNode, run: runSwitch },
  set: { ...set, run: runSet },
  parallel: { ...parallel, run: runParallel },
  forEach: { ...forEach, run: runForEach },
  while: { ...whileNode, run: runWhile },
  return: { ...returnNode, run: runReturn },
  call: { ...call, run: runCall },
  rollback: { ...rollback, run: runRollback },
  subflow: { ...subflow, run: runSubflow },
  code: { ...code, run: runCode },
  knowledge: { ...knowledge, run: runKnowledge },
  prompt: { ...prompt, run: runPrompt },
  progress: { ...progress, run: runProgress },
  wait: { ...wait, run: runWait },
  event: { ...event, run: runEvent },
  watch: { ...watch, run: runWatch },
  approval: { ...approval, run: runApproval },
  notify: { ...notify, run: runNotify },
  ticket: { ...ticket, run: runTicket },
  handoff: { ...handoff, run: runHandoff },
  end: { ...end, run: runEnd },
}
