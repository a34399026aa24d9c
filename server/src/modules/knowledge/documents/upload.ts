import { documentSettings } from '@loopdesk/contracts/api/knowledge/documents.ts'
import { AppError } from '@loopdesk/contracts/errors.ts'
import type { FastifyRequest } from 'fastify'
import type { z } from 'zod'
import { readValue } from '../../../infra/http/index.ts'
import type { KeptFile, KnowledgeFiles } from './files.ts'

export type UploadedFile = KeptFile & { name: string }

const mostFiles = 50

/** Receives the files of a request one after another; the fields before them are read along. */
export async function* receiveFiles(
  files: KnowledgeFiles,
  workspaceId: string,
  request: FastifyRequest,
  { maxFile, most = mostFiles }: { maxFile: number; most?: number },
): AsyncGenerator<{ file: UploadedFile; field(name: string): string | undefined }> {
  const limits = { fileSize: maxFile, files: most, fields: 10, fieldSize: 100_000, parts: most + 10 }
  let count = 0
  for await (const part of request.files({ limits })) {
    if (part.fieldname !== 'file') throw new AppError('invalid_request', 'send files in the field `file`')
    const name = (part.filename ?? 'file').toWellFormed().replaceAll('\u0000', '').slice(-200).trim() || 'file'
    const kept = await files.store(workspaceId, part.file)
    if (part.file.truncated)
      throw new AppError('payload_too_large', `a file may have at most ${Math.floor(maxFile / 1_048_576)} MB`)
    if (kept.size === 0) throw new AppError('unprocessable', `the file ${name} is empty`)
    count++
    const field = (wanted: string) => {
      const given = part.fields[wanted]
      return given && !Array.isArray(given) && given.type === 'field' ? String(given.value) : undefined
    }
    yield { file: { ...kept, name }, field }
  }
  if (count === 0) throw new AppError('invalid_request', 'send at least one file in the field `file`')
}

/** A field of the form that holds JSON. */
export function readJsonField<T extends z.ZodType>(schema: T, text: string | undefined, path: string): z.output<T> {
  let value: unknown
  try {
    value = JSON.parse(text ?? '{}')
  } catch {
    throw new AppError('invalid_request', `${path}: is not JSON`, [{ path, message: 'is not JSON' }])
  }
  return readValue(schema, value, path)
}

export const readSettings = (text: string | undefined) =>
  readJsonField(documentSettings.partial(), text, '/body/settings')
