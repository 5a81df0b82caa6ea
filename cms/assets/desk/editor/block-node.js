// A reusable block in a document: only its number is stored, its words live elsewhere.
import { Node } from '@tiptap/core'
import { announce, button, h, icon, uniqueId } from '../shared/dom.js'
import { translate } from '../shared/messages.js'
import { getJSON } from '../shared/requests.js'

const ICONS = { contact: 'phone', notice: 'megaphone' }

class BlockView {
  constructor({ node, editor, getPos }, site) {
    Object.assign(this, { node, editor, getPos, site })
    this.name = h('strong', {}, `#${node.attrs.blockId}`)
    this.kind = h('span', { class: 'small muted' })
    this.words = h('p', { class: 'small' })
    this.sign = h('span', {}, icon('blocks'))
    this.link = h('span', {})
    this.dom = h(
      'figure',
      { class: 'media-node media-block', contenteditable: 'false', 'data-not-saved': true },
      this.sign,
      h('div', { class: 'block-words' }, h('p', {}, this.name, ' ', this.kind), this.words),
      h(
        'span',
        { class: 'media-row' },
        this.link,
        button(translate('remove'), 'trash-2', () => this.remove(), { quiet: true }),
      ),
    )
    this.load()
  }

  async load() {
    try {
      const known = await blocksOf(this.site)
      this.show(known.find(({ id }) => id === this.node.attrs.blockId))
    } catch {
      // Without a connection the number says enough; the block itself is safe.
      this.kind.textContent = translate('sharedBlock')
    }
  }

  show(block) {
    this.sign.replaceChildren(icon(block ? ICONS[block.kind] || 'blocks' : 'triangle-alert'))
    this.name.textContent = block?.name || translate('blockGone')
    this.kind.textContent = block?.kind_label || ''
    this.words.textContent = block?.words || ''
    if (block?.edit_url) {
      this.link.replaceChildren(h('a', { href: block.edit_url, target: '_blank', class: 'small' }, translate('edit')))
    }
  }

  remove() {
    const position = this.getPos()
    this.editor.chain().deleteRange({ from: position, to: position + this.node.nodeSize }).focus().run()
  }

  selectNode() {
    this.dom.classList.add('is-selected')
  }

  deselectNode() {
    this.dom.classList.remove('is-selected')
  }

  stopEvent(event) {
    return this.dom.contains(event.target) && event.target.closest('a, button') !== null
  }

  ignoreMutation() {
    return true
  }
}

/** Every block of the site, asked for once on a page. */
function blocksOf(site, { anew = false } = {}) {
  if (anew || !site.blocks) {
    site.blocks = getJSON(site.blocksUrl).then((answer) => answer.blocks)
    site.blocks.catch(() => {
      site.blocks = null
    })
  }
  return site.blocks
}

export const BlockNode = Node.create({
  name: 'sharedBlock',
  group: 'block',
  atom: true,
  draggable: true,
  addOptions: () => ({ site: null }),
  addAttributes: () => ({
    blockId: {
      default: null,
      parseHTML: (element) => Number(element.getAttribute('data-block-id')) || null,
      renderHTML: ({ blockId }) => ({ 'data-block-id': blockId }),
    },
  }),
  parseHTML: () => [{ tag: 'figure[data-kind="block"]' }],
  renderHTML: ({ HTMLAttributes }) => ['figure', { 'data-kind': 'block', ...HTMLAttributes }],
  addNodeView() {
    return (props) => new BlockView(props, this.options.site)
  },
})

/** Ask which block to put in, and put it where the cursor is. */
export async function insertBlock(editor, site) {
  const { to } = editor.state.selection
  const title = uniqueId('blocks')
  const list = h('ul', { class: 'block-choices' })
  const dialog = h('dialog', { 'aria-labelledby': title, 'data-not-saved': true })
  const close = () => {
    dialog.close()
    dialog.remove()
    editor.view.focus()
  }
  const choose = (block) => {
    close()
    const content = [{ type: 'sharedBlock', attrs: { blockId: block.id } }]
    editor.chain().focus().insertContentAt(to, content).run()
    announce(translate('added', { title: block.name }))
  }
  dialog.addEventListener('cancel', (event) => {
    event.preventDefault()
    close()
  })
  dialog.append(
    h('h2', { id: title }, translate('insertBlock')),
    list,
    h('div', { class: 'dialog-actions' }, button(translate('cancel'), null, close)),
  )
  document.body.append(dialog)
  dialog.showModal()
  try {
    const known = await blocksOf(site, { anew: true })
    if (known.length) list.append(...known.map((block) => choice(block, choose)))
    else list.append(h('li', { class: 'muted' }, translate('noBlocks')))
  } catch {
    list.append(h('li', { class: 'muted' }, translate('offline')))
  }
  list.querySelector('button')?.focus()
}

function choice(block, choose) {
  return h(
    'li',
    {},
    h(
      'button',
      { type: 'button', class: 'block-choice', onclick: () => choose(block) },
      icon(ICONS[block.kind] || 'blocks'),
      h(
        'span',
        {},
        h('strong', {}, block.name),
        ' ',
        h('span', { class: 'small muted' }, block.kind_label),
        h('br'),
        h('span', { class: 'small' }, block.words),
      ),
    ),
  )
}
