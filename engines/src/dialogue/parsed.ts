/**
 * What a message gives for a slot. `sure` is true when it could hardly mean anything else than an answer to this question,
 * so that it wins over a new topic.
 */
export interface Parsed {
  value: unknown
  sure: boolean
}
