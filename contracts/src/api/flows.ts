import { definitionRoutes } from './flows/definitions.ts'
import { incidentRoutes } from './flows/incidents.ts'
import { rehearsalRoutes } from './flows/rehearsal.ts'
import { runRoutes } from './flows/runs.ts'

export * from './flows/definitions.ts'
export * from './flows/incidents.ts'
export * from './flows/rehearsal.ts'
export * from './flows/runs.ts'

/** Flows: made, proven, tried out, published; their runs watched and repaired; what people must decide or finish by hand. */
export const flowRoutes = { ...definitionRoutes, ...rehearsalRoutes, ...runRoutes, ...incidentRoutes }
