import { normalise } from '@loopdesk/engines/text/normalise.ts'

/** Letters and digits only: the same question has the same key. */
export const questionKey = (text: string): string => normalise(text).replace(/[^\p{L}\p{N}]+/gu, '')
