import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { encode } from '@loopdesk/engines/encoder/encoder.ts'
import type { FastifyInstance } from 'fastify'
import { makeBus } from '../../server/src/infra/bus.ts'
import { makeDb } from '../../server/src/infra/db.ts'
import { makeFileStore } from '../../server/src/infra/files.ts'
import { makeHttp } from '../../server/src/infra/http/index.ts'
import { makeHttpClient } from '../../server/src/infra/http-client.ts'
import { migrateJobs, startJobs } from '../../server/src/infra/jobs.ts'
import { silentLog } from '../../server/src/infra/log.ts'
import { makeMetrics } from '../../server/src/infra/metrics.ts'
import { migrate } from '../../server/src/infra/migrate.ts'
import { startPostgres } from '../../server/src/infra/postgres.ts'
import { makeSecrets } from '../../server/src/infra/secrets.ts'
import { makeIdentity } from '../../server/src/modules/identity/index.ts'
import { makeKnowledge } from '../../server/src/modules/knowledge/index.ts'
import { encoderFile, readEncoder } from '../../server/src/modules/understanding/index.ts'
import { makeDocumentReader } from '../../server/src/read-documents/index.ts'

/**
 * How long a sheet of `size` questions takes from its upload until its last line is answered, through the API, on a database of its
 * own; with the most memory the process took.
 */
export async function benchKnowledgeImport({ size }: { size: number }): Promise<void> {
  const dataDir = await mkdtemp(join(tmpdir(), 'loopdesk-bench-'))
  const postgres = await startPostgres({ dataDir, log: silentLog })
  let most = 0
  const watch = setInterval(() => {
    most = Math.max(most, process.memoryUsage().rss)
  }, 200)
  try {
    const { app, cookie, close } = await openApp(postgres.url, dataDir)
    const sheet = Buffer.from(sheetOf(size))
    say(`${size.toLocaleString('en')} questions, ${(sheet.length / 1e6).toFixed(1)} MB`)
    const began = performance.now()
    const job = await upload(app, cookie, sheet)
    const checked = await settled(app, cookie, String(job.id))
    say(`checked after ${seconds(began)}): ${JSON.stringify(checked.counts)}`)
    await call(app, cookie, 'POST', `/imports/${job.id}/apply`)
    const done = await settled(app, cookie, String(job.id))
    say(`taken in after ${seconds(began)}): ${done.state}, ${JSON.stringify(done.counts)}`)
    // Whoever asks in the moment of the end may be answered from an index that is some batches behind.
    let answer: { decision: string }
    do answer = (await call(app, cookie, 'POST', '/answer', { text: questionOf(size - 1) })).answer as typeof answer
    while (answer.decision !== 'answer' && performance.now() - began < 1_800_000)
    say(`the last line is answered after ${seconds(began)}): ${answer.decision}`)
    const times: number[] = []
    for (let i = 0; i < 200; i++) {
      const { ms } = await call(app, cookie, 'POST', '/search', { text: questionOf((i * 7919) % size), limit: 5 })
      times.push(Number(ms))
    }
    times.sort((a, b) => a - b)
    say(`a search: ${times[100]!.toFixed(1)} ms in the middle, ${times[197]!.toFixed(1)} ms for 99 of 100`)
    say(`most memory of the process: ${Math.round(most / 1e6)} MB`)
    await close()
    await benchRestart(postgres.url, dataDir, { cookie, question: questionOf(size - 1) })
  } finally {
    clearInterval(watch)
    await postgres.stop()
    await rm(dataDir, { recursive: true, force: true })
  }
}

/** How long the first answer takes when the process starts again and the index is on disk. */
async function benchRestart(
  url: string,
  dataDir: string,
  { cookie, question }: { cookie: string; question: string },
): Promise<void> {
  const { app, close } = await openApp(url, dataDir, cookie)
  const began = performance.now()
  const { answer } = await call(app, cookie, 'POST', '/answer', { text: question })
  say(`after a restart the first answer takes ${seconds(began)}): ${(answer as { decision: string }).decision}`)
  await close()
}

const say = (line: string) => process.stdout.write(`${line}\n`)
/** Since then, with what this process has worked all in all (the database not counted). */
const seconds = (since: number) => {
  const { user, system } = process.cpuUsage()
  return `${((performance.now() - since) / 1000).toFixed(1)} s (processor ${((user + system) / 1e6).toFixed(1)} s`
}

const things = ['净水器', '空气炸锅', '扫地机', '电饭煲', '加湿器', '吸尘器', '投影仪', '按摩椅', '洗碗机', '烘干机']
const matters = [
  '保修多久',
  '怎么清洗',
  '不通电怎么办',
  '有异响',
  '怎么预约安装',
  '滤芯型号是什么',
  '能开专票吗',
  '怎么退货',
]

const questionOf = (n: number) => `${things[n % 10]}型号 K${Math.floor(n / 80)} 的${matters[Math.floor(n / 10) % 8]}`

function sheetOf(size: number): string {
  const lines = ['问题,相似问法,答案,分类,编号']
  for (let n = 0; n < size; n++) {
    const thing = things[n % 10]
    const question = questionOf(n)
    const similar = `请问${question}|K${Math.floor(n / 80)} ${thing}${matters[Math.floor(n / 10) % 8]}`
    const answer = `${thing} K${Math.floor(n / 80)}：请先确认机身铭牌上的编号 ${n}，再按照说明书第 ${(n % 40) + 1} 页处理；仍未解决时拨打热线，我们在 ${(n % 24) + 1} 小时内回复。`
    lines.push(`${question},${similar},${answer},${thing}/${matters[Math.floor(n / 10) % 8]},N${n}`)
  }
  return `${lines.join('\n')}\n`
}

async function call(app: FastifyInstance, cookie: string, method: 'GET' | 'POST', url: string, body?: object) {
  const payload = body === undefined ? {} : { payload: body }
  const reply = await app.inject({
    method,
    url: `/v1/knowledge${url}`,
    cookies: { loopdesk_session: cookie },
    ...payload,
  })
  if (reply.statusCode >= 400) throw new Error(`${method} ${url}: ${reply.statusCode} ${reply.body.slice(0, 300)}`)
  return reply.json() as Record<string, unknown>
}

async function upload(app: FastifyInstance, cookie: string, content: Buffer): Promise<Record<string, unknown>> {
  const head = '--bench\r\ncontent-disposition: form-data; name="file"; filename="faq.csv"\r\n\r\n'
  const reply = await app.inject({
    method: 'POST',
    url: '/v1/knowledge/imports',
    cookies: { loopdesk_session: cookie },
    headers: { 'content-type': 'multipart/form-data; boundary=bench' },
    payload: Buffer.concat([Buffer.from(head), content, Buffer.from('\r\n--bench--\r\n')]),
  })
  if (reply.statusCode !== 202) throw new Error(reply.body.slice(0, 300))
  return reply.json() as Record<string, unknown>
}

async function settled(app: FastifyInstance, cookie: string, id: string): Promise<Record<string, unknown>> {
  for (;;) {
    const job = await call(app, cookie, 'GET', `/imports/${id}`)
    if (!['checking', 'importing'].includes(String(job.state))) return job
    await new Promise((resolve) => setTimeout(resolve, 500))
  }
}

async function openApp(url: string, dataDir: string, known?: string) {
  await migrate({ url, log: silentLog })
  const db = makeDb({ url, max: 12, log: silentLog })
  await migrateJobs(db)
  const bus = makeBus({ log: silentLog })
  const reader = makeDocumentReader({ log: silentLog })
  const http = makeHttpClient()
  const now = () => new Date()
  const identity = makeIdentity({ db, clock: now, log: silentLog, loadOf: async () => new Map(), sessionHours: 12 })
  const knowledge = makeKnowledge({
    ...{ db, bus, log: silentLog, now, reader, http },
    files: makeFileStore({ dir: join(dataDir, 'files'), maxBytes: 1e6 }),
    linkKey: randomBytes(32),
    packsFolder: fileURLToPath(new URL('../../packs', import.meta.url)),
    ports: {},
    liveChanged: async () => {},
    customer: async () => null,
    workspaces: () => db.system((tx) => identity.listWorkspaces(tx)),
    readFile: async ({ bytes, name }) => reader.read({ bytes, name }),
    readFaq: reader.faqRows,
    secrets: makeSecrets(randomBytes(32)),
    privateSites: false,
    maxFile: 500_000_000,
    meaning: (text) => encode(readEncoder(), text),
    encoderFile,
    threadAbove: 20_000,
    indexMemory: 2e9,
    indexFolder: join(dataDir, 'indexes'),
  })
  const jobs = await startJobs({ db, log: silentLog, handlers: knowledge.jobs, concurrency: 2 })
  const app = await makeHttp({
    log: silentLog,
    metrics: makeMetrics({ processFigures: false }),
    version: '0',
    requestsPerMinute: 0,
  })
  identity.registerRoutes(app)
  knowledge.registerRoutes(app, identity.authenticate)
  await app.ready()
  const cookie = known ?? (await logIn())
  return {
    app,
    cookie,
    async close() {
      await jobs.stop()
      await app.close()
      await knowledge.close()
      await reader.close()
      http.close()
      await bus.close()
      await db.close()
    },
  }

  async function logIn(): Promise<string> {
    const { id } = await identity.createWorkspace({ slug: 'bench', name: 'bench' })
    await identity.createStaff(id, { email: 'b@b.example', name: 'B', role: 'supervisor' }, 'correct horse of bench')
    const payload = { email: 'b@b.example', password: 'correct horse of bench' }
    const login = await app.inject({ method: 'POST', url: '/v1/session', payload })
    return login.cookies.find(({ name }) => name === 'loopdesk_session')!.value
  }
}
