import type { DocumentPage } from '@loopdesk/contracts/api/knowledge/documents.ts'
import type { Db } from '../../infra/db.ts'
import type { FileStore } from '../../infra/files.ts'
import type { Log } from '../../infra/log.ts'
import type { Knowledge } from '../knowledge/index.ts'

/** A piece of text around what matched; marks are [from, to) in it. */
export interface Snippet {
  text: string
  marks: [number, number][]
}

/** What the help centre needs of what the company knows. */
export interface HelpKnowledge {
  search: Knowledge['search']
  answer: Knowledge['answer']
  audiences: Pick<Knowledge['audiences'], 'of'>
  files: Pick<Knowledge['files'], 'publicUrl'>
  open: Knowledge['open']
  view: {
    /** A page of a document; throws `not_found` beyond its end. */
    page(
      workspaceId: string,
      documentId: string,
      query: { page: number; passage?: number | undefined },
    ): Promise<DocumentPage>
    outline(
      workspaceId: string,
      documentId: string,
    ): Promise<{ sections: { title: string; level: number; page: number }[] }>
  }
  /** Markdown as HTML that is safe to show. */
  renderMarkdown(text: string, fileUrl: (fileId: string) => string): string
  /** The stretch of a text that shares most with a question. */
  makeSnippet(text: string, question: string, length?: number): Snippet
}

/** A search that was made, for those who look after what cannot be answered yet. */
export interface NotedSearch {
  /** Personal data masked. */
  text: string
  language: 'zh' | 'en'
  decision: 'answer' | 'clarify' | 'decline'
  confidence: number
  /** `entry:ID`, `document:ID`. */
  sources: string[]
  results: number
}

export interface HelpDeps {
  db: Db
  log: Log
  now: () => Date
  /** Where logos are kept. */
  files: FileStore
  knowledge: HelpKnowledge
  /** Signs links to what is not for everybody, previews, and makes visitors countable without naming them. */
  linkKey: Buffer
  /** Where the server is reached from outside, without a slash at the end. */
  baseUrl: string
  /** Answers a name for what nobody has been answered with yet, by which it is told that somebody opened what was listed. */
  noteSearch?: ((workspaceId: string, search: NotedSearch) => Promise<string | undefined>) | undefined
  noteOpened?: ((workspaceId: string, searchId: string) => Promise<void>) | undefined
}

/** With what all parts of the help centre share. */
export interface HelpParts extends HelpDeps {
  open: HelpKnowledge['open']
}
