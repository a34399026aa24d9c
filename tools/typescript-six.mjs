// TypeScript 7 checks our types but has no JavaScript API. Tools that need one (dependency-cruiser, knip) get version 6, which is
// installed beside it under another name: node --import ./tools/typescript-six.mjs …
import { registerHooks } from 'node:module'

registerHooks({
  resolve: (specifier, context, next) => next(specifier.replace(/^typescript(?=$|\/)/, 'typescript6'), context),
})
