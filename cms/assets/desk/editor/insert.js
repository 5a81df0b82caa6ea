// Bringing pictures, files and links into the document.
import { button, h, icon, uniqueId } from '../shared/dom.js'
import { translate } from '../shared/messages.js'
import { chooseMedia } from '../library/media-dialog.js'
import { uploadAll } from '../library/uploads.js'

/** The node for a record of the media library. */
export function mediaNode(media) {
  if (media.kind === 'file') {
    return { type: 'file', attrs: { mediaId: media.id, title: media.title || media.filename || '' } }
  }
  const { id: mediaId, alt = '', caption = '' } = media
  return { type: 'image', attrs: { mediaId, alt: alt || '', caption: caption || '', decorative: false } }
}

/** Send files and put each where the cursor was, however the text moves meanwhile. */
export async function insertFiles(editor, site, files, at = editor.state.selection.to) {
  let position = at
  const follow = ({ transaction }) => {
    position = transaction.mapping.map(position)
  }
  editor.on('transaction', follow)
  await uploadAll(site.uploadUrl, files, site.uploads, (media) => {
    site.remember(media)
    editor.commands.insertContentAt(position, mediaNode(media))
  })
  editor.off('transaction', follow)
}

export async function insertFromLibrary(editor, site, kind) {
  const { from, to } = editor.state.selection
  const chosen = await chooseMedia({ mediaUrl: site.mediaUrl, uploadUrl: site.uploadUrl, kind, multiple: true })
  for (const media of chosen) site.remember({ ...media, kind: media.kind || kind })
  const nodes = chosen.map((media) => mediaNode({ ...media, kind: media.kind || kind }))
  if (nodes.length) editor.chain().focus().insertContentAt({ from, to }, nodes).run()
  else editor.view.focus()
}

/** Ask where the selected words should lead: an address or a record of the site. */
export function editLink(editor, site) {
  const { href, itemId } = editor.getAttributes('link')
  const title = uniqueId('link-dialog')
  const address = h('input', {
    type: 'text',
    class: 'control',
    value: href || '',
    inputmode: 'url',
    placeholder: 'https://',
  })
  const record = pickerFor(site, itemId)
  const dialog = h('dialog', { 'aria-labelledby': title, 'data-not-saved': true })
  const close = () => {
    dialog.close()
    dialog.remove()
    editor.view.focus()
  }
  const form = h(
    'form',
    { method: 'dialog' },
    h('h2', { id: title }, translate('link')),
    h('label', { class: 'field' }, h('span', { class: 'label' }, translate('linkAddress')), address),
    record.box,
    h(
      'div',
      { class: 'dialog-actions' },
      href || itemId ? button(translate('removeLink'), 'unlink', () => removeLink(editor, close)) : '',
      button(translate('cancel'), null, close),
      h('button', { type: 'submit', class: 'button button-primary' }, icon('check'), h('span', {}, translate('apply'))),
    ),
  )
  form.addEventListener('submit', (event) => {
    event.preventDefault()
    const chosen = Number(record.input?.value) || null
    applyLink(editor, chosen ? { href: null, itemId: chosen } : { href: fullAddress(address.value), itemId: null })
    close()
  })
  dialog.addEventListener('cancel', (event) => {
    event.preventDefault()
    close()
  })
  dialog.append(form)
  document.body.append(dialog)
  dialog.showModal()
  address.focus()
}

function pickerFor(site, itemId) {
  if (!site.pickUrl) return { box: '', input: null }
  const id = uniqueId('link-record')
  const input = h('input', { id, value: itemId ? String(itemId) : '' })
  const picker = document.createElement('sen-picker')
  picker.setAttribute('url', site.pickUrl)
  picker.setAttribute('labelledby', `${id}-label`)
  picker.append(input)
  const label = h('label', { class: 'label', for: id, id: `${id}-label` }, translate('linkRecord'))
  return { box: h('div', { class: 'field' }, label, picker), input }
}

/** "www.x.vn" becomes an address; what has a scheme or begins at the root stays. */
export function fullAddress(typed) {
  const text = typed.trim()
  if (!text || /^([a-z][a-z0-9+.-]*:|\/|#)/i.test(text)) return text
  return text.includes('@') ? `mailto:${text}` : `https://${text}`
}

function applyLink(editor, attributes) {
  const chain = editor.chain().focus().extendMarkRange('link')
  if (!attributes.href && !attributes.itemId) chain.unsetMark('link').run()
  else if (editor.state.selection.empty && !editor.isActive('link')) {
    const text = attributes.href || `#${attributes.itemId}`
    chain.insertContent({ type: 'text', text, marks: [{ type: 'link', attrs: attributes }] }).run()
  } else chain.setMark('link', attributes).run()
}

function removeLink(editor, close) {
  editor.chain().focus().extendMarkRange('link').unsetMark('link').run()
  close()
}
