import { createHmac, timingSafeEqual } from 'node:crypto'

/** One passage, and as whom its bearer may look at it. */
export interface SharedPlace {
  /** Id of the passage. */
  passage: string
  audiences: string[]
  channel: string
}

export type ShareLinks = ReturnType<typeof makeShareLinks>

/** Signed, short-lived words: links to what is not for everybody, and previews of settings. */
export function makeShareLinks({ linkKey, now }: { linkKey: Buffer; now: () => Date }) {
  const signatureOf = (purpose: string, words: string) =>
    createHmac('sha256', linkKey).update(`help:${purpose}:${words}`).digest('base64url')

  function sign(purpose: string, site: string, data: unknown, seconds: number): string {
    const until = Math.floor(now().getTime() / 1000) + seconds
    const words = Buffer.from(JSON.stringify({ site, until, data })).toString('base64url')
    return `${words}.${signatureOf(purpose, words)}`
  }

  function read(purpose: string, site: string, token: string): unknown {
    const [words = '', signature = ''] = token.split('.')
    const [given, expected] = [Buffer.from(signature), Buffer.from(signatureOf(purpose, words))]
    if (given.length !== expected.length || !timingSafeEqual(given, expected)) return undefined
    const said = JSON.parse(Buffer.from(words, 'base64url').toString('utf8')) as {
      site: string
      until: number
      data: unknown
    }
    return said.site === site && said.until * 1000 > now().getTime() ? said.data : undefined
  }

  return {
    share: (site: string, place: SharedPlace, seconds: number) => sign('share', site, place, seconds),
    /** What a link was made for; undefined once it has run out, for another site, or when it is not ours. */
    shared: (site: string, token: string) => read('share', site, token) as SharedPlace | undefined,
    preview: (site: string) => sign('preview', site, true, 3600),
    mayPreview: (site: string, token: string): boolean => read('preview', site, token) === true,
    /** Tells visitors apart without naming them. */
    visitor: (site: string, secret: string): string => signatureOf('visitor', `${site}:${secret}`).slice(0, 22),
  }
}
