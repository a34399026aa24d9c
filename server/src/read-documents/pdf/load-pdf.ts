import { getDocumentProxy, getResolvedPDFJS } from 'unpdf'
import { Refused } from '../refusal.ts'
import { CharacterMaps } from './character-maps.ts'

export type PdfProxy = Awaited<ReturnType<typeof getDocumentProxy>>

/** A PDF as pdf.js sees it. pdf.js takes the bytes for itself, so it gets a copy. */
export async function loadPdf(bytes: Uint8Array, options: { maxImageSize: number }): Promise<PdfProxy> {
  if (bytes.length === 0) throw new Refused('empty')
  const { VerbosityLevel } = await getResolvedPDFJS()
  try {
    return await getDocumentProxy(new Uint8Array(bytes), {
      verbosity: VerbosityLevel.ERRORS,
      maxImageSize: options.maxImageSize,
      stopAtErrors: false,
      useWorkerFetch: false,
      disableFontFace: true,
      useSystemFonts: true,
      fontExtraProperties: true,
      cMapPacked: false,
      cMapUrl: 'character-maps:/',
      BinaryDataFactory: CharacterMaps,
    })
  } catch (error) {
    const name = error instanceof Error ? error.name : ''
    if (name === 'PasswordException') throw new Refused('encrypted')
    throw new Refused('damaged', error instanceof Error ? error.message : undefined)
  }
}
