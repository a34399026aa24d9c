import { join } from 'node:path'
import { conceptsIn } from '@loopdesk/engines/concepts/concepts.ts'
import { encode } from '@loopdesk/engines/encoder/encoder.ts'
import type { FastifyInstance } from 'fastify'
import type { Config } from './config.ts'
import type { Bus } from './infra/bus.ts'
import type { Clock } from './infra/clock.ts'
import type { Db, Tx } from './infra/db.ts'
import type { FileStore } from './infra/files.ts'
import type { Authenticate } from './infra/http/index.ts'
import { makeHttpClient } from './infra/http-client.ts'
import type { Log } from './infra/log.ts'
import type { Metrics } from './infra/metrics.ts'
import type { Secrets } from './infra/secrets.ts'
import { makeAssist } from './modules/assist/index.ts'
import type { Conversations } from './modules/conversations/index.ts'
import type { Customers } from './modules/customers/index.ts'
import { contradictedSources, type GraphModule, makeGraphModule } from './modules/graph/index.ts'
import { makeGrowth, noteAskedElsewhere, noteOpened } from './modules/growth/index.ts'
import { makeHelp, type NotedSearch } from './modules/help/index.ts'
import type { Identity } from './modules/identity/index.ts'
import { type KnowledgeDeps, makeKnowledge, makeReranker, passagesChanged } from './modules/knowledge/index.ts'
import type { makeEmbedder } from './modules/models/index.ts'
import type { makeTesseract } from './modules/pictures/index.ts'
import { encoderFile, readEncoder, readWords, wordsFile } from './modules/understanding/index.ts'
import { makeDocumentReader, type Ocr } from './read-documents/index.ts'

interface Ground {
  config: Config
  db: Db
  bus: Bus
  log: Log
  now: Clock
  /** Whether this process does background work. */
  works: boolean
  files: FileStore
  secrets: Secrets
  metrics: Metrics
  identity: Identity
  customers: Customers
  conversations: Conversations
  /** A key of its own for each purpose. */
  derive(name: string): Buffer
  tesseract: ReturnType<typeof makeTesseract>
  embedder: Awaited<ReturnType<typeof makeEmbedder>>
  askModel: KnowledgeDeps['askModel']
  packsFolder: string
  ports: KnowledgeDeps['ports']
  liveChanged: KnowledgeDeps['liveChanged']
}

/** The knowledge side of the composition root: what is known, what follows from it as facts, and what is read to know it. */
export function composeKnowledge(ground: Ground) {
  const { config, db, bus, log, now, works, identity, customers, embedder } = ground
  const reader = makeDocumentReader({ log, ocr: ocrBy(ground.tesseract) })
  const http = makeHttpClient()
  const workspaces = () => db.system((tx) => identity.listWorkspaces(tx))
  const customer = (workspaceId: string, customerId: string) =>
    db.tenant(workspaceId, async (tx) => {
      const found = await customers.read(tx, customerId)
      if (!found) return null
      const { attributes, locale } = found
      const tags = Array.isArray(attributes.tags) ? attributes.tags.map(String) : []
      const verified = (await customers.knownToStaff(tx, customerId)) !== null
      return { attributes, language: locale, tags, verified }
    })
  const knowledge = makeKnowledge({
    db,
    bus,
    log,
    now,
    workspaces,
    files: ground.files,
    secrets: ground.secrets,
    metrics: ground.metrics,
    linkKey: ground.derive('knowledge-files'),
    packsFolder: ground.packsFolder,
    ports: ground.ports,
    readFile: ({ bytes, name }, { progress, ...rest }) =>
      reader.read({
        ...{ bytes, name },
        ...rest,
        ...(progress && { onProgress: ({ done, total }) => progress(done, total) }),
      }),
    readFaq: reader.faqRows,
    reader,
    http,
    privateSites: config.KNOWLEDGE_PRIVATE_SITES,
    maxFile: config.KNOWLEDGE_UPLOAD_MB * 1_048_576,
    meaning: (text) => encode(readEncoder(), text),
    concepts: readEncoder().concepts,
    encoderFile,
    words: readWords(),
    wordsFile,
    askModel: ground.askModel,
    embedder: embedder && {
      identity: embedder.identity,
      batch: embedder.batch,
      waitMs: config.EMBEDDINGS_WAIT_MS,
      embed: async (workspaceId, texts, totalMs) =>
        (await embedder.embed({ workspaceId, conversationId: null, purpose: 'embed-knowledge', texts, totalMs }))
          .vectors,
    },
    threadAbove: config.KNOWLEDGE_THREAD_ABOVE,
    indexMemory: config.KNOWLEDGE_MEMORY_MB * 1_048_576,
    indexFolder: join(config.DATA_DIR, 'indexes'),
    reranker: config.RERANK_URL
      ? makeReranker({ url: config.RERANK_URL, key: config.RERANK_KEY, model: config.RERANK_NAME, log, now })
      : undefined,
    holdAgainst: (workspaceId) => graph.checker(workspaceId),
    checkGraph: (workspaceId, answer) => contradictedBy(graph, workspaceId, answer),
    askGraph: (...question) => saidBy(graph, ...question),
    liveChanged: ground.liveChanged,
    quality: (workspaceId) => growth.quality(workspaceId),
    mostAsked: (workspaceId, most) => growth.mostAsked(workspaceId, most),
    customer,
  })
  const graph: GraphModule = makeGraphModule({
    ...{ db, bus, log, now, workspaces },
    passages: { changedSince: knowledge.changedSince },
  })
  const growth = makeGrowth({
    ...{ db, bus, log, now, workspaces, knowledge },
    understood: {
      meaning: (text) => encode(readEncoder(), text),
      concepts: (text) => conceptsIn(readEncoder().concepts, text).map(({ concept }) => concept),
    },
    passages: { changedSince: knowledge.changedSince },
    contradicted: contradictedSources,
    askModel: ground.askModel,
  })
  const help = makeHelp({
    ...{ db, log, now, knowledge },
    files: ground.files,
    linkKey: ground.derive('help-links'),
    baseUrl: config.PUBLIC_URL ?? `http://localhost:${config.PORT}`,
    noteSearch: (workspaceId, search) => db.tenant(workspaceId, (tx) => noteSearch(tx, search, now())),
    noteOpened: (workspaceId, searchId) => db.tenant(workspaceId, (tx) => noteOpened(tx, searchId)),
  })
  const assist = makeAssist({
    ...{ db, bus, log, now, knowledge, customer },
    conversations: ground.conversations,
    askModel: ground.askModel,
    noteGap: async (tx, { reason, audience: _, ...gap }) => {
      const decision = reason === 'wrong' ? 'answered' : 'declined'
      await noteAskedElsewhere(tx, { ...gap, origin: 'assist', at: now(), decision })
    },
  })
  const following = works ? [growth.follow(), assist.startWork()] : []
  const stopFollowing = works
    ? bus.subscribe(passagesChanged, ({ workspaceId }) => graph.passagesChanged(String(workspaceId)))
    : () => {}

  return {
    knowledge,
    graph,
    help,
    jobs: { ...knowledge.jobs, ...graph.jobs, ...growth.jobs },
    schedule: [...knowledge.schedule, ...graph.schedule, ...growth.schedule],
    registerRoutes(app: FastifyInstance, authenticate: Authenticate): void {
      knowledge.registerRoutes(app, authenticate)
      graph.registerRoutes(app, authenticate)
      growth.registerRoutes(app, authenticate)
      help.registerRoutes(app, authenticate)
      assist.registerRoutes(app, authenticate)
    },
    async close(): Promise<void> {
      stopFollowing()
      await Promise.all(following.map((each) => each.stop()))
      await help.close()
      graph.stop()
      await knowledge.close()
      http.close()
      await reader.close()
    },
  }
}

/** A search that was answered is no gap; one that only lists something is none either once somebody opens it. */
async function noteSearch(tx: Tx, { text, language, decision, results }: NotedSearch, at: Date) {
  if (decision === 'answer') return undefined
  const asked = { origin: 'help', at, language, text } as const
  if (results > 0) return noteAskedElsewhere(tx, { ...asked, decision: 'clarified' })
  await noteAskedElsewhere(tx, { ...asked, decision: 'declined' })
  return undefined
}

/** Facts a text goes against, in a word for the log; undefined when there are none. */
async function contradictedBy(
  graph: GraphModule,
  workspaceId: string,
  { text, audiences }: { text: string; audiences: string[] },
): Promise<string | undefined> {
  const [against] = await graph.check(workspaceId, text, { audiences })
  return against && `${against.kind}: ${against.entityName}, ${against.member}`
}

async function saidBy(graph: GraphModule, ...question: Parameters<GraphModule['ask']>) {
  const { answered, truth, text, facts } = await graph.ask(...question)
  if (!answered || truth === 'unknown') return undefined
  return {
    text,
    facts: facts.map(({ source: { passage, title, page, quote } }) => ({
      title,
      ...(passage !== undefined && { passage }),
      ...(page !== undefined && { page }),
      ...(quote !== undefined && { quote }),
    })),
  }
}

/** Reading a page takes long: tesseract has this many milliseconds for one. */
const pageMs = 60_000

function ocrBy(tesseract: Ground['tesseract']): Ocr {
  return {
    async read(png) {
      const { languages } = await tesseract.ready()
      if (languages.length === 0) return []
      const words = await tesseract.read(png, { layout: 'page', languages, timeoutMs: pageMs })
      return words.map(({ text, confidence, left, top, width, height, line }) => ({
        ...{ text, confidence, left, top, width, height },
        line: String(line),
      }))
    },
    problem: async () => (await tesseract.ready()).problem,
  }
}
