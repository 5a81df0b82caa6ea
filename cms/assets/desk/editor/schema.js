// What a document may hold: the same nodes and marks as cms/richtext on the server.
import { Extension, Mark, mergeAttributes } from '@tiptap/core'
import { Blockquote } from '@tiptap/extension-blockquote'
import { Link } from '@tiptap/extension-link'
import { ListItem } from '@tiptap/extension-list'
import { Table, TableCell, TableHeader, TableRow } from '@tiptap/extension-table'
import { StarterKit } from '@tiptap/starter-kit'
import { FileNode, ImageNode } from './media-nodes.js'

const LISTS = 'bulletList | orderedList'
const CELL = `(paragraph | image | file | ${LISTS})+`

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
      setAlign:
        (value) =>
        ({ commands }) =>
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
  parseHTML: () => [{ tag: 'a[data-item-id]' }, { tag: 'a[href]:not([href^="javascript:" i])' }],
  renderHTML: ({ HTMLAttributes }) => ['a', HTMLAttributes, 0],
})

// The library's own table writes its width into a style attribute.
const PlainTable = Table.extend({
  renderHTML: ({ HTMLAttributes }) => ['table', mergeAttributes(HTMLAttributes), ['tbody', 0]],
})

const spans = {
  colspan: { default: 1, parseHTML: (element) => Number(element.getAttribute('colspan')) || 1 },
  rowspan: { default: 1, parseHTML: (element) => Number(element.getAttribute('rowspan')) || 1 },
  colwidth: { default: null, rendered: false, parseHTML: () => null },
}
const Cell = TableCell.extend({ content: CELL, addAttributes: () => spans })
const HeaderCell = TableHeader.extend({ content: CELL, addAttributes: () => spans })

const Quote = Blockquote.extend({ content: `(paragraph | heading | ${LISTS})+` })
const Entry = ListItem.extend({ content: `paragraph (paragraph | image | file | blockquote | ${LISTS})*` })

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
  ]
}
