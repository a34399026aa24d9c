import { importRoutes } from './workbench/imports.ts'
import { intentRoutes } from './workbench/intents.ts'
import { libraryRoutes } from './workbench/library.ts'
import { qualityRoutes } from './workbench/quality.ts'
import { trainingRoutes } from './workbench/training.ts'

export * from './workbench/imports.ts'
export * from './workbench/intents.ts'
export * from './workbench/library.ts'
export * from './workbench/quality.ts'
export * from './workbench/training.ts'

/** The understanding workbench: what the bot is taught, how good it is at it, and which training is live. */
export const workbenchRoutes = {
  ...intentRoutes,
  ...importRoutes,
  ...libraryRoutes,
  ...qualityRoutes,
  ...trainingRoutes,
}
