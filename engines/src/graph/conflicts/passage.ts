/** A passage whose statements are held against those of others. */
export interface CheckedPassage {
  id: string
  source: { kind: 'document' | 'entry'; id: string; title: string }
  headings: string[]
  text: string
  table?: { caption?: string; header: string[]; rows: string[][] }
  page?: number
  /** For whom and where it holds; passages for different ones never contradict each other. */
  audiences?: string[]
  channels?: string[]
  /** YYYY-MM-DD */
  from?: string
  until?: string
  /** Milliseconds since 1970. */
  updatedAt: number
}

/** 64 bits of a text as 16 hex digits, the same everywhere and always (two FNV-1a with different seeds). */
export function hashText(text: string): string {
  let a = 0x811c9dc5
  let b = 0x9e3779b9
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i)
    a = Math.imul(a ^ code, 0x01000193) >>> 0
    b = Math.imul(b ^ (code + 0x51ed), 0x01000193) >>> 0
    b = ((b << 5) | (b >>> 27)) >>> 0
  }
  return a.toString(16).padStart(8, '0') + b.toString(16).padStart(8, '0')
}
