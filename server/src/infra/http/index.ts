/** The HTTP edge: how operations of the route table are served. */
export { policies } from './content-policy.ts'
export { type HttpOptions, makeHttp, routesOf } from './make-http.ts'
export { makeOpenApi } from './openapi.ts'
export type { ReadinessChecks } from './operations.ts'
export { personOf } from './person-of.ts'
export { makeProblem, toAppError } from './problem.ts'
export { readValue } from './read-input.ts'
export {
  type Authenticate,
  type Call,
  holds,
  type Principal,
  type PublicCall,
  registerPublicRoute,
  registerPublicSocket,
  registerRoute,
  registerSocket,
} from './register-route.ts'
export { serveApps } from './serve-apps.ts'
