import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

/** The server during development; in production it serves the built files itself under /console/. */
const server = process.env.LOOPDESK_URL ?? 'http://localhost:3000'

export default defineConfig({
  root: import.meta.dirname,
  base: '/console/',
  plugins: [react()],
  build: { outDir: 'dist', emptyOutDir: true, target: 'es2022', chunkSizeWarningLimit: 1700 },
  server: { port: 5273, proxy: { '/v1': { target: server, ws: true } } },
})
