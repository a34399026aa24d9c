import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Route } from '@loopdesk/contracts/route.ts'
import type { FastifyInstance } from 'fastify'
import { policies } from './content-policy.ts'
import { makeOpenApi } from './openapi.ts'

const assets = join(dirname(fileURLToPath(import.meta.resolve('@fastify/swagger-ui'))), 'static')
const served = new Set(['swagger-ui.css', 'index.css', 'swagger-ui-bundle.js', 'favicon-32x32.png'])

const page = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>Loopdesk API</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="icon" href="/docs/favicon-32x32.png">
<link rel="stylesheet" href="/docs/swagger-ui.css">
<link rel="stylesheet" href="/docs/index.css">
</head>
<body>
<div id="swagger-ui"></div>
<script src="/docs/swagger-ui-bundle.js"></script>
<script src="/docs/start.js"></script>
</body>
</html>
`

const start = `SwaggerUIBundle({
  url: '/openapi.json', dom_id: '#swagger-ui', deepLinking: true, filter: true, docExpansion: 'none',
  displayRequestDuration: true, validatorUrl: null,
})
`

/** Serves the OpenAPI document of `routes()` and a page to browse it; nothing is fetched from elsewhere. */
export function serveDocs(app: FastifyInstance, { routes, version }: { routes: () => Route[]; version: string }): void {
  let document: string | undefined
  app.get('/openapi.json', async (_request, reply) => {
    document ??= JSON.stringify(makeOpenApi(routes(), version))
    return reply.type('application/json; charset=utf-8').header('access-control-allow-origin', '*').send(document)
  })
  app.get('/docs', async (_request, reply) =>
    reply.type('text/html; charset=utf-8').header('content-security-policy', policies.docs).send(page),
  )
  app.get('/docs/', async (_request, reply) => reply.redirect('/docs'))
  app.get('/docs/start.js', async (_request, reply) => reply.type('text/javascript; charset=utf-8').send(start))
  app.get<{ Params: { file: string } }>('/docs/:file', async (request, reply) => {
    if (!served.has(request.params.file)) return reply.callNotFound()
    return reply.sendFile(request.params.file, assets)
  })
}
