import { fileURLToPath } from 'node:url'
import { build, defineConfig, type InlineConfig } from 'vite'

const root = fileURLToPath(new URL('.', import.meta.url))

/** The forms (`dist/widget-forms.js`): loaded by the widget when a conversation has one. */
export const formsConfig: InlineConfig = {
  root,
  configFile: false,
  publicDir: false,
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  build: {
    target: 'es2020',
    emptyOutDir: false,
    lib: {
      entry: 'src/forms/main.tsx',
      formats: ['iife'],
      name: 'loopdeskForms',
      fileName: () => 'widget-forms.js',
    },
  },
}

/** One self-contained script (`dist/widget.js`); the link page (`chat.html`, `chat.js`) is copied from `public/`. */
export default defineConfig({
  root,
  plugins: [
    {
      name: 'forms-as-well',
      // A script of its own format cannot be a second entry of the same build.
      async writeBundle({ dir }) {
        await build({ ...formsConfig, logLevel: 'error', build: { ...formsConfig.build, outDir: dir } })
      },
    },
  ],
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  build: {
    target: 'es2020',
    lib: { entry: 'src/main.tsx', formats: ['iife'], name: 'loopdeskWidget', fileName: () => 'widget.js' },
    reportCompressedSize: true,
  },
})
