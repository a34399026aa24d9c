export { en } from './strings/en.ts'
export { zh } from './strings/zh.ts'
