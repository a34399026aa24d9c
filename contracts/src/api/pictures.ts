import { z } from 'zod'
import { defineRoute, id } from '../route.ts'

/** Text in pictures that were sent. */
export const pictureRoutes = {
  readPictureText: defineRoute({
    id: 'readPictureText',
    method: 'GET',
    path: '/v1/files/:fileId/text',
    summary: 'Read the text in a picture',
    tag: 'Files',
    right: 'conversations.read',
    params: z.object({ fileId: id }),
    reply: z.object({
      /** Lines from top to bottom, personal data masked; empty when there is none. */
      text: z.string(),
      /** 0 to 1. */
      confidence: z.number(),
      /** False when it is no picture, or nothing is installed to read it with. */
      read: z.boolean(),
    }),
  }),
}
