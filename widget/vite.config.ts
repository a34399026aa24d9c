import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vite'

/** One self-contained script (`dist/widget.js`); the link page (`chat.html`, `chat.js`) is copied from `public/`. */
export default defineConfig({
  root: fileURLToPath(new URL('.', import.meta.url)),
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  build: {
    target: 'es2020',
    lib: { entry: 'src/main.tsx', formats: ['iife'], name: 'loopdeskWidget', fileName: () => 'widget.js' },
    reportCompressedSize: true,
  },
})
