import { writeFile } from 'node:fs/promises'
import { configurationPage } from '../server/src/config.ts'

// Writes docs/configuration.md from the table the server parses; a test refuses a page that is behind.
await writeFile(new URL('../docs/configuration.md', import.meta.url), configurationPage())
