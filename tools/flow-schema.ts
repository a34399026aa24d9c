import { writeFile } from 'node:fs/promises'
import { flowSchemaPage } from './flow-schema-page.ts'

// Writes docs/flow.schema.json from the schemas of nodes; a test refuses a page that is behind.
await writeFile(new URL('../docs/flow.schema.json', import.meta.url), flowSchemaPage())
