// Who may import whom. Outer rings may see inner rings, never the reverse; ARCHITECTURE.md says why.

/** Modules each module may call through its index.ts, besides identity. Everything else is told by facts. */
export const MAY_CALL = {
  identity: [],
  customers: [],
  understanding: [],
  knowledge: [],
  graph: ['knowledge'],
  help: ['knowledge'],
  growth: ['knowledge', 'conversations'],
  tools: [],
  models: [],
  pictures: ['conversations'],
  webhooks: [],
  analytics: [],
  voice: ['conversations'],
  conversations: ['customers'],
  channels: ['conversations', 'customers'],
  flows: ['tools', 'conversations'],
  handoff: ['conversations'],
  tickets: ['conversations', 'customers'],
  // The agents' workspace composes what those who serve customers need.
  desk: ['conversations', 'customers', 'tickets', 'handoff', 'flows', 'tools'],
  // Teaches understanding, from what customers say.
  workbench: ['understanding', 'conversations'],
  assist: ['knowledge', 'conversations'],
  quality: ['conversations'],
  outreach: ['customers', 'conversations'],
}

/** Modules that read files people bring. */
const READS_FILES = ['knowledge']

const OURS = '^(contracts|engines|server|console|widget|examples|packs|eval|bench|chaos)/'
const CORE = ['^server/src/(kit|infra)/', '^engines/', '^contracts/']

const only = (name, from, allowed) => ({
  name,
  severity: 'error',
  from: { path: from },
  to: { path: OURS, pathNot: allowed },
})
const never = (name, from, to) => ({ name, severity: 'error', from, to })

export const forbidden = [
  never('no-cycles', {}, { circular: true }),
  never('every-import-resolves', {}, { couldNotResolve: true }),
  only('contracts-stand-alone', '^contracts/', ['^contracts/']),
  only('engines-are-pure', '^engines/', ['^engines/', '^contracts/']),
  never(
    'engines-do-no-io',
    { path: '^engines/' },
    {
      dependencyTypes: ['core'],
      path: '^(node:)?(fs|net|http|https|http2|dns|tls|dgram|child_process|worker_threads|timers)',
    },
  ),
  only('console-sees-contracts-and-engines', '^console/', ['^console/', '^contracts/', '^engines/']),
  only('widget-sees-contracts', '^widget/', ['^widget/', '^contracts/']),
  never(
    'widget-takes-only-types-from-contracts',
    { path: '^widget/src/' },
    { path: '^contracts/', dependencyTypesNot: ['type-only'] },
  ),
  only('infra-knows-no-domain', '^server/src/infra/', ['^server/src/infra/', '^contracts/']),
  only('read-documents-knows-no-domain', '^server/src/read-documents/', [
    '^server/src/(read-documents|infra)/',
    '^engines/',
    '^contracts/',
  ]),
  never(
    'front-door-of-read-documents',
    { path: OURS, pathNot: '^server/src/read-documents/' },
    { path: '^server/src/read-documents/', pathNot: '^server/src/read-documents/index\\.ts$' },
  ),
  only('kit-is-only-shapes', '^server/src/kit/', ['^server/src/kit/', '^contracts/']),
  only('extensions-see-only-kit', '^server/src/extensions/([^/]+/[^/]+)/', [
    '^server/src/extensions/$1/',
    '^server/src/kit/',
    '^contracts/',
  ]),
  only('turn-sees-modules', '^server/src/turn/', ['^server/src/(turn|modules)/', ...CORE]),
  ...Object.entries(MAY_CALL).map(([module, others]) =>
    only(`${module}-calls`, `^server/src/modules/${module}/`, [
      `^server/src/modules/(${[module, 'identity', ...others].join('|')})/`,
      ...CORE,
      ...(READS_FILES.includes(module) ? ['^server/src/read-documents/index\\.ts$'] : []),
    ]),
  ),
  never(
    'every-module-is-listed',
    { path: '^server/src/modules/', pathNot: `^server/src/modules/(${Object.keys(MAY_CALL).join('|')})/` },
    { path: OURS },
  ),
  never(
    'front-door-between-modules',
    { path: '^server/src/modules/([^/]+)/' },
    {
      path: '^server/src/modules/[^/]+/',
      pathNot: ['^server/src/modules/[^/]+/index\\.ts$', '^server/src/modules/$1/'],
    },
  ),
  never(
    'front-door-from-outside',
    { path: '^(server|eval|bench|chaos|examples)/', pathNot: '^server/src/modules/' },
    { path: '^server/src/modules/[^/]+/', pathNot: '^server/src/modules/[^/]+/index\\.ts$' },
  ),
  never(
    'nobody-imports-turn-or-app',
    { path: '^server/src/', pathNot: '^server/src/(turn/|app(-knowledge)?\\.ts$|main\\.ts$)' },
    { path: '^server/src/(turn/|app(-knowledge)?\\.ts$)' },
  ),
  never(
    'the-shop-is-a-stranger',
    { path: '^examples/shop/', pathNot: '^examples/shop/workspace/' },
    { path: OURS, pathNot: '^examples/shop/(?!workspace/)' },
  ),
  // What the platform is told about the shop is written in the platform's terms; the shop itself never sees it.
  only('the-workspace-speaks-contracts', '^examples/shop/workspace/', ['^examples/shop/', '^engines/', '^contracts/']),
]

export const options = {
  tsPreCompilationDeps: true,
  tsConfig: { fileName: 'tsconfig.json' },
  doNotFollow: { path: 'node_modules' },
  exclude: { path: '(\\.test\\.tsx?$)|(^server/test/)|(/dist/)' },
  enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'default', 'types'] },
}
