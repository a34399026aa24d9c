import { createHash } from 'node:crypto'
import { promisify } from 'node:util'
import { constants, gzip } from 'node:zlib'

/** Something ready to be sent. */
export interface Ready {
  status: number
  type: string
  body: Buffer
  zipped: Buffer
  etag: string
  changedAt?: Date | undefined
  /** Counted when it is sent. */
  source?: string | undefined
  /** Sent elsewhere. */
  redirect?: string | undefined
}

const zip = promisify(gzip)

export async function makeReady(
  text: string,
  {
    status = 200,
    type = 'text/html; charset=utf-8',
    changedAt,
    source,
  }: Partial<Pick<Ready, 'status' | 'type' | 'changedAt' | 'source'>>,
): Promise<Ready> {
  const body = Buffer.from(text)
  const etag = `"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"`
  return {
    status,
    type,
    body,
    zipped: await zip(body, { level: constants.Z_DEFAULT_COMPRESSION }),
    etag,
    changedAt,
    source,
  }
}

/** Made pages by what they depend on, the least recently used dropped first. What is asked for twice at once is made once. */
export function makePageCache(mostBytes: number) {
  const kept = new Map<string, Ready>()
  const making = new Map<string, Promise<Ready>>()
  let bytes = 0
  const sizeOf = ({ body, zipped }: Ready) => body.length + zipped.length + 500

  function keep(key: string, ready: Ready): void {
    kept.set(key, ready)
    bytes += sizeOf(ready)
    for (const [oldest, page] of kept) {
      if (bytes <= mostBytes) break
      kept.delete(oldest)
      bytes -= sizeOf(page)
    }
  }

  return async (key: string, make: () => Promise<Ready>): Promise<Ready> => {
    const known = kept.get(key)
    if (known) {
      kept.delete(key)
      kept.set(key, known)
      return known
    }
    const begun = making.get(key)
    if (begun) return begun
    const work = make()
      .then((ready) => {
        // What is not there may be asked for under any number of names.
        if (ready.status === 200 && !kept.has(key)) keep(key, ready)
        return ready
      })
      .finally(() => making.delete(key))
    making.set(key, work)
    return work
  }
}
