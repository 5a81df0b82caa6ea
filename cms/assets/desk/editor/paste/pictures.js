// Pictures in pasted text: those that came along are sent to the library, links to
// pictures elsewhere are left out, because a page must not call other sites.
import { Node } from '@tiptap/core'
import { Plugin, PluginKey } from '@tiptap/pm/state'
import { button, h, icon } from '../../shared/dom.js'
import { translate } from '../../shared/messages.js'
import { uploadAll } from '../../library/uploads.js'
import { mediaNode } from '../insert.js'
import { styleOf, unwrap } from './styles.js'

const DATA = /^data:image\/(png|jpe?g|gif|webp|bmp|tiff|avif|heic);base64,([a-z0-9+/=\s%]+)$/i
const OWN = /^\/media\/(\d{1,9})\//
const AUTOMATIC = /\s*(Description automatically generated|Mô tả được tạo tự động)( with \w+ confidence)?\.?\s*$/i

let last = 0

/** Put a figure in the place of every picture that stays: { pending, leftOut }. */
export function takePictures(page, rtf, { mayUpload = true } = {}) {
  const pending = new Map()
  let leftOut = 0
  const all = [...page.body.querySelectorAll('img')]
  const fromRtf = picturesOfRtf(all, rtf)
  for (const image of all) {
    const figure = page.createElement('figure')
    const source = image.getAttribute('data-src') || ''
    const own = ownId(source)
    const file = own || !mayUpload ? null : fileOf(source) || fromRtf.get(image)
    const words = own || file ? wordsOf(image) : {}
    if (own) {
      Object.assign(figure.dataset, { kind: 'image', mediaId: own, ...words })
      place(image, figure)
    } else if (file) {
      last += 1
      const key = `p${last}`
      pending.set(key, { file, words })
      Object.assign(figure.dataset, { kind: 'pending', key })
      place(image, figure)
    } else {
      leftOut += isPixel(image) ? 0 : 1
      image.remove()
    }
  }
  for (const around of [...page.body.querySelectorAll('figure:not([data-kind])')]) unwrap(around)
  return { pending, leftOut }
}

/** A picture of one dot only tells its sender who reads the letter. */
function isPixel(image) {
  const small = (value) => value !== null && /^\s*[0-2](px)?\s*$/.test(value)
  const style = styleOf(image)
  return (
    (small(image.getAttribute('width')) && small(image.getAttribute('height'))) ||
    /(^|;)\s*(max-)?(width|height):\s*[0-2]px/i.test(style) ||
    !image.getAttribute('data-src')
  )
}

function ownId(source) {
  try {
    const url = new URL(source, location.href)
    return url.origin === location.origin ? OWN.exec(url.pathname)?.[1] : null
  } catch {
    return null
  }
}

function fileOf(source) {
  const found = DATA.exec(source)
  if (!found) return null
  try {
    return pictureFile(atob(decodeURIComponent(found[2]).replace(/\s/g, '')), found[1])
  } catch {
    return null
  }
}

function pictureFile(binary, kind) {
  const bytes = Uint8Array.from(binary, (sign) => sign.charCodeAt(0))
  const extension = kind.toLowerCase().replace('jpeg', 'jpg')
  return new File([bytes], `${translate('pastedPicture')}.${extension}`, { type: `image/${kind.toLowerCase()}` })
}

/** What stands with a picture: its alternative text and the line under it. */
function wordsOf(image) {
  const alt = (image.getAttribute('alt') || '').replace(AUTOMATIC, '').trim()
  const words = /^(image|picture|ảnh|hình)?\s*\d*(\.\w{3,4})?$/i.test(alt) ? {} : { alt }
  const figure = image.closest('figure')
  const noted = figure?.querySelectorAll('img').length === 1 ? figure.querySelector('figcaption') : captionBelow(image)
  const caption = (noted?.textContent || '').replace(/\s+/g, ' ').trim()
  if (!caption) return words
  noted.remove()
  return { ...words, caption: caption.normalize('NFC') }
}

function captionBelow(image) {
  const block = image.closest('p')
  if (!block || block.textContent.trim() || block.querySelectorAll('img').length > 1) return null
  const next = block.nextElementSibling
  return next?.localName === 'p' && /MsoCaption|caption/i.test(next.className) ? next : null
}

/** A figure stands between paragraphs: before the line when nothing is before it. */
function place(image, figure) {
  const around = image.closest('figure:not([data-kind])')
  const block = around || image.closest('p,h1,h2,h3,h4,h5,h6')
  if (!block) {
    image.replaceWith(figure)
    return
  }
  const range = block.ownerDocument.createRange()
  range.setStart(block, 0)
  range.setEndBefore(image)
  if (around || !range.toString().trim()) block.before(figure)
  else {
    let behind = block
    while (behind.nextElementSibling?.dataset.kind) behind = behind.nextElementSibling
    behind.after(figure)
  }
  image.remove()
}

// Word's HTML names files of the writer's machine; the bytes are in its RTF.

function picturesOfRtf(images, rtf) {
  const wanted = images.filter((image) => /^file:/i.test(image.getAttribute('data-src') || ''))
  const found = wanted.length && rtf ? readRtf(rtf) : []
  if (found.length !== wanted.length) return new Map()
  return new Map(wanted.map((image, index) => [image, found[index]]))
}

/** Every PNG and JPEG of an RTF text, in order. */
export function readRtf(rtf) {
  const files = []
  let at = rtf.indexOf('\\pict')
  while (at >= 0 && files.length < 200) {
    const { text, end } = groupFrom(rtf, at)
    const kind = /\\(png|jpeg)blip/.exec(text)?.[1]
    if (kind) {
      const hex = text.replace(/\\[a-z]+-?\d* ?/g, '').replace(/[^\da-f]/gi, '')
      const codes = hex.match(/../g) || []
      files.push(pictureFile(binaryOf(codes), kind))
    }
    at = rtf.indexOf('\\pict', end)
  }
  return files
}

function binaryOf(codes) {
  let binary = ''
  for (const code of codes) binary += String.fromCharCode(parseInt(code, 16))
  return binary
}

/** The rest of a group of RTF, without the groups inside it. */
function groupFrom(rtf, at) {
  let depth = 0
  let text = ''
  let from = at
  for (let place = at; place < rtf.length; place += 1) {
    const sign = rtf[place]
    if (sign === '{') {
      if (!depth) text += rtf.slice(from, place)
      depth += 1
    } else if (sign === '}') {
      if (!depth) return { text: text + rtf.slice(from, place), end: place }
      depth -= 1
      from = place + 1
    }
  }
  return { text: depth ? text : text + rtf.slice(from), end: rtf.length }
}

/** The place of a picture that is still on its way; the server never stores it. */
export const PendingImage = Node.create({
  name: 'pendingImage',
  group: 'block',
  atom: true,
  addOptions: () => ({ site: null }),
  addAttributes: () => ({
    key: {
      default: '',
      parseHTML: (element) => element.getAttribute('data-key'),
      renderHTML: ({ key }) => ({ 'data-key': key }),
    },
  }),
  parseHTML: () => [{ tag: 'figure[data-kind="pending"]' }],
  renderHTML: ({ HTMLAttributes }) => ['figure', { 'data-kind': 'pending', ...HTMLAttributes }],
  addNodeView() {
    return ({ node, editor, getPos }) => {
      const known = this.options.site.arriving.has(node.attrs.key)
      const remove = () => {
        const from = getPos()
        editor.chain().deleteRange({ from, to: from + node.nodeSize }).focus().run()
      }
      const dom = h(
        'figure',
        { class: 'media-node media-pending', contenteditable: 'false', 'data-not-saved': true },
        icon(known ? 'image' : 'triangle-alert'),
        h('span', {}, translate(known ? 'pictureArriving' : 'pictureLost')),
        button(translate('remove'), 'trash-2', remove, { quiet: true }),
      )
      return { dom, ignoreMutation: () => true, stopEvent: (event) => Boolean(event.target.closest?.('button')) }
    }
  },
  addProseMirrorPlugins() {
    return [arrivals(this.options.site)]
  },
})

/** Whenever a place of a picture is in the text whose picture has come, put it there. */
function arrivals(site) {
  return new Plugin({
    key: new PluginKey('arrivals'),
    appendTransaction: (transactions, _old, state) => {
      if (!transactions.some((one) => one.docChanged || one.getMeta('arrived'))) return null
      const { tr, schema } = state
      state.doc.descendants((node, position) => {
        const media = node.type.name === 'pendingImage' && site.arrived.get(node.attrs.key)
        if (!media) return
        const from = tr.mapping.map(position)
        tr.replaceWith(from, from + node.nodeSize, schema.nodeFromJSON(mediaNode(media)))
      })
      // Taking the paste back takes the picture with it, in one step.
      return tr.docChanged ? tr.setMeta('addToHistory', false) : null
    },
  })
}

/** Send the pictures of a paste one after another. */
export async function sendPictures(editor, site, pending) {
  for (const [key, { file, words }] of pending) {
    file.details = words
    await uploadAll(site.uploadUrl, [file], site.uploads, (media) => {
      site.remember(media)
      site.arrived.set(key, { ...media, ...words, kind: 'image' })
      editor.view.dispatch(editor.state.tr.setMeta('arrived', key).setMeta('addToHistory', false))
    })
  }
}
