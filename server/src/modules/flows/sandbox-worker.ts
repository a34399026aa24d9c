import { parentPort } from 'node:worker_threads'
import variant from '@jitl/quickjs-wasmfile-release-sync'
import type { Result } from '@loopdesk/engines/flow/effects.ts'
import {
  newQuickJSWASMModuleFromVariant,
  type QuickJSContext,
  type QuickJSSyncVariant,
  type QuickJSWASMModule,
} from 'quickjs-emscripten-core'

export interface SandboxJob {
  code: string
  /** JSON */
  input: string
}
export type SandboxAnswer = Result

const memoryBytes = 16 * 1024 * 1024
const stackBytes = 256 * 1024
const deadlineMs = 500
/** QuickJS asks whether to go on every ten thousand or so steps. */
const mostChecks = 50_000
const mostOutput = 1_000_000

/**
 * Takes clock and chance away, keeps the JSON functions before the code can touch them, and runs the code as the body of a
 * function of `input`. What it answers is text: the result's JSON.
 */
const harness = `(() => {
  const { parse, stringify } = JSON
  const Body = Function
  const { defineProperty } = Object
  const Real = Date
  const refuse = (what) => () => { throw new Error(what + ' is not available: a flow must go the same way again') }
  function Fixed(...given) {
    if (given.length === 0 || !new.target) refuse('the clock')()
    return Reflect.construct(Real, given, new.target)
  }
  Fixed.prototype = Real.prototype
  defineProperty(Real.prototype, 'constructor', { value: Fixed })
  Fixed.UTC = Real.UTC
  Fixed.parse = Real.parse
  Fixed.now = refuse('the clock')
  globalThis.Date = Fixed
  Math.random = refuse('chance')
  return (code, input) => {
    const result = new Body('input', '"use strict";' + code)(parse(input))
    if (result && typeof result.then === 'function') throw new Error('code that waits is not supported')
    return stringify(result === undefined ? null : result)
  }
})()`

/** Its types describe the CommonJS build only, where this would be one level deeper. */
const build = variant as unknown as QuickJSSyncVariant
let module: Promise<QuickJSWASMModule> | undefined

parentPort!.on('message', async (job: SandboxJob) => {
  module ??= newQuickJSWASMModuleFromVariant(build)
  let answer: SandboxAnswer
  try {
    answer = run(await module, job)
  } catch (error) {
    // What the engine itself throws, out of memory for example, leaves it in a state nobody knows.
    module = undefined
    answer = { status: 'failed', kind: 'limit', code: 'crashed', message: (error as Error).message.slice(0, 300) }
  }
  parentPort!.postMessage(answer)
})

function run(quickjs: QuickJSWASMModule, { code, input }: SandboxJob): SandboxAnswer {
  const runtime = quickjs.newRuntime()
  runtime.setMemoryLimit(memoryBytes)
  runtime.setMaxStackSize(stackBytes)
  const started = Date.now()
  let checks = 0
  let stopped = false
  runtime.setInterruptHandler(() => {
    checks += 1
    stopped ||= checks > mostChecks || Date.now() - started > deadlineMs
    return stopped
  })
  const context = runtime.newContext()
  try {
    return evaluate(context, code, input, () => stopped)
  } finally {
    context.dispose()
    runtime.dispose()
  }
}

function evaluate(context: QuickJSContext, code: string, input: string, stopped: () => boolean): SandboxAnswer {
  const run = context.unwrapResult(context.evalCode(harness))
  const [codeText, inputText] = [context.newString(code), context.newString(input)]
  const called = context.callFunction(run, context.undefined, codeText, inputText)
  for (const handle of [run, codeText, inputText]) handle.dispose()
  if (called.error) {
    const thrown = described(context.dump(called.error))
    called.error.dispose()
    return stopped() ? timedOut : thrown
  }
  const length = context.getProp(called.value, 'length').consume((handle) => context.getNumber(handle))
  const text = length <= mostOutput ? context.getString(called.value) : undefined
  called.value.dispose()
  if (text === undefined)
    return { status: 'failed', kind: 'limit', code: 'output_too_large', message: 'the result is too large' }
  return { status: 'ok', value: JSON.parse(text) }
}

const timedOut: SandboxAnswer = {
  status: 'failed',
  kind: 'timeout',
  code: 'timeout',
  message: `the code took longer than ${deadlineMs} ms`,
}

/** What the code threw: an error, an object with a code of its own, anything. */
function described(thrown: unknown): SandboxAnswer {
  const { name, code, message } = (typeof thrown === 'object' && thrown !== null ? thrown : {}) as Record<
    string,
    unknown
  >
  const words = String(message ?? thrown).slice(0, 500)
  const tooMuch = /out of memory|stack overflow/i.test(words)
  return {
    status: 'failed',
    kind: tooMuch ? 'limit' : 'expression',
    code: tooMuch ? 'too_much' : String(code ?? name ?? 'thrown').slice(0, 100),
    message: words,
  }
}
