export { type AskedQuestion, noteAsked } from './note-asked.ts'
