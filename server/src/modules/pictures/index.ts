export { makePictureReader, type PictureReader, type PictureText } from './picture-reader.ts'
export { makeTesseract } from './tesseract.ts'
