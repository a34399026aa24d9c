export { makeTeaching } from './teaching.ts'
