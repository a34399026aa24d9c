import type { Attachment } from '@loopdesk/contracts/knowledge.ts'
import { pathOf, routes, sendForm } from '../../../../api.ts'
import { useNotice } from '../../../workbench/use-notice.tsx'

/** Stores files of entries: pictures in texts, and attachments. */
export function useUploads() {
  const notice = useNotice()
  const store = async (file: File): Promise<Attachment> => {
    const form = new FormData()
    form.append('file', file, file.name)
    try {
      const { url: _, ...stored } = await sendForm(routes.uploadKnowledgeFile, form)
      return stored
    } catch (error) {
      notice.fail(error)
      throw error
    }
  }
  return {
    store,
    /** Answers what stands in Markdown for the picture. */
    picture: async (file: File) => `file:${(await store(file)).file}`,
  }
}

/** Where colleagues read a stored file. */
export function knowledgeFileUrl(fileId: string): string {
  return pathOf(routes.readKnowledgeFile.path, { fileId })
}
