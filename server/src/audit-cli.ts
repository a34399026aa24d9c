import { parseArgs } from 'node:util'
import { readConfigOrExit } from './config.ts'
import { type Db, makeDb } from './infra/db.ts'
import { silentLog } from './infra/log.ts'
import { startPostgres, supervisedUrl } from './infra/postgres.ts'
import {
  type AuditAnchor,
  type AuditReport,
  listWorkspaces,
  verifyAudit,
  type Workspace,
} from './modules/identity/index.ts'

const usage = `npm run audit -- verify [--workspace SLUG] [--anchor SEQ:HASH]
    Reads the audit log and names every entry that was changed, removed or inserted.
    --anchor  also checks that an end written down earlier (see head) is still part of the log; needs --workspace.
npm run audit -- head [--workspace SLUG]
    Prints where each log ends now: SLUG SEQ:HASH. Keep it outside of this machine.
Reads the database at DATABASE_URL, else the one below DATA_DIR. Exit code: 0 sound, 1 tampered with, 2 could not check.
`

/** The command line of the audit log. Answers the exit code. */
async function main(args: string[]): Promise<number> {
  let parsed: ReturnType<typeof parse>
  try {
    parsed = parse(args)
  } catch (error) {
    return fail(`${(error as Error).message.split('. ')[0]}\n\n${usage}`)
  }
  const { values, positionals } = parsed
  const [command, ...rest] = positionals
  if ((command !== 'verify' && command !== 'head') || rest.length > 0) return fail(usage)
  const anchor = readAnchor(values.anchor)
  if (anchor === null) return fail('--anchor must be SEQ:HASH as printed by head\n')
  if (anchor !== undefined && values.workspace === undefined) return fail('--anchor needs --workspace\n')
  return withDatabase(async (db) => {
    const all = await db.system((tx) => listWorkspaces(tx))
    const chosen = all.filter(({ slug }) => values.workspace === undefined || slug === values.workspace)
    if (chosen.length === 0)
      return fail(all.length === 0 ? 'there is no workspace yet\n' : `there is no workspace ${values.workspace}\n`)
    let sound = true
    for (const workspace of chosen) {
      const report = await verifyAudit(db, workspace.id, anchor)
      if (report.findings.length > 0) sound = false
      process.stdout.write(command === 'head' ? headLine(workspace, report) : verdict(workspace, report))
    }
    return sound ? 0 : 1
  })
}

function parse(args: string[]) {
  const options = { workspace: { type: 'string' }, anchor: { type: 'string' } } as const
  return parseArgs({ args, options, allowPositionals: true })
}

function headLine({ slug }: Workspace, { head, findings }: AuditReport): string {
  if (findings.length > 0) return `${slug} has been tampered with: run verify\n`
  return `${slug} ${head?.seq ?? 0}:${head?.hash ?? '0'.repeat(64)}\n`
}

function verdict({ slug }: Workspace, { entries, head, findings }: AuditReport): string {
  if (findings.length === 0)
    return `${slug}: ${entries} entries, unbroken, ends ${head?.seq ?? 0}:${head?.hash ?? '0'.repeat(64)}\n`
  const lines = findings.map(({ kind, seq, explanation }) => `  entry ${seq} was ${kind}: ${explanation}`)
  return [`${slug}: TAMPERED WITH (${entries} entries read)`, ...lines, ''].join('\n')
}

function readAnchor(text: string | undefined): AuditAnchor | undefined | null {
  if (text === undefined) return undefined
  const match = /^(\d{1,15}):([0-9a-f]{64})$/.exec(text)
  return match === null ? null : { seq: Number(match[1]), hash: match[2]! }
}

/** Uses DATABASE_URL, or joins the database of DATA_DIR, which is started for the moment when it does not run. */
async function withDatabase(run: (db: Db) => Promise<number>): Promise<number> {
  const config = readConfigOrExit()
  if (config.DATABASE_URL === undefined && (await supervisedUrl(config.DATA_DIR)) === undefined) {
    return fail(`there is no database below ${config.DATA_DIR} yet: set DATA_DIR or DATABASE_URL\n`)
  }
  const supervised =
    config.DATABASE_URL === undefined
      ? await startPostgres({ dataDir: config.DATA_DIR, log: silentLog, pgBin: config.PG_BIN })
      : undefined
  const db = makeDb({ url: config.DATABASE_URL ?? supervised!.url, max: 2, log: silentLog })
  try {
    return await run(db)
  } finally {
    await db.close()
    await supervised?.stop()
  }
}

function fail(message: string): number {
  process.stderr.write(message)
  return 2
}

try {
  process.exitCode = await main(process.argv.slice(2))
} catch (error) {
  process.exitCode = fail(`the audit log could not be read: ${(error as Error).message}\n`)
}
