// Builds cms/static from cms/assets: `npm run build`. Same input, same bytes.
import { copyFile, mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { ICONS, MARK } from './icons.mjs'

const here = dirname(fileURLToPath(import.meta.url))
const root = join(here, '..', '..')
const served = join(root, 'cms', 'static')
const out = await mkdtemp(join(tmpdir(), 'assets-'))
const modules = join(root, 'node_modules')
const ENTRIES = { desk: 'desk/desk', editor: 'desk/editor/editor' }
const target = ['chrome115', 'firefox115', 'safari16.4']

// Other files of cms/static belong to the server; only these are written anew.
const OWN = [/^(desk|editor|reader|login)\.(js|css)$/, /^chunk-.*\.js$/, /^icons?\.svg$/]

/** Put what was built in its place, each file whole: a running site may be reading it. */
async function deliver() {
  await mkdir(join(served, 'fonts'), { recursive: true })
  const built = await readdir(out, { recursive: true, withFileTypes: true })
  const names = built.filter((one) => one.isFile()).map((one) => relative(out, join(one.parentPath, one.name)))
  for (const name of names) {
    const fresh = await readFile(join(out, name))
    const old = await readFile(join(served, name)).catch(() => null)
    if (old?.equals(fresh)) continue
    const beside = join(served, `${name}.new`)
    await writeFile(beside, fresh)
    await rename(beside, join(served, name))
  }
  for (const name of await readdir(served)) {
    if (OWN.some((pattern) => pattern.test(name)) && !names.includes(name)) await rm(join(served, name))
  }
  await rm(out, { recursive: true })
}

async function scripts() {
  const shared = { bundle: true, minify: true, target, legalComments: 'none', charset: 'utf8' }
  for (const [name, entry] of Object.entries(ENTRIES)) {
    await build({
      ...shared,
      entryPoints: [join(here, `${entry}.js`)],
      outfile: join(out, `${name}.js`),
      format: 'esm',
    })
  }
  await build({
    ...shared,
    entryPoints: [join(here, 'accounts', 'login.js')],
    outfile: join(out, 'login.js'),
    format: 'esm',
  })
  await build({
    ...shared,
    entryPoints: [join(here, 'reader', 'reader.js')],
    outfile: join(out, 'reader.js'),
    format: 'iife',
  })
}

async function styles() {
  for (const [name, entry] of Object.entries(ENTRIES)) {
    await build({
      entryPoints: [join(here, `${entry}.css`)],
      outfile: join(out, `${name}.css`),
      bundle: true,
      minify: true,
      target,
      charset: 'utf8',
      legalComments: 'none',
      external: ['fonts/*'],
    })
  }
}

async function fonts() {
  const sans = join(modules, '@fontsource', 'be-vietnam-pro', 'files')
  for (const subset of ['latin', 'vietnamese']) {
    for (const weight of [400, 500, 600, 700]) {
      await copyFile(
        join(sans, `be-vietnam-pro-${subset}-${weight}-normal.woff2`),
        join(out, 'fonts', `be-vietnam-pro-${subset}-${weight}.woff2`),
      )
    }
  }
  const serif = join(modules, '@fontsource-variable', 'noto-serif', 'files')
  for (const subset of ['latin', 'vietnamese']) {
    for (const slope of ['normal', 'italic']) {
      await copyFile(
        join(serif, `noto-serif-${subset}-wght-${slope}.woff2`),
        join(out, 'fonts', `noto-serif-${subset}-${slope}.woff2`),
      )
    }
  }
}

async function icons() {
  const symbols = []
  for (const name of ICONS) {
    const svg = await readFile(join(modules, 'lucide-static', 'icons', `${name}.svg`), 'utf8')
    const inner = svg
      .replace(/<!--[\s\S]*?-->/g, '')
      .replace(/^[\s\S]*?<svg[\s\S]*?>/, '')
      .replace('</svg>', '')
      .replace(/\s*\n\s*/g, '')
      .replace(/ \/>/g, '/>')
    symbols.push(`<symbol id="${name}" viewBox="0 0 24 24">${inner}</symbol>`)
  }
  symbols.push(`<symbol id="sen" viewBox="0 0 32 32"><g fill="currentColor" stroke="none">${MARK}</g></symbol>`)
  const head = '<svg xmlns="http://www.w3.org/2000/svg">'
  await writeFile(join(out, 'icons.svg'), `${head}\n${symbols.join('\n')}\n</svg>\n`)
  const favicon = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32" fill="#9f1d20">${MARK}</svg>\n`
  await writeFile(join(out, 'icon.svg'), favicon)
}

async function licences() {
  const packages = [
    '@tiptap/core',
    'prosemirror-view',
    'lucide-static',
    '@fontsource/be-vietnam-pro',
    '@fontsource-variable/noto-serif',
  ]
  const titles = {
    '@tiptap/core': 'TipTap (editor.js), all @tiptap packages',
    'prosemirror-view': 'ProseMirror (editor.js), all prosemirror packages',
    'lucide-static': 'Lucide (icons.svg)',
    '@fontsource/be-vietnam-pro': 'Be Vietnam Pro (fonts/)',
    '@fontsource-variable/noto-serif': 'Noto Serif (fonts/)',
  }
  const parts = ['What cms/static contains from others, and under which licence.\n']
  for (const name of packages) {
    const folder = join(modules, ...name.split('/'))
    const { version } = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'))
    const files = await readdir(folder)
    const file = files.find((entry) => /^licen[cs]e/i.test(entry))
    const text = file
      ? await readFile(join(folder, file), 'utf8')
      : await readFile(join(here, 'licences', 'tiptap.txt'), 'utf8')
    parts.push(`${'='.repeat(72)}\n${titles[name]} ${version}\n${'='.repeat(72)}\n\n${text.trim()}\n`)
  }
  await writeFile(join(out, 'LICENSES.txt'), parts.join('\n').replace(/\r\n/g, '\n').replace(/[ \t]+$/gm, ''))
}

await mkdir(join(out, 'fonts'))
await Promise.all([scripts(), styles(), fonts(), icons(), licences()])
await deliver()
