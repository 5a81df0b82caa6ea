// Pictures and files in a document: what is stored, and how they look while editing.
import { Node } from '@tiptap/core'
import { button, h, icon } from '../shared/dom.js'
import { translate } from '../shared/messages.js'

function numberAttribute(name) {
  return {
    default: null,
    parseHTML: (element) => Number(element.getAttribute(`data-${name}`)) || null,
    renderHTML: (attributes) => ({ 'data-media-id': attributes.mediaId }),
  }
}

function textAttribute(name, fallback = '') {
  return {
    default: fallback,
    parseHTML: (element) => element.getAttribute(`data-${name}`) || fallback,
    renderHTML: (attributes) => (attributes[name] ? { [`data-${name}`]: attributes[name] } : {}),
  }
}

/** What both node views share: a block that is edited with fields, not by typing. */
class MediaView {
  constructor({ node, editor, getPos }, site) {
    Object.assign(this, { node, editor, getPos, site })
    this.dom = h('figure', {
      class: `media-node media-${node.type.name}`,
      contenteditable: 'false',
      'data-not-saved': true,
    })
    this.removeButton = button(translate('remove'), 'trash-2', () => this.remove(), { quiet: true })
  }

  set(attributes) {
    const position = this.getPos()
    if (position === undefined) return
    const attrs = { ...this.node.attrs, ...attributes }
    this.editor.view.dispatch(this.editor.state.tr.setNodeMarkup(position, undefined, attrs))
  }

  remove() {
    const position = this.getPos()
    this.editor.chain().deleteRange({ from: position, to: position + this.node.nodeSize }).focus().run()
  }

  field(label, name) {
    const input = h('input', { class: 'control', value: this.node.attrs[name] || '', maxlength: '1000' })
    input.addEventListener('input', () => this.set({ [name]: input.value }))
    input.addEventListener('keydown', (event) => event.key === 'Enter' && event.preventDefault())
    this.inputs = { ...this.inputs, [name]: input }
    return h('label', { class: 'media-field' }, h('span', { class: 'small' }, label), input)
  }

  selectNode() {
    this.dom.classList.add('is-selected')
  }

  deselectNode() {
    this.dom.classList.remove('is-selected')
  }

  stopEvent(event) {
    return this.dom.contains(event.target) && event.target.closest('input, button, label') !== null
  }

  ignoreMutation() {
    return true
  }

  update(node) {
    if (node.type !== this.node.type || node.attrs.mediaId !== this.node.attrs.mediaId) return false
    this.node = node
    for (const [name, input] of Object.entries(this.inputs || {})) {
      if (document.activeElement !== input) input.value = node.attrs[name] || ''
    }
    this.refresh?.()
    return true
  }
}

class ImageView extends MediaView {
  constructor(props, site) {
    super(props, site)
    const picture = h('img', { src: site.source(this.node.attrs.mediaId), alt: '' })
    picture.addEventListener('error', () => picture.replaceWith(icon('image')), { once: true })
    this.decorative = h('input', { type: 'checkbox' })
    this.decorative.addEventListener('change', () => this.set({ decorative: this.decorative.checked }))
    this.warning = h('span', { class: 'library-missing small' }, icon('triangle-alert'), translate('altMissing'))
    this.dom.append(
      h('div', { class: 'media-picture' }, picture),
      h(
        'figcaption',
        { class: 'media-fields' },
        this.field(translate('alt'), 'alt'),
        this.field(translate('caption'), 'caption'),
        h(
          'div',
          { class: 'media-row' },
          h('label', { class: 'media-check' }, this.decorative, translate('decorative')),
          this.warning,
          this.removeButton,
        ),
      ),
    )
    this.refresh()
  }

  refresh() {
    const { alt, decorative } = this.node.attrs
    this.decorative.checked = Boolean(decorative)
    this.inputs.alt.disabled = Boolean(decorative)
    this.warning.hidden = Boolean(decorative || alt)
  }
}

class FileView extends MediaView {
  constructor(props, site) {
    super(props, site)
    this.dom.append(icon('paperclip'), this.field(translate('title'), 'title'), this.removeButton)
  }
}

export const ImageNode = Node.create({
  name: 'image',
  group: 'block',
  atom: true,
  draggable: true,
  addOptions: () => ({ site: null }),
  addAttributes: () => ({
    mediaId: numberAttribute('media-id'),
    alt: textAttribute('alt'),
    caption: textAttribute('caption'),
    decorative: {
      default: false,
      parseHTML: (element) => element.hasAttribute('data-decorative'),
      renderHTML: ({ decorative }) => (decorative ? { 'data-decorative': '' } : {}),
    },
  }),
  parseHTML: () => [{ tag: 'figure[data-kind="image"]' }],
  renderHTML: ({ HTMLAttributes }) => ['figure', { 'data-kind': 'image', ...HTMLAttributes }],
  addNodeView() {
    return (props) => new ImageView(props, this.options.site)
  },
})

export const FileNode = Node.create({
  name: 'file',
  group: 'block',
  atom: true,
  draggable: true,
  addOptions: () => ({ site: null }),
  addAttributes: () => ({ mediaId: numberAttribute('media-id'), title: textAttribute('title') }),
  parseHTML: () => [{ tag: 'figure[data-kind="file"]' }],
  renderHTML: ({ HTMLAttributes }) => ['figure', { 'data-kind': 'file', ...HTMLAttributes }],
  addNodeView() {
    return (props) => new FileView(props, this.options.site)
  },
})
