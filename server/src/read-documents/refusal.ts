/** Why a file cannot be read, with the sentence for the one who imported it. `docs/reading-documents.md` lists each. */
export const refusals = {
  empty: 'The file is empty.',
  has_no_text: 'The file holds no text that could be read.',
  unknown_type: 'This kind of file is not read.',
  old_office: 'This is a file of an old Office version. Open it and save it as DOCX, XLSX or PPTX.',
  mislabelled: 'The content of the file is not what its name says.',
  encrypted: 'The file is protected by a password. Save it without one.',
  damaged: 'The file is damaged or incomplete.',
  too_large: 'The file is larger than allowed.',
  too_many_pages: 'The file has more pages than allowed.',
  too_many_rows: 'The file has more rows than allowed.',
  too_many_columns: 'A table of the file has more columns than allowed.',
  too_many_files: 'The archive holds more files than allowed.',
  too_deep: 'The file is nested more deeply than allowed.',
  bomb: 'The file grows to a size far beyond its own when it is unpacked.',
  no_question_columns: 'No column with questions, or none with answers, was found.',
  timeout: 'Reading the file took longer than allowed.',
  out_of_memory: 'Reading the file needs more memory than allowed.',
  aborted: 'Reading the file was stopped.',
  failed: 'The file could not be read for a reason we do not know.',
} as const

export type RefusalCode = keyof typeof refusals

/** Thrown by every reader for what it will not read; `detail` says what exactly (`sheet 2 has 16,384 columns`). */
export class Refused extends Error {
  readonly code: RefusalCode
  constructor(code: RefusalCode, detail?: string) {
    super(detail === undefined ? refusals[code] : `${refusals[code]} ${detail}`)
    this.name = 'Refused'
    this.code = code
  }

  /** With the whole sentence, as another thread told it. */
  static from(code: RefusalCode, message: string): Refused {
    const refused = new Refused(code)
    refused.message = message
    return refused
  }
}
