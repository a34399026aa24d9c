import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { readConfig } from './src/config.ts'
import { listEntity } from './src/control/make-control.ts'
import { startShop } from './src/start-shop.ts'
import { openStores } from './src/stores.ts'

const wanted = process.argv.indexOf('--list')
try {
  if (wanted > 0) printList(process.argv[wanted + 1] ?? '')
  else await run()
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exit(1)
}

/** Runs until SIGTERM or SIGINT; announces itself with one line of JSON on stdout. */
async function run() {
  const { secrets, ...config } = readConfig(process.env)
  const shop = await startShop({ ...config, secrets })
  console.log(JSON.stringify({ ready: true, urls: shop.urls, credentials: shop.credentials }))
  for (const signal of ['SIGTERM', 'SIGINT'] as const)
    process.once(signal, () => void shop.close().then(() => process.exit(0)))
}

/** Prints one kind of record as a JSON array: of the shop's data where there is some, else of a fresh shop. */
function printList(entity: string) {
  const { dataDir } = readConfig(process.env)
  const stores = openStores(existsSync(join(dataDir, 'orders.db')) ? dataDir : null, new Date())
  console.log(JSON.stringify(listEntity(stores, entity), null, 2))
}
