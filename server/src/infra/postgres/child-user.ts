import { readFile, stat } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'

/** Who the database child runs as when we are root, which PostgreSQL refuses to be. */
export interface ChildUser {
  uid: number
  gid: number
}

/** `postgres` when the machine has that user, else `nobody`; undefined when we are not root and the child runs as ourselves. */
export async function childUser(): Promise<ChildUser | undefined> {
  if (process.getuid?.() !== 0) return undefined
  const lines = (await readFile('/etc/passwd', 'utf8')).split('\n').map((line) => line.split(':'))
  const entry = lines.find(([name]) => name === 'postgres') ?? lines.find(([name]) => name === 'nobody')
  return { uid: Number(entry?.[2] ?? 65534), gid: Number(entry?.[3] ?? 65534) }
}

/** Whether `user` can walk to `path`: every existing folder on the way lets them pass. */
export async function reachableBy(path: string, user: ChildUser): Promise<boolean> {
  for (let at = resolve(path); ; at = dirname(at)) {
    const found = await stat(at).catch(() => undefined)
    if (found !== undefined) {
      const bit = found.uid === user.uid ? 0o100 : found.gid === user.gid ? 0o010 : 0o001
      if ((found.mode & bit) === 0) return false
    }
    if (at === dirname(at)) return true
  }
}
