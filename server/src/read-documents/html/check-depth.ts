import { Parser } from 'htmlparser2'
import { Refused } from '../refusal.ts'

/** Elements within elements; what people write has a few dozen. */
const mostDepth = 500

/** Throws Refused `too_deep` before a tree is built that nothing could walk. */
export function checkDepth(text: string, xml = false): void {
  let depth = 0
  const parser = new Parser(
    {
      onopentag() {
        depth++
        if (depth > mostDepth) throw new Refused('too_deep', `Elements stand within more than ${mostDepth} others.`)
      },
      onclosetag() {
        depth--
      },
    },
    { xmlMode: xml },
  )
  parser.end(text)
}
