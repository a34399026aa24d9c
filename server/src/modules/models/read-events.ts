/** Longer events are not of this protocol. */
const maxEvent = 1_048_576

/**
 * The `data` of each server-sent event, in order, whatever pieces the bytes came in: lines end in LF, CR LF or CR, comments
 * and other fields are skipped (https://html.spec.whatwg.org/multipage/server-sent-events.html). An event that was not ended
 * by a blank line counts at the end of the stream too, since some services leave the last one out.
 */
export async function* readEvents(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder()
  let rest = ''
  let data: string[] = []
  const take = function* (lines: string[]): Generator<string> {
    for (const line of lines) {
      if (line === '' && data.length > 0) {
        yield data.join('\n')
        data = []
      } else if (line.startsWith('data:')) data.push(line.slice(line[5] === ' ' ? 6 : 5))
    }
  }
  for await (const piece of bytes) {
    rest += decoder.decode(piece, { stream: true })
    if (rest.length > maxEvent) throw new RangeError('an event is too long')
    // A CR at the very end may be half of a CR LF.
    const lines = rest.split(/\r\n|\n|\r(?!$)/)
    rest = lines.pop()!
    yield* take(lines)
  }
  yield* take([...(rest + decoder.decode()).split(/\r\n|\n|\r/), ''])
}
