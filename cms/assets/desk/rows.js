// <sen-rows>: repeating parts of a form with buttons to add, move and remove one.
//
// Holds <ol class="rows"> of <li class="row"> and a <template> of an empty row in
// which __index__ stands for the number; names like "agenda-0-title" follow the order.
import { announce, button, changed, h, say } from './common.js'

const NUMBERED = ['name', 'id', 'for', 'aria-describedby', 'aria-labelledby', 'labelledby', 'data-field', 'data-name']

export class Rows extends HTMLElement {
  connectedCallback() {
    if (this.list) return
    this.list = this.querySelector(':scope > .rows')
    this.template = this.querySelector(':scope > template')
    if (!this.list || !this.template) return
    this.start = this.getAttribute('name')
    for (const spare of this.list.querySelectorAll(':scope > [data-spare]')) spare.remove()
    for (const row of this.list.children) this.equip(row)
    this.addButton = button(say('addRow'), 'plus', () => this.add())
    this.append(h('div', { class: 'rows-add' }, this.addButton))
    this.number()
  }

  add() {
    const html = this.template.innerHTML.replaceAll('__index__', String(this.list.children.length))
    const holder = document.createElement('template')
    holder.innerHTML = html
    const row = holder.content.querySelector('.row')
    this.equip(row)
    this.list.append(row)
    this.number()
    row.querySelector('input:not([type="hidden"]), select, textarea, [tabindex]')?.focus()
    this.tell()
  }

  equip(row) {
    const head = h(
      'div',
      { class: 'row-head' },
      h('span', { class: 'row-number' }),
      button(say('moveUp'), 'arrow-up', () => this.move(row, -1), { quiet: true, 'data-step': '-1' }),
      button(say('moveDown'), 'arrow-down', () => this.move(row, 1), { quiet: true, 'data-step': '1' }),
      button(say('remove'), 'trash-2', () => this.remove(row), { quiet: true }),
    )
    row.prepend(head)
  }

  move(row, step) {
    const rows = [...this.list.children]
    const index = rows.indexOf(row)
    if (!rows[index + step]) return
    if (step < 0) rows[index - 1].before(row)
    else rows[index + 1].after(row)
    this.number()
    this.tell()
    announce(say('moved', { title: say('rowNumber', { number: index + 1 }), position: index + step + 1 }))
    const same = row.querySelector(`[data-step="${step}"]:not([disabled])`)
    ;(same || row.querySelector('.row-head button:not([disabled])')).focus()
  }

  /** A removed row can be brought back until the page is left. */
  remove(row) {
    const place = [...this.list.children].indexOf(row)
    row.remove()
    this.undo?.remove()
    this.undo = button(say('undo'), 'undo-2', () => this.bringBack(row, place), { kind: 'quiet' })
    this.addButton.after(this.undo)
    this.number()
    this.tell()
    announce(say('removed', { title: say('rowNumber', { number: place + 1 }) }))
    this.undo.focus()
  }

  bringBack(row, place) {
    this.list.insertBefore(row, this.list.children[place] || null)
    this.undo.remove()
    this.undo = null
    this.number()
    this.tell()
    row.querySelector('input:not([type="hidden"]), select, textarea')?.focus()
  }

  /** Give every row the number of its place, in names, ids and what points to them. */
  number() {
    const pattern = new RegExp(`(^|\\s)${this.start.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}-\\d+-`, 'g')
    const rows = [...this.list.children]
    rows.forEach((row, index) => {
      for (const element of [row, ...row.querySelectorAll('*')]) {
        for (const name of NUMBERED) {
          const value = element.getAttribute(name)
          if (value) element.setAttribute(name, value.replace(pattern, `$1${this.start}-${index}-`))
        }
      }
      const number = row.querySelector(':scope > .row-head > .row-number')
      number.textContent = say('rowNumber', { number: index + 1 })
      const [up, down] = row.querySelectorAll(':scope > .row-head > [data-step]')
      up.disabled = index === 0
      down.disabled = index === rows.length - 1
    })
  }

  tell() {
    changed(this)
  }
}
