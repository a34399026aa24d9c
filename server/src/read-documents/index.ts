export {
  type CrawledPage,
  type CrawlOptions,
  type CrawlSummary,
  crawlSite,
  type KnownPage,
} from './crawl/crawl-site.ts'
export { type LeftOut, leftOutReasons } from './crawl/left-out.ts'
export { fetchHelpDesk, type HelpDeskAccount } from './exports/fetch-help-desk.ts'
export type { HelpArticle, HelpCategory, HelpDesk } from './exports/help-desk.ts'
export type { ReadArticle, ReadHelpDesk } from './exports/read-export.ts'
export { type FaqErrorCode, type FaqRow, type FaqRowError, faqErrors, faqLimits } from './faq/faq-row.ts'
export type { FaqPreview } from './faq/preview.ts'
export type { FaqBatch, FaqOptions } from './faq/read-faq-rows.ts'
export {
  type DocumentReader,
  type FaqRequest,
  makeDocumentReader,
  type ReadRequest,
} from './make-document-reader.ts'
export { readPdf } from './pdf/read-pdf.ts'
export { type DocumentContent, type PreparedDocument, prepareDocument, unpackContent } from './prepare-document.ts'
export * from './read-outcome.ts'
export { type RefusalCode, Refused, refusals } from './refusal.ts'
export { type FaqField, faqFields } from './sheets/question-columns.ts'
