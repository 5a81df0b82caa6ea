// The rich text editor: a document as JSON in a text area, edited on the page.
import { Editor, Extension, getSchema } from '@tiptap/core'
import { announce, button, dispatchChange, h, icon } from '../shared/dom.js'
import { translate } from '../shared/messages.js'
import { nonce } from '../shared/requests.js'
import { editLink, insertFiles } from './insert.js'
import { hasText, transformPasted } from './paste.js'
import { convertPastes } from './paste/encodings.js'
import { sendPictures } from './paste/pictures.js'
import { extensions } from './schema.js'
import { Toolbar } from './toolbar.js'

/** The addresses and memory that the editor's parts share. */
class Site {
  constructor(host) {
    this.uploadUrl = host.getAttribute('upload-url') || ''
    this.mediaUrl = host.getAttribute('media-url') || ''
    this.pickUrl = host.getAttribute('pick-url') || ''
    this.pattern = host.getAttribute('image-src') || '/media/__id__/640'
    this.blocksUrl = host.getAttribute('blocks-url') || ''
    this.uploads = h('ul', { class: 'upload-list' })
    this.notes = h('div', { class: 'editor-notes' })
    this.sources = new Map()
    // Pictures of pastes on their way to the library, and those that have come.
    this.arriving = new Map()
    this.arrived = new Map()
    this.capitals = []
  }

  remember(media) {
    const source = media.src || media.thumb || media.thumbnail
    if (source) this.sources.set(String(media.id), source)
  }

  source(id) {
    return this.sources.get(String(id)) || this.pattern.replace('__id__', id)
  }
}

/** Put an editor into a <sen-editor>; throws when its document cannot be read. */
export function mount(host) {
  const site = new Site(host)
  const all = extensions(site)
  const content = JSON.parse(host.store.value || 'null')
  // Content that the schema does not know must stay untouched, not vanish.
  if (content) getSchema(all).nodeFromJSON(content).check()
  const surface = h('div', { class: 'editor-surface' })
  const words = h('p', { class: 'editor-words small muted' })
  let clipboard = null
  const editor = new Editor({
    element: surface,
    injectNonce: nonce(),
    extensions: [...all, shortcuts(site, () => toolbar)],
    content: content || '',
    editorProps: {
      attributes: surfaceAttributes(host),
      transformPastedHTML: (html) => takeHtml(editor, site, html, clipboard),
      transformPastedText: (text) => text.normalize('NFC'),
      handleDOMEvents: {
        paste: (_view, event) => {
          clipboard = event.clipboardData
          return false
        },
      },
      handlePaste: (_view, event) => takeFiles(editor, site, event.clipboardData),
      handleDrop: (view, event, _slice, moved) => !moved && dropFiles(editor, site, view, event),
    },
  })
  const toolbar = new Toolbar(editor, site, host.getAttribute('labelledby'))
  const frame = h('div', { class: 'editor' }, toolbar.element, site.uploads, site.notes, surface, words)
  host.plain.hidden = true
  host.append(frame)
  label(host, editor)
  const store = keepStored(host, editor)
  convertPastes(editor, site, site.notes)
  const count = () => {
    words.textContent = translate('words', { count: countWords(editor) })
  }
  editor.on('update', () => {
    store()
    count()
  })
  count()
  return editor
}

function surfaceAttributes(host) {
  const attributes = {
    role: 'textbox',
    'aria-multiline': 'true',
    'aria-description': translate('editorHelp'),
    lang: host.getAttribute('lang') || document.documentElement.lang,
    class: 'editor-text prose',
  }
  if (host.getAttribute('labelledby')) attributes['aria-labelledby'] = host.getAttribute('labelledby')
  for (const name of ['aria-describedby', 'aria-invalid']) {
    const value = host.plain.getAttribute(name)
    if (value) attributes[name] = value
  }
  return attributes
}

/** A click on the field's label leads into the editor, as it would into an input. */
function label(host, editor) {
  const { id } = host.plain
  if (!id) return
  document.querySelector(`label[for="${CSS.escape(id)}"]`)?.addEventListener('click', () => editor.view.focus())
  host.plain.removeAttribute('id')
  editor.view.dom.id = id
}

function shortcuts(site, toolbar) {
  return Extension.create({
    name: 'deskShortcuts',
    addKeyboardShortcuts() {
      return {
        'Mod-k': () => {
          editLink(this.editor, site)
          return true
        },
        'Alt-F10': () => {
          toolbar().focus()
          return true
        },
      }
    },
  })
}

/** Write the document into the text area: soon after a change, and before sending. */
function keepStored(host, editor) {
  let timer = 0
  const write = () => {
    clearTimeout(timer)
    timer = 0
    host.store.value = JSON.stringify(editor.getJSON())
  }
  host.store.form?.addEventListener('formdata', (event) => {
    if (!timer) return
    write()
    event.formData.set(host.store.name, host.store.value)
  })
  return () => {
    clearTimeout(timer)
    timer = setTimeout(() => {
      write()
      dispatchChange(host.store)
    }, 200)
  }
}

function countWords(editor) {
  const { doc } = editor.state
  return doc.textBetween(0, doc.content.size, ' ', ' ').split(/\s+/).filter(Boolean).length
}

/** Clean what is pasted; its pictures follow once the text is in its place. */
function takeHtml(editor, site, html, clipboard) {
  const rtf = html.includes('file:') ? clipboard?.getData('text/rtf') || '' : ''
  const taken = transformPasted(html, { rtf, mayUpload: Boolean(site.uploadUrl) })
  site.capitals = taken.capitals
  for (const key of taken.pending.keys()) site.arriving.set(key, true)
  if (taken.pending.size) setTimeout(() => sendPictures(editor, site, taken.pending), 0)
  if (taken.leftOut) reportLeftOut(editor, site, taken.leftOut)
  return taken.html
}

function reportLeftOut(editor, site, count) {
  site.notes.querySelector('.paste-left-out')?.remove()
  const message = translate('picturesLeftOut', { count })
  const note = h('div', { class: 'paste-bar paste-left-out', 'data-not-saved': true })
  const close = () => {
    note.remove()
    editor.view.focus()
  }
  note.append(
    icon('image'),
    h('p', { class: 'paste-message' }, message),
    button(translate('close'), 'x', close, { quiet: true }),
  )
  site.notes.append(note)
  announce(message)
}

/** Pictures on the clipboard are sent to the library; text goes the usual way. */
function takeFiles(editor, site, data, at) {
  const files = [...(data?.files || [])]
  const html = data?.getData('text/html') || ''
  const onlyPicture = !html || !hasText(html)
  if (!files.length || !site.uploadUrl || !onlyPicture) return false
  insertFiles(editor, site, files, at)
  return true
}

function dropFiles(editor, site, view, event) {
  const at = view.posAtCoords({ left: event.clientX, top: event.clientY })?.pos
  const taken = takeFiles(editor, site, event.dataTransfer, at)
  if (taken) event.preventDefault()
  return taken
}
