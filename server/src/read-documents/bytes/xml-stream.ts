import { Parser } from 'htmlparser2'
import { Refused } from '../refusal.ts'

interface XmlHandlers {
  /** Names come without their prefix: `x:row` is `row`. */
  open?(name: string, attributes: Record<string, string>): void
  text?(text: string): void
  close?(name: string): void
}

const mostDepth = 200

/**
 * Feeds XML to handlers piece by piece. Yields after each piece, so that the caller can hand on what it has. Throws Refused `bomb`
 * for a document type (entities that multiply need one, Office files have none) and `too_deep`.
 */
export async function* streamXml(pieces: AsyncIterable<Buffer>, handlers: XmlHandlers): AsyncGenerator<void> {
  const parser = makeXmlParser(handlers)
  const decoder = new TextDecoder()
  for await (const piece of pieces) {
    parser.write(decoder.decode(piece, { stream: true }))
    yield
  }
  parser.end(decoder.decode())
  yield
}

export function makeXmlParser(handlers: XmlHandlers): Parser {
  let depth = 0
  return new Parser(
    {
      onopentag(name, attributes) {
        if (++depth > mostDepth) throw new Refused('too_deep', `Elements stand within more than ${mostDepth} others.`)
        handlers.open?.(bare(name), attributes)
      },
      ontext: (text) => handlers.text?.(text),
      onclosetag(name) {
        depth--
        handlers.close?.(bare(name))
      },
      onprocessinginstruction(name) {
        if (/^!(doctype|entity)/i.test(name))
          throw new Refused('bomb', 'It defines entities, which can multiply without end.')
      },
    },
    { xmlMode: true, decodeEntities: true },
  )
}

const bare = (name: string) => name.slice(name.indexOf(':') + 1)
