import { rememberedMeaning } from '@loopdesk/engines/answers/meanings.ts'
import { encode } from '@loopdesk/engines/encoder/encoder.ts'
import { readEncoder, readWords } from '../../server/src/modules/understanding/index.ts'

const encoder = readEncoder()

export const words = readWords()
export const { concepts } = encoder

/** The built-in encoder with what it has read remembered. */
export const meaning = rememberedMeaning((text) => encode(encoder, text))
