// The editor's tools: one tab stop, arrow keys between buttons, pressed states said.
import { button, h, uniqueId } from '../shared/dom.js'
import { translate } from '../shared/messages.js'
import { insertBlock } from './block-node.js'
import { editLink, insertFromLibrary } from './insert.js'

const mark = (name, iconName, keys) => ({
  key: name,
  icon: iconName,
  keys,
  active: (editor) => editor.isActive(name),
  run: (editor) => editor.chain().focus().toggleMark(name).run(),
})

const heading = (level) => ({
  key: `heading${level}`,
  icon: `heading-${level}`,
  keys: `Ctrl+Alt+${level}`,
  active: (editor) => editor.isActive('heading', { level }),
  run: (editor) => editor.chain().focus().toggleHeading({ level }).run(),
})

const align = (value, key, iconName) => ({
  key,
  icon: iconName,
  active: (editor) => (value ? editor.isActive({ align: value }) : false),
  run: (editor) => editor.chain().focus().setAlign(value).run(),
})

const command = (key, iconName, name, ...given) => ({
  key,
  icon: iconName,
  run: (editor) => editor.chain().focus()[name](...given).run(),
  can: (editor) => editor.can()[name](...given),
})

const GROUPS = [
  [
    { ...command('undo', 'undo-2', 'undo'), keys: 'Ctrl+Z' },
    { ...command('redo', 'redo-2', 'redo'), keys: 'Ctrl+Y' },
  ],
  [
    {
      key: 'paragraph',
      icon: 'pilcrow',
      keys: 'Ctrl+Alt+0',
      active: (editor) => editor.isActive('paragraph'),
      run: (editor) => editor.chain().focus().setParagraph().run(),
    },
    heading(2),
    heading(3),
    heading(4),
  ],
  [
    mark('bold', 'bold', 'Ctrl+B'),
    mark('italic', 'italic', 'Ctrl+I'),
    mark('underline', 'underline', 'Ctrl+U'),
    mark('strike', 'strikethrough', 'Ctrl+Shift+S'),
    mark('subscript', 'subscript', 'Ctrl+,'),
    mark('superscript', 'superscript', 'Ctrl+.'),
  ],
  [
    {
      key: 'bulletList',
      icon: 'list',
      keys: 'Ctrl+Shift+8',
      active: (editor) => editor.isActive('bulletList'),
      run: (editor) => editor.chain().focus().toggleBulletList().run(),
    },
    {
      key: 'orderedList',
      icon: 'list-ordered',
      keys: 'Ctrl+Shift+7',
      active: (editor) => editor.isActive('orderedList'),
      run: (editor) => editor.chain().focus().toggleOrderedList().run(),
    },
    {
      key: 'quote',
      icon: 'quote',
      keys: 'Ctrl+Shift+B',
      active: (editor) => editor.isActive('blockquote'),
      run: (editor) => editor.chain().focus().toggleBlockquote().run(),
    },
  ],
  [
    align(null, 'alignLeft', 'align-left'),
    align('center', 'alignCenter', 'align-center'),
    align('right', 'alignRight', 'align-right'),
    align('justify', 'alignJustify', 'align-justify'),
  ],
  [
    { key: 'link', icon: 'link', keys: 'Ctrl+K', active: (editor) => editor.isActive('link'), run: editLink },
    { key: 'image', icon: 'image', needs: 'mediaUrl', run: (editor, site) => insertFromLibrary(editor, site, 'image') },
    {
      key: 'file',
      icon: 'paperclip',
      needs: 'mediaUrl',
      run: (editor, site) => insertFromLibrary(editor, site, 'file'),
    },
    { key: 'insertBlock', icon: 'blocks', needs: 'blocksUrl', run: insertBlock },
    command('insertTable', 'table', 'insertTable', { rows: 3, cols: 3, withHeaderRow: true }),
    command('rule', 'minus', 'setHorizontalRule'),
    {
      key: 'clear',
      icon: 'remove-formatting',
      run: (editor) => editor.chain().focus().unsetAllMarks().setAlign(null).run(),
    },
  ],
]

const TABLE_GROUP = [
  command('addRowBefore', 'between-horizontal-end', 'addRowBefore'),
  command('addRowAfter', 'between-horizontal-start', 'addRowAfter'),
  command('addColumnBefore', 'between-vertical-end', 'addColumnBefore'),
  command('addColumnAfter', 'between-vertical-start', 'addColumnAfter'),
  command('toggleHeader', 'panel-top', 'toggleHeaderRow'),
  command('mergeCells', 'table-cells-merge', 'mergeOrSplit'),
  { ...command('deleteRow', 'rows-3', 'deleteRow'), danger: true },
  { ...command('deleteColumn', 'columns-3', 'deleteColumn'), danger: true },
  { ...command('deleteTable', 'trash-2', 'deleteTable'), danger: true },
]

export class Toolbar {
  constructor(editor, site, labelledby) {
    Object.assign(this, { editor, site, tools: [] })
    const labelId = uniqueId('tools')
    this.element = h('div', {
      class: 'editor-toolbar',
      role: 'toolbar',
      'aria-labelledby': `${labelId} ${labelledby || ''}`.trim(),
    })
    this.element.append(h('span', { id: labelId, hidden: true }, translate('toolbar')))
    for (const group of GROUPS) this.addGroup(group)
    this.tableGroup = this.addGroup(TABLE_GROUP, translate('table'))
    this.element.addEventListener('keydown', (event) => this.onKey(event))
    this.element.addEventListener('focusin', (event) => this.markStop(event.target.closest('button')))
    this.markStop(this.buttons[0])
    editor.on('transaction', () => this.refresh())
    this.refresh()
  }

  addGroup(tools, label) {
    const group = h('div', { class: 'editor-group', role: 'group', 'aria-label': label })
    for (const tool of tools) {
      if (tool.needs && !this.site[tool.needs]) continue
      const name = tool.keys ? `${translate(tool.key)} (${tool.keys})` : translate(tool.key)
      const element = button(name, tool.icon, () => this.press(tool, element), { quiet: true, 'data-tool': tool.key })
      if (tool.danger) element.classList.add('is-danger')
      this.tools.push({ ...tool, element })
      group.append(element)
    }
    this.element.append(group)
    return group
  }

  get buttons() {
    return this.tools.map((tool) => tool.element).filter((element) => !element.closest('[hidden]'))
  }

  press(tool, element) {
    if (element.getAttribute('aria-disabled') !== 'true') tool.run(this.editor, this.site)
  }

  onKey(event) {
    const { buttons } = this
    const at = buttons.indexOf(document.activeElement)
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: buttons.length - 1 }[event.key]
    if (to !== undefined) {
      event.preventDefault()
      buttons.at(to % buttons.length).focus()
    } else if (event.key === 'Escape') {
      this.editor.view.focus()
    }
  }

  markStop(current) {
    if (!current) return
    for (const { element } of this.tools) element.tabIndex = element === current ? 0 : -1
  }

  focus() {
    this.tools.find(({ element }) => element.tabIndex === 0).element.focus()
  }

  refresh() {
    const { editor } = this
    this.tableGroup.hidden = !editor.isActive('table')
    for (const { element, active, can } of this.tools) {
      if (active) element.setAttribute('aria-pressed', String(active(editor)))
      // Not the disabled attribute: it would throw away the keyboard's place.
      if (can) element.setAttribute('aria-disabled', String(!can(editor)))
    }
    if (!this.buttons.some((element) => element.tabIndex === 0)) this.markStop(this.buttons[0])
  }
}
