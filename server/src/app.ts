import { createHmac, hkdfSync, randomUUID } from 'node:crypto'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { FastifyInstance } from 'fastify'
import { sql } from 'kysely'
import { composeKnowledge } from './app-knowledge.ts'
import type { Config } from './config.ts'
import { channelsByKind } from './extensions/index.ts'
import type { Bus } from './infra/bus.ts'
import { systemClock } from './infra/clock.ts'
import type { Db } from './infra/db.ts'
import { makeFileStore } from './infra/files.ts'
import { followFacts } from './infra/follow-facts.ts'
import { makeHttp, serveApps } from './infra/http/index.ts'
import { makeHttpClient } from './infra/http-client.ts'
import { startJobs } from './infra/jobs.ts'
import type { Log } from './infra/log.ts'
import { makeMetrics } from './infra/metrics.ts'
import { makeSecrets } from './infra/secrets.ts'
import {
  makeAccounts,
  makeChatHub,
  makeChatService,
  makePushedChannels,
  makeReceipts,
  makeVisitorTokens,
  type PushedChannelDeps,
  registerChatRoutes,
} from './modules/channels/index.ts'
import { addNote, makeCloseIdle, makeConversations, readTold, readWordsSince } from './modules/conversations/index.ts'
import { makeCustomers } from './modules/customers/index.ts'
import { registerDesk, startAssigning } from './modules/desk/index.ts'
import {
  lookAgainJob,
  makeFlowDesk,
  makeFlows,
  makeSandbox,
  readyChannel,
  startFlowWork,
  type WakeConversation,
} from './modules/flows/index.ts'
import { makeHandoff } from './modules/handoff/index.ts'
import { makeIdentity } from './modules/identity/index.ts'
import type { PackPort } from './modules/knowledge/index.ts'
import { makeAskForShape, makeEmbedder, makeModelGateway } from './modules/models/index.ts'
import {
  makePictureReader,
  makePictures,
  makeTesseract,
  makeTranscribe,
  registerPictureRoutes,
} from './modules/pictures/index.ts'
import { createTicket } from './modules/tickets/index.ts'
import { makeTools } from './modules/tools/index.ts'
import {
  makeEmbeddingHeads,
  makeTakeInTalk,
  makeUnderstander,
  makeUnderstanding,
} from './modules/understanding/index.ts'
import { makeTeaching, makeWorkbench } from './modules/workbench/index.ts'
import type { TurnDeps } from './turn/deps.ts'
import { registerHooks } from './turn/hooks.ts'
import { makeLookAgain, makePushEvent } from './turn/push-event.ts'
import { makeReceive } from './turn/receive.ts'
import { makeRehearse } from './turn/rehearse.ts'
import { startSchedule } from './turn/schedule.ts'
import { messageOf, ownMessageOf } from './turn/shown-message.ts'
import { makeTakeTurn, type Taken } from './turn/take-turn.ts'
import { unattended } from './turn/unattended.ts'
import { makeWork } from './turn/work.ts'
import { makeWorkspaceFacts } from './turn/workspace-facts.ts'

export interface AppOptions {
  config: Config
  db: Db
  bus: Bus
  log: Log
  /** 32 bytes; everything secret is derived from it. */
  secretKey: Buffer
}

export type App = Awaited<ReturnType<typeof makeApp>>

const builtIn = (path: string) => fileURLToPath(new URL(`../../${path}`, import.meta.url))

/** The composition root: the one place that knows every module, and hands each what it needs. */
export async function makeApp({ config, db, bus, log, secretKey }: AppOptions) {
  const now = systemClock
  const derive = (name: string) => Buffer.from(hkdfSync('sha256', secretKey, '', name, 32))
  const worker = randomUUID()
  const works = config.ROLES.includes('worker')
  const secrets = makeSecrets(derive('secrets'))
  const metrics = makeMetrics()
  const http = makeHttpClient()
  const files = makeFileStore({ dir: join(config.DATA_DIR, 'files'), maxBytes: config.MAX_UPLOAD_MB * 1_048_576 })

  const identity = makeIdentity({ db, clock: now, log, loadOf, sessionHours: config.SESSION_HOURS })
  const conversations = makeConversations({ db, worker })
  const customers = makeCustomers({ db, secrets, hashKey: derive('identities') })
  const wakeConversation: WakeConversation = async (tx, conversationId) => {
    await conversations.lease.wake(tx, conversationId)
    tx.afterCommit(() => bus.publish('turn.due', { conversationId }))
  }
  const flows = makeFlows({ db, wakeConversation, wakeWorkers: () => bus.publish(readyChannel, {}) })
  const sandbox = makeSandbox()
  // Whoever searches needs them: help centre and side panel are served by processes that take no turns, too.
  const embedder = await makeEmbedder(config, { db, log, now })
  const tesseract = makeTesseract()
  const known = composeKnowledge({
    ...{
      config,
      db,
      bus,
      log,
      now,
      works,
      files,
      secrets,
      metrics,
      identity,
      customers,
      conversations,
      derive,
      tesseract,
      embedder,
    },
    askModel: config.MODEL_URL ? (workspaceId, question) => askModel(workspaceId, question) : undefined,
    packsFolder: builtIn('packs'),
    ports: {
      flow: later(() => flowDesk.takeIn),
      intent: later(() => workbench.takeIn),
      small_talk: later(() => makeTakeInTalk({ db, understanding })),
    },
    liveChanged: (tx, id) => understanding.touch(tx, id),
  })
  const { knowledge, graph } = known
  const workspace = makeWorkspaceFacts(db)
  const tools = makeTools({ db, http, secrets, now, pause, timeZone: async (id) => (await workspace(id)).timeZone })
  const modelDir = config.MODELS_DIR ?? join(config.DATA_DIR, 'models')
  const heads = works && embedder ? makeEmbeddingHeads({ embedder, modelDir, log, now }) : undefined
  const understanding = makeUnderstanding({
    db,
    log,
    modelDir,
    ...(heads && { heads }),
    teaching: makeTeaching({ db }),
    sources: async (id) => ({
      timeZone: (await workspace(id)).timeZone,
      flows: await flows.published(id),
      records: (await tools.registry.load(id)).records,
      entries: await knowledge.entries(id),
    }),
    readCatalogues: async (id) => {
      const types = [...(await tools.registry.load(id)).catalogues.keys()]
      const read = await Promise.all(
        types.map(async (type) =>
          (await tools.records.readCatalogue(id, type)).entries.map((entry) => ({ ...entry, type })),
        ),
      )
      return read.flat()
    },
  })
  const sentence = (key: string, language: 'zh' | 'en', params: Record<string, string> = {}) =>
    (understanding.core.replies.get(key)?.[language][0] ?? '').replace(
      /\{(\w+)\}/g,
      (_, name: string) => params[name] ?? '',
    )
  const handoff = makeHandoff({ db, identity, conversations, sentence })

  const models = config.MODEL_URL
    ? makeModelGateway({
        endpoint: { url: config.MODEL_URL, key: config.MODEL_KEY, model: config.MODEL_NAME! },
        db,
        log,
        now,
      })
    : undefined

  const transcribe = models && config.MODEL_VISION ? makeTranscribe(models) : undefined
  const pictures = makePictures({
    db,
    files,
    log,
    tesseract,
    byModel: transcribe !== undefined,
    reader: makePictureReader({ tesseract, transcribe, concurrency: availableParallelism() >= 4 ? 2 : 1 }),
  })
  void pictures.problem().then((problem) => problem && log.warn({ problem }, 'pictures'))

  const accounts = makeAccounts({ db, secrets })
  const askModel = makeAskForShape(models)
  const timeZone = async (id: string) => (await workspace(id)).timeZone
  const turnDeps: TurnDeps = {
    db,
    log,
    now,
    conversations,
    customers,
    understanding,
    understander: makeUnderstander({
      log,
      models,
      heads,
      brainOf: understanding.brainOf,
      waitMs: config.EMBEDDINGS_WAIT_MS,
      embeddingsBelow: config.EMBEDDINGS_BELOW,
      modelBelow: config.MODEL_BELOW,
    }),
    pictures,
    knowledge,
    channelKind: accounts.kindOf,
    sourceUrl: known.help.sourceUrl,
    flows,
    tools,
    handoff,
    createTicket,
    workspace,
    showsForms: async (id) => {
      const kind = await accounts.kindOf(id)
      return kind === 'web' || (channelsByKind.get(kind ?? '')?.capabilities.canShowForms ?? false)
    },
    runCode: sandbox.run,
    askModel,
    addNotice: (tx, { conversationId, text, key }) =>
      addNote(tx, { conversationId, text, author: 'bot', staffId: null, idempotencyKey: key }),
    hashCode: (code, conversationId) =>
      createHmac('sha256', derive('codes')).update(`${conversationId}:${code}`).digest('hex'),
    newId: randomUUID,
    codeFor: (verification) =>
      String(
        100_000 +
          (createHmac('sha256', derive('codes')).update(`code:${verification}`).digest().readUInt32BE() % 900_000),
      ),
  }
  const hub = makeChatHub({ db, bus, log, conversations, secondsPerPlace: handoff.secondsPerPlace })
  const work = makeWork({
    log,
    bus,
    conversations,
    takeTurn: makeTakeTurn(turnDeps),
    onTaken,
    onStarted: (id, seq) => hub.signal(id, { kind: 'started', seq }),
    concurrency: works ? config.WORKERS : 0,
  })
  const receive = makeReceive({
    conversations,
    worker: works ? worker : null,
    startTurn(received, message) {
      hub.offer(received.conversationId, [ownMessageOf(received, message)])
      hub.signal(received.conversationId, { kind: 'messages', seq: received.seq })
      if (received.owner !== 'bot') hub.signal(received.conversationId, { kind: 'settled', seq: received.seq })
      else if (works) work.start(received, message)
      else bus.publish('turn.due', { conversationId: received.conversationId })
    },
  })
  const receipts = makeReceipts({ db, log })
  const rate: PushedChannelDeps['rate'] = (workspaceId, conversationId, rating) =>
    conversations.rate(workspaceId, conversationId, {
      ...rating,
      thanks: sentence(rating.score <= 2 ? 'csat_thanks_low' : 'csat_thanks', 'zh'),
    })
  const chat = makeChatService({
    db,
    accounts,
    tokens: makeVisitorTokens({ key: derive('visitors'), now }),
    customers,
    conversations,
    identity,
    secondsPerPlace: handoff.secondsPerPlace,
    receive,
    rate,
  })

  const pushed = makePushedChannels({
    db,
    log,
    now,
    http,
    secrets,
    files,
    accounts,
    channels: channelsByKind,
    customers,
    receive,
    rate,
    linkKey: derive('file-links'),
    baseUrl: config.PUBLIC_URL ?? `http://localhost:${config.PORT}`,
  })
  const workbench = makeWorkbench({
    db,
    log,
    understanding,
    customerWords: readWordsSince,
    workspaces: () => db.system((tx) => identity.listWorkspaces(tx)),
  })
  const flowWork = works
    ? startFlowWork({
        db,
        log,
        bus,
        now,
        flows,
        tools,
        timeZone,
        customer: customers.known,
        wakeConversation,
        perform: unattended({ db, knowledge, conversations, askModel, runCode: sandbox.run, now }),
      })
    : undefined
  const flowDesk = makeFlowDesk({
    db,
    now,
    flows,
    tools,
    identity,
    timeZone,
    hasModel: models !== undefined,
    rehearse: makeRehearse({
      deps: turnDeps,
      toolOutput: async (id, tool) => (await tools.find(id, tool))?.operation.output ?? null,
    }),
    liveChanged: (tx, id) => understanding.touch(tx, id),
    wakeConversation,
    wake: () => bus.publish(readyChannel, {}),
    toldTo: readTold,
    async tellCustomer(tx, news, { conversationId, runId, flow, language }) {
      const name = (await flows.recentlyPublished(tx.workspaceId!)).get(flow)?.definition.name[language] ?? flow
      const text = sentence(news, language, { flow: name })
      await conversations.appendMessage(tx, {
        conversationId,
        sender: 'bot',
        text,
        event: { type: 'update', data: { about: news } },
        idempotencyKey: `${news}:${runId}`,
      })
    },
  })
  const jobs = works
    ? await startJobs({
        db,
        log,
        handlers: {
          ...pushed.jobs,
          ...workbench.jobs,
          ...flowDesk.jobs,
          ...known.jobs,
          [lookAgainJob]: makeLookAgain(turnDeps),
        },
        schedule: [...pushed.schedule, ...workbench.schedule, ...flowDesk.schedule, ...known.schedule],
        concurrency: config.WORKERS,
      })
    : undefined

  /** A turn is over: its replies go straight to the clients here, the news of it to everybody else. */
  function onTaken(taken: Taken): void {
    const { conversationId, settledSeq } = taken
    hub.offer(
      conversationId,
      taken.replies.map((reply) => messageOf(conversationId, reply)),
    )
    const last = taken.replies.at(-1)
    if (last) hub.signal(conversationId, { kind: 'messages', seq: last.seq })
    if (taken.owner !== 'bot') {
      hub.signal(conversationId, { kind: 'state' })
      void handoff.assignWaiting(taken.workspaceId).catch((error) => log.warn({ err: error }, 'assigning failed'))
    }
    if (!taken.moreDue) hub.signal(conversationId, { kind: 'settled', seq: settledSeq })
  }

  /** What colleagues, systems and other processes do in conversations, for the clients connected here. */
  const following = followFacts({
    db,
    bus,
    log,
    async onFacts(facts) {
      for (const { type, conversationId, data } of facts) {
        if (!conversationId) continue
        if (type === 'message.sent') hub.hear(conversationId, { kind: 'messages', seq: Number(data.seq) })
        else if (stateFacts.has(type)) hub.hear(conversationId, { kind: 'state' })
      }
    },
  })
  const schedule = startSchedule({
    db,
    log,
    identity,
    understanding,
    closeIdle: makeCloseIdle({
      db,
      farewell: (language) => `${sentence('idle_closed', language)}
${sentence('csat_ask', language)}`,
    }),
    enabled: config.ROLES.includes('scheduler'),
  })

  const assigning = config.ROLES.includes('scheduler') ? startAssigning({ db, bus, log, handoff }) : undefined
  let desk: ReturnType<typeof registerDesk> | undefined

  async function edge(): Promise<FastifyInstance> {
    const app = await makeHttp({
      log,
      metrics,
      version: '0.1.0',
      trustProxy: config.TRUST_PROXY,
      readiness: { database: () => db.ping() },
      parts: { pictures: () => pictures.problem() },
      maxFile: config.MAX_UPLOAD_MB * 1_048_576,
    })
    identity.registerRoutes(app)
    registerChatRoutes(app, { db, log, service: chat, hub, receipts, files })
    desk = registerDesk(app, {
      db,
      bus,
      log,
      identity,
      conversations,
      customers,
      flows,
      tools,
      handoff,
      files,
      sentence,
    })
    pushed.registerHooks(app)
    pushed.registerRoutes(app, identity.authenticate)
    workbench.registerRoutes(app, identity.authenticate)
    flowDesk.registerRoutes(app, identity.authenticate)
    known.registerRoutes(app, identity.authenticate)
    registerPictureRoutes(app, { db, authenticate: identity.authenticate, pictures })
    registerHooks(app, { accounts, pushEvent: makePushEvent(turnDeps) })
    serveApps(app, { widgetDir: builtIn('widget/dist'), consoleDir: builtIn('console/dist') })
    return app
  }

  return {
    edge,
    setup: { db, identity, accounts, tools, flows, knowledge, graph, help: known.help, understanding },
    conversations,
    understanding,
    /** Before the edge closes: says good-bye to connected consoles. */
    async beforeClose(): Promise<void> {
      await desk?.close()
    },
    async close(): Promise<void> {
      await assigning?.stop()
      models?.close()
      await embedder?.close()
      schedule.stop()
      await following.stop()
      await flowWork?.stop()
      await work.stop()
      await sandbox.close()
      await jobs?.stop()
      await known.close()
      await receipts.close()
      hub.close()
      http.close()
    },
  }
}

/** Facts after which a conversation looks different to its customer. */
const stateFacts = new Set(['conversation.owner_changed', 'conversation.resolved', 'conversation.rated'])

/** A door of a module that is built further on. */
const later = <Thing extends { id: string }>(port: () => PackPort<Thing>): PackPort<Thing> => ({
  read: (...given) => port().read(...given),
  put: (...given) => port().put(...given),
  remove: (...given) => port().remove(...given),
})

const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms))

/** Conversations each of these people has now. */
async function loadOf(
  tx: Parameters<Parameters<Db['tenant']>[1]>[0],
  staffIds: string[],
): Promise<ReadonlyMap<string, number>> {
  const { rows } = await sql<{ agent_id: string; count: number }>`
    select agent_id, count(*)::int as count from conversations
    where owner = 'agent' and status = 'open' and agent_id = any(${staffIds}::uuid[]) group by agent_id`.execute(
    tx.query,
  )
  return new Map(rows.map((row) => [row.agent_id, row.count]))
}
