// What a document may hold: the same nodes and marks as cms/richtext on the server.
import { Extension, Mark, mergeAttributes } from '@tiptap/core'
import { Blockquote } from '@tiptap/extension-blockquote'
import { Link } from '@tiptap/extension-link'
import { ListItem } from '@tiptap/extension-list'
import { Table, TableCell, TableHeader, TableRow } from '@tiptap/extension-table'
import { StarterKit } from '@tiptap/starter-kit'
import { BlockNode } from './block-node.js'
import { FileNode, ImageNode } from './media-nodes.js'
import { safeHref } from './paste/links.js'
import { PendingImage } from './paste/pictures.js'

const LISTS = 'bulletList | orderedList'
const CELL = `(paragraph | image | pendingImage | file | ${LISTS})+`

// Kept in data-align, because a style attribute would not survive the page's policy.
const Align = Extension.create({
  name: 'align',
  addGlobalAttributes() {
    const align = {
      default: null,
      parseHTML: (element) => element.getAttribute('data-align'),
      renderHTML: ({ align: value }) => (value ? { 'data-align': value } : {}),
    }
    return [{ types: ['heading', 'paragraph'], attributes: { align } }]
  },
  addCommands() {
    return {
      setAlign: (value) => ({ commands }) =>
        ['heading', 'paragraph'].map((type) => commands.updateAttributes(type, { align: value })).some(Boolean),
    }
  },
})

function simpleMark(name, tag, key) {
  return Mark.create({
    name,
    excludes: name === 'subscript' ? 'superscript' : 'subscript',
    parseHTML: () => [{ tag }],
    renderHTML: ({ HTMLAttributes }) => [tag, HTMLAttributes, 0],
    addKeyboardShortcuts() {
      return { [key]: () => this.editor.commands.toggleMark(name) }
    },
  })
}

/** A link leads to an address, or to a record of the site wherever that may move. */
const SiteLink = Link.extend({
  addAttributes: () => ({
    href: { default: null, parseHTML: (element) => element.getAttribute('href') },
    itemId: {
      default: null,
      parseHTML: (element) => Number(element.getAttribute('data-item-id')) || null,
      renderHTML: ({ itemId }) => (itemId ? { 'data-item-id': itemId } : {}),
    },
  }),
  parseHTML: () => [
    { tag: 'a[data-item-id]' },
    { tag: 'a[href]', getAttrs: (element) => (safeHref(element.getAttribute('href')) ? null : false) },
  ],
  renderHTML: ({ HTMLAttributes }) => ['a', HTMLAttributes, 0],
})

// The library's own table writes its width into a style attribute.
const PlainTable = Table.extend({
  renderHTML: ({ HTMLAttributes }) => ['table', mergeAttributes(HTMLAttributes), ['tbody', 0]],
})

// A cell that claims to span a million columns would stop the browser.
const spanOf = (name) => (element) => Math.min(Math.max(Math.trunc(Number(element.getAttribute(name))) || 1, 1), 100)

const spans = {
  colspan: { default: 1, parseHTML: spanOf('colspan') },
  rowspan: { default: 1, parseHTML: spanOf('rowspan') },
  colwidth: { default: null, rendered: false, parseHTML: () => null },
}
const Cell = TableCell.extend({ content: CELL, addAttributes: () => spans })
const HeaderCell = TableHeader.extend({ content: CELL, addAttributes: () => spans })

const Quote = Blockquote.extend({ content: `(paragraph | heading | ${LISTS})+` })
const Entry = ListItem.extend({
  content: `paragraph (paragraph | image | pendingImage | file | blockquote | ${LISTS})*`,
})

/** Every extension of the editor; `site` gives the addresses of media and uploads. */
export function extensions(site) {
  return [
    StarterKit.configure({
      heading: { levels: [2, 3, 4] },
      code: false,
      codeBlock: false,
      link: false,
      blockquote: false,
      listItem: false,
      dropcursor: { color: false, class: 'drop-cursor', width: 3 },
    }),
    Quote,
    Entry,
    SiteLink.configure({ openOnClick: false, autolink: true, linkOnPaste: true, defaultProtocol: 'https' }),
    simpleMark('subscript', 'sub', 'Mod-,'),
    simpleMark('superscript', 'sup', 'Mod-.'),
    Align,
    PlainTable.configure({ resizable: false }),
    TableRow,
    Cell,
    HeaderCell,
    ImageNode.configure({ site }),
    FileNode.configure({ site }),
    PendingImage.configure({ site }),
    BlockNode.configure({ site }),
  ]
}
