import { type ErrorKind, errorKinds, key, localised } from '@loopdesk/contracts/flow.ts'
import { z } from 'zod'

/**
 * What a field of a node means, kept as metadata of its schema. Proof, designer and documentation read the roles instead of
 * knowing node kinds: where a node can go on to, which expressions it holds, which variables it sets.
 */
export type FieldRole =
  /** The node to go on to; `error: true` when something went wrong. */
  | 'edge'
  /** Where an inner walk begins (a branch, the body of a loop); it ends in `return`. */
  | 'body'
  /** JSONata, over the run's scope. */
  | 'expression'
  /** Words in both languages with `{{ JSONata }}` inside. */
  | 'template'
  /** A variable the node sets before it goes on to `next`. */
  | 'variable'
  /** A record of variables, each with the expression it is set to. */
  | 'assignments'
  /** A slot the node fills. */
  | 'slot'
  | 'tool'
  | 'flow'
  | 'connection'
  | 'code'
  | 'jsonSchema'
  | 'text'

export interface FieldMeta {
  role?: FieldRole
  label?: { zh: string; en: string }
  help?: { zh: string; en: string }
  error?: boolean
  [more: string]: unknown
}

type Words = [zh: string, en: string]
const label = ([zh, en]: Words) => ({ zh, en })
const meta = (role: FieldRole, words: Words, more: FieldMeta = {}) => ({ role, label: label(words), ...more })

/** The node to go on to. */
export const edge = (words: Words = ['下一步', 'Next']) => key.meta(meta('edge', words))
/** The node to go on to when something went wrong. */
export const errorEdge = (words: Words) => key.meta(meta('edge', words, { error: true }))
export const body = (words: Words) => key.meta(meta('body', words))
export const expression = (words: Words, more: FieldMeta = {}) =>
  z
    .string()
    .min(1)
    .meta(meta('expression', words, more))
export const template = (words: Words) => localised.meta(meta('template', words))
export const variable = (words: Words) => key.meta(meta('variable', words))
export const slotName = (words: Words) => key.meta(meta('slot', words))
export const plain = (words: Words, more: FieldMeta = {}) => ({ label: label(words), ...more })

export { type ErrorKind, errorKinds }

/** The error edges of a node that does something. `failed` catches what has no edge of its own. */
export const errorEdges = {
  errors: z
    .partialRecord(z.enum(errorKinds), errorEdge(['出错时', 'On error']))
    .default({})
    .meta(plain(['按错误种类分流', 'By kind of error'])),
  failed: errorEdge(['失败', 'Failed']),
}
/** The same where an error may be left to the flow's `onError`. */
export const optionalErrorEdges = { errors: errorEdges.errors, failed: errorEdges.failed.optional() }

/** Every node may carry a name and a note for people. */
export const common = {
  label: localised.optional().meta(plain(['名称', 'Name'])),
  note: z
    .string()
    .max(2000)
    .optional()
    .meta(plain(['备注', 'Note'])),
}
