import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { FastifyInstance } from 'fastify'
import { makeDb } from '../../server/src/infra/db.ts'
import { makeHttp } from '../../server/src/infra/http/index.ts'
import { migrateJobs, startJobs } from '../../server/src/infra/jobs.ts'
import { silentLog } from '../../server/src/infra/log.ts'
import { makeMetrics } from '../../server/src/infra/metrics.ts'
import { migrate } from '../../server/src/infra/migrate.ts'
import { startPostgres } from '../../server/src/infra/postgres.ts'
import { readWordsSince } from '../../server/src/modules/conversations/index.ts'
import { makeIdentity } from '../../server/src/modules/identity/index.ts'
import { makeUnderstanding, readLibrary } from '../../server/src/modules/understanding/index.ts'
import { makeTeaching, makeWorkbench } from '../../server/src/modules/workbench/index.ts'

interface Options {
  /** Examples to import. */
  size: number
  /** Times each request is made. */
  times: number
}

/**
 * How the workbench bears a large workspace: a file of `size` examples is checked and imported through the API, then what the console
 * asks for is asked again and again. On a database of its own.
 */
export async function benchWorkbench({ size, times }: Options): Promise<void> {
  const dataDir = await mkdtemp(join(tmpdir(), 'loopdesk-bench-'))
  const postgres = await startPostgres({ dataDir, log: silentLog })
  try {
    const { app, cookie, close } = await openApp(postgres.url, dataDir)
    const call = makeCall(app, cookie)
    say(`${size.toLocaleString('en')} examples of ${new Set(readLibrary().map(({ id }) => id)).size} intents`)
    await importFile(call, examplesOf(size))
    await timed(`listing intents`, times, () => call('GET', '/intents?order=weak'))
    await timed('first page of all examples', times, () => call('GET', '/examples?limit=50'))
    await timed("one intent's examples", times, (i) =>
      call('GET', `/examples?limit=50&intent=custom:${intents[i % intents.length]}`),
    )
    await timed('searching two characters', times, (i) =>
      call('GET', `/examples?limit=50&search=${words[i % words.length]}`),
    )
    await timed('searching what nobody says', times, () => call('GET', '/examples?limit=50&search=绝无此句'))
    await timed('adding an example', times, (i) => call('POST', '/intents/oos/examples', { texts: [`新的一句 ${i}`] }))
    await timed('counting and keeping a version', 3, (i) => call('POST', '/versions', { note: `${i}` }))
    await findConflicts(call)
    await close()
  } finally {
    await postgres.stop()
    await rm(dataDir, { recursive: true, force: true })
  }
}

type Call = (method: 'GET' | 'POST' | 'PUT', url: string, body?: object | Upload) => Promise<Record<string, unknown>>
interface Upload {
  payload: Buffer
  headers: Record<string, string>
}

const intents = readLibrary().map(({ id }) => id)
const words = ['停机', '退款', '发票', '密码', 'refund', '余额', '会员', 'order']
const say = (line: string) => process.stdout.write(`${line}\n`)

/** Lines of the library, then again and again with small differences, as lists pasted together over years are. */
function examplesOf(size: number): string {
  const lines = readLibrary().flatMap(({ id, zh, en }) => [...zh, ...en].map((text) => ({ text, label: id })))
  const endings = ['', ' 谢谢', ' 急', '，在线等', ' 麻烦看下', '，多谢了', ' please', '，快点']
  const out: string[] = []
  for (let i = 0; out.length < size; i++) {
    const { text, label } = lines[i % lines.length]!
    const round = Math.floor(i / lines.length)
    out.push(
      JSON.stringify({
        text: `${text}${endings[round % endings.length]}${round >= endings.length ? round : ''}`,
        label,
      }),
    )
  }
  return out.join('\n')
}

async function importFile(call: Call, content: string): Promise<void> {
  const boundary = 'bench'
  const options = JSON.stringify({ format: 'jsonl', createIntents: true })
  const payload = Buffer.from(
    `--${boundary}\r\ncontent-disposition: form-data; name="options"\r\n\r\n${options}\r\n--${boundary}\r\ncontent-disposition: form-data; name="file"; filename="examples.jsonl"\r\n\r\n${content}\r\n--${boundary}--\r\n`,
  )
  const began = performance.now()
  const job = await call('POST', '/imports', {
    payload,
    headers: { 'content-type': `multipart/form-data; boundary=${boundary}` },
  })
  say(`upload of ${(payload.length / 1e6).toFixed(1)} MB: ${seconds(began)}`)
  await settled(call, String(job.id))
  say(`checked after ${seconds(began)}`)
  const applying = performance.now()
  await call('POST', `/imports/${job.id}/apply`, {})
  const done = await settled(call, String(job.id))
  say(`imported in ${seconds(applying)}: ${JSON.stringify(done.counts)}`)
}

async function settled(call: Call, id: string): Promise<Record<string, unknown>> {
  for (;;) {
    const job = await call('GET', `/imports/${id}`)
    if (job.state === 'failed') throw new Error(`the import failed: ${job.reason}`)
    if (job.state === 'checked' || job.state === 'done') return job
    await pause()
  }
}

async function findConflicts(call: Call): Promise<void> {
  const began = performance.now()
  await call('POST', '/conflicts/find', {})
  for (;;) {
    const list = await call('GET', '/conflicts?limit=1')
    if (!list.looking) {
      say(`conflicts and near-duplicates found in ${seconds(began)}: ${list.total}`)
      return
    }
    await pause()
  }
}

const pause = () => new Promise((resolve) => setTimeout(resolve, 250))
const seconds = (since: number) => `${((performance.now() - since) / 1000).toFixed(1)} s`

async function timed(what: string, times: number, run: (i: number) => Promise<unknown>): Promise<void> {
  const ms: number[] = []
  for (let i = 0; i < times; i++) {
    const began = performance.now()
    await run(i)
    ms.push(performance.now() - began)
  }
  ms.sort((a, b) => a - b)
  const at = (share: number) => Math.round(ms[Math.min(ms.length - 1, Math.floor(share * ms.length))]!)
  say(`${what}: p50 ${at(0.5)} ms, p95 ${at(0.95)} ms`)
}

function makeCall(app: FastifyInstance, cookie: string): Call {
  return async (method, url, body) => {
    const sent = body === undefined ? {} : 'payload' in body ? (body as Upload) : { payload: body }
    const reply = await app.inject({
      method,
      url: encodeURI(`/v1/workbench${url}`),
      cookies: { loopdesk_session: cookie },
      ...sent,
    })
    if (reply.statusCode >= 300) throw new Error(`${method} ${url} answered ${reply.statusCode}: ${reply.body}`)
    return reply.json()
  }
}

async function openApp(url: string, dataDir: string) {
  await migrate({ url, log: silentLog })
  const db = makeDb({ url, max: 8, log: silentLog })
  await migrateJobs(db)
  const loadOf = async () => new Map<string, number>()
  const identity = makeIdentity({ db, clock: () => new Date(), log: silentLog, loadOf, sessionHours: 1 })
  const understanding = makeUnderstanding({
    db,
    log: silentLog,
    modelDir: join(dataDir, 'models'),
    teaching: makeTeaching({ db }),
    readCatalogues: async () => [],
    sources: async () => ({ timeZone: 'Asia/Shanghai', records: new Map(), flows: new Map(), entries: [] }),
  })
  const workspaces = () => db.system((tx) => identity.listWorkspaces(tx))
  const workbench = makeWorkbench({ db, log: silentLog, understanding, customerWords: readWordsSince, workspaces })
  // Training so much is no matter of the workbench; it is left out here.
  const { 'workbench.import': imports, 'workbench.conflicts': conflicts } = workbench.jobs
  const handlers = { 'workbench.import': imports!, 'workbench.conflicts': conflicts! }
  const jobs = await startJobs({ db, log: silentLog, handlers, concurrency: 1 })
  const app = await makeHttp({
    log: silentLog,
    metrics: makeMetrics(),
    version: 'bench',
    requestsPerMinute: 0,
    maxFile: 1e9,
  })
  identity.registerRoutes(app)
  workbench.registerRoutes(app, identity.authenticate)
  const { id } = await identity.createWorkspace({ slug: 'bench', name: 'Bench' })
  const password = 'correct horse battery'
  await identity.createStaff(id, { email: 'a@bench.example', name: 'a', role: 'owner' }, password)
  const login = await app.inject({
    method: 'POST',
    url: '/v1/session',
    payload: { email: 'a@bench.example', password },
  })
  const cookie = login.cookies.find((each) => each.name === 'loopdesk_session')!.value
  await makeCall(app, cookie)('PUT', '/release/publishing', { publishing: 'reviewed' })
  return {
    app,
    cookie,
    async close() {
      await jobs.stop()
      await app.close()
      await db.close()
    },
  }
}
