import type { HttpClient } from '../../../infra/http-client.ts'
import type { Secrets } from '../../../infra/secrets.ts'
import type { DocumentReader } from '../../../read-documents/index.ts'
import type { DocumentDeps } from '../documents/deps.ts'

export interface SourceDeps extends Pick<DocumentDeps, 'db' | 'log' | 'passages' | 'timeZone'> {
  now(): Date
  /** Of its own: its connections are not shared with calls into the own network. */
  http: HttpClient
  reader: DocumentReader
  secrets: Secrets
  /** Pages of the own network may be read. */
  privateSites: boolean
}
