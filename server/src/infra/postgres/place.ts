import { createHash } from 'node:crypto'
import { chmod, chown, lstat, mkdir, readFile, writeFile } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { PermanentError } from '../errors.ts'
import { type ChildUser, reachableBy } from './child-user.ts'

/** Where one supervised database keeps its things. */
export interface Place {
  /** Holds all below; owned by the child's user. */
  base: string
  /** The data directory proper. */
  data: string
  /** Folder of the unix socket; private to the owner. */
  sockets: string
  /** What PostgreSQL wrote since its last start. */
  logFile: string
  /** Where binaries are copied to when the child cannot reach the installed ones. */
  binaries: string
  url: string
}

const shared = '/var/lib/loopdesk'
/** The kernel allows 107 characters for a socket's path; `/.s.PGSQL.5432` takes 14 of them. */
const longestSocketDir = 90

/**
 * Chooses and creates the place: below `dataDir`, or under /var/lib when the child's user cannot get there (a 0700 home).
 * The choice is written to `dataDir/postgres.location` once and kept from then on, so that data is never left behind.
 */
export async function preparePlace(dataDir: string, user: ChildUser | undefined): Promise<Place> {
  const home = resolve(dataDir)
  await mkdir(home, { recursive: true, mode: 0o755 })
  const note = join(home, 'postgres.location')
  const noted = (await readFile(note, 'utf8').catch(() => '')).trim()
  const base = noted || (await chooseBase(home, user))
  if (user !== undefined && !(await reachableBy(dirname(base), user))) {
    throw new PermanentError(
      'data_unreachable',
      `the database user may not enter ${dirname(base)}; allow it (chmod o+x) or set DATABASE_URL`,
    )
  }
  await ownFolder(base, user)
  const place = layout(base)
  await ownFolder(place.sockets, user)
  if (noted === '') await writeFile(note, `${base}\n`)
  return place
}

/** The address of the database supervised for `dataDir`, for tools that only want to read it; undefined before its first start. */
export async function supervisedUrl(dataDir: string): Promise<string | undefined> {
  const noted = await readFile(join(resolve(dataDir), 'postgres.location'), 'utf8').catch(() => undefined)
  return noted === undefined ? undefined : layout(noted.trim()).url
}

async function chooseBase(home: string, user: ChildUser | undefined): Promise<string> {
  const near = join(home, 'postgres')
  if (user === undefined || (await reachableBy(home, user))) return near
  // Said outright, since a strict umask would close it to the child.
  await mkdir(shared, { recursive: true })
  await chmod(shared, 0o755)
  return join(shared, shortHash(home))
}

function layout(base: string): Place {
  const near = join(base, 'socket')
  const sockets = near.length <= longestSocketDir ? near : `/tmp/loopdesk-${shortHash(base)}`
  return {
    base,
    data: join(base, 'data'),
    sockets,
    logFile: join(base, 'postgres.log'),
    binaries: join(shared, 'binaries'),
    url: `postgresql:///loopdesk?host=${encodeURIComponent(sockets)}&port=5432&user=loopdesk`,
  }
}

function shortHash(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 12)
}

/** Creates a private folder of the child's user; a link or somebody else's folder in its place is refused. */
async function ownFolder(path: string, user: ChildUser | undefined): Promise<void> {
  await mkdir(path, { recursive: true, mode: 0o755 })
  const found = await lstat(path)
  const owner = user?.uid ?? process.getuid?.() ?? found.uid
  if (!found.isDirectory() || (found.uid !== owner && found.uid !== process.getuid?.())) {
    throw new PermanentError('data_unreachable', `${path} belongs to another user`)
  }
  if (user !== undefined) await chown(path, user.uid, user.gid)
  await chmod(path, 0o700)
}
