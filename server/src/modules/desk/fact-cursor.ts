import type { FactCursor } from '../../infra/facts.ts'

/** A place in the stream of facts as consoles keep it. */
export function writeFactCursor({ xid, id }: FactCursor): string {
  return Buffer.from(`${xid}.${id}`).toString('base64url')
}

/** Undefined for anything `writeFactCursor` did not write. */
export function parseFactCursor(text: string): FactCursor | undefined {
  const found = /^(\d{1,19})\.(\d{1,16})$/.exec(Buffer.from(text, 'base64url').toString('latin1'))
  if (!found || BigInt(found[1]!) > 2n ** 63n - 1n) return undefined
  return { xid: found[1]!, id: Number(found[2]) }
}
