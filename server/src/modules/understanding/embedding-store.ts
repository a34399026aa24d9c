import { createHash } from 'node:crypto'
import { mkdir, readdir, readFile, rename, stat, unlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { packBytes, unpackBytes } from '@loopdesk/engines/features/pack.ts'

const format = 'vectors-1'
/** More files than this are put together into one. */
const manyFiles = 64

/**
 * Vectors on disk, by the hash of their text, so that none is ever asked for twice. A folder of files each written once and
 * whole: processes that share it cannot damage each other's; a file that cannot be read is as good as none.
 */
export async function openVectorStore(dir: string) {
  const vectors = new Map<string, Float32Array>()
  const keysIn = new Map<string, string[]>()
  const files = (await readdir(dir).catch(() => [])).filter((name) => name.endsWith('.vectors'))
  for (const name of files) {
    try {
      const { header, arrays } = unpackBytes<{ keys: string[]; size: number }>(
        await readFile(join(dir, name)),
        format,
        'a file of vectors',
      )
      const all = arrays[0] as Float32Array
      keysIn.set(name, header.keys)
      for (const [i, key] of header.keys.entries())
        vectors.set(key, all.subarray(i * header.size, (i + 1) * header.size))
    } catch {
      // Of another release, or removed in between: its vectors are asked for again.
    }
  }

  async function write(keys: string[]): Promise<string> {
    const size = vectors.get(keys[0]!)!.length
    const all = new Float32Array(keys.length * size)
    for (const [i, key] of keys.entries()) all.set(vectors.get(key)!, i * size)
    const name = `${createHash('sha256').update(keys.join()).digest('hex').slice(0, 32)}.vectors`
    const draft = join(dir, `${name}.${process.pid}`)
    await mkdir(dir, { recursive: true })
    await writeFile(draft, packBytes({ format, keys, size }, [all]))
    await rename(draft, join(dir, name))
    return name
  }

  if (files.length > manyFiles && vectors.size > 0) {
    const keys = [...vectors.keys()]
    const whole = await write(keys)
    for (const name of files) if (name !== whole) await unlink(join(dir, name)).catch(() => {})
    keysIn.clear()
    keysIn.set(whole, keys)
  }
  return {
    get: (text: string) => vectors.get(keyOf(text)),
    async add(texts: string[], made: Float32Array[]): Promise<void> {
      const keys = texts.map(keyOf)
      for (const [i, key] of keys.entries()) vectors.set(key, made[i]!)
      if (keys.length > 0) await write(keys)
    },
    /** Removes what was written before a time and is of none of these texts; what is still of use in such a file is written anew. */
    async forget(texts: string[], before: Date): Promise<void> {
      const wanted = new Set(texts.map(keyOf))
      const stale: string[] = []
      const rest = new Set<string>()
      for (const [name, keys] of keysIn) {
        if (keys.every((key) => wanted.has(key)) || !(await isOlder(join(dir, name), before))) continue
        stale.push(name)
        for (const key of keys) if (wanted.has(key)) rest.add(key)
      }
      if (rest.size > 0) await write([...rest])
      for (const name of stale) await unlink(join(dir, name)).catch(() => {})
    },
  }
}

async function isOlder(file: string, before: Date): Promise<boolean> {
  const at = (await stat(file).catch(() => undefined))?.mtime
  return at !== undefined && at < before
}

const keyOf = (text: string) => createHash('sha256').update(text).digest('hex').slice(0, 32)
