/**
 * A text file as UTF-8, whatever it was saved as: UTF-8 and UTF-16 by their marks, else GB 18030, which is what spreadsheets write in
 * China. Undefined when it is no text at all.
 */
export function asUtf8(content: Buffer): Buffer | undefined {
  const [first, second] = content
  if (first === 0xff && second === 0xfe) return Buffer.from(new TextDecoder('utf-16le').decode(content))
  if (first === 0xfe && second === 0xff) return Buffer.from(new TextDecoder('utf-16be').decode(content))
  if (content.includes(0)) return undefined
  if (decodes('utf-8', content)) return content
  return decodes('gb18030', content) ? Buffer.from(new TextDecoder('gb18030').decode(content)) : undefined
}

function decodes(encoding: string, content: Buffer): boolean {
  try {
    new TextDecoder(encoding, { fatal: true }).decode(content)
    return true
  } catch {
    return false
  }
}
