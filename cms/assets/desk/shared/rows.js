// <sen-rows>: repeating parts of a form with buttons to add, move and remove one.
//
// Holds <ol class="rows"> of <li class="row"> and a <template> of an empty row in
// which __index__ stands for the number; names like "agenda-0-title" follow the order.
import { announce, button, dispatchChange, h, icon, listAttribute } from './dom.js'
import { translate } from './messages.js'

const NUMBERED = ['name', 'id', 'for', 'aria-describedby', 'aria-labelledby', 'labelledby', 'data-field', 'data-name']

// More rows than this begin folded, each shown by what it says.
const OPEN_AT_MOST = 2
const SUMMARIZED =
  'input:not([type="hidden"], [type="checkbox"], [type="file"]), select, textarea:not(.editor-json), sen-picker'

export class Rows extends HTMLElement {
  connectedCallback() {
    if (this.list) return
    this.list = this.querySelector(':scope > .rows')
    this.template = this.querySelector(':scope > template')
    if (!this.list || !this.template) return
    this.start = this.getAttribute('name')
    for (const spare of this.list.querySelectorAll(':scope > [data-spare]')) spare.remove()
    for (const row of this.list.children) this.equip(row)
    const rows = [...this.list.children]
    if (rows.length > OPEN_AT_MOST) { for (const row of rows) this.fold(row, !row.querySelector('.field-bad')) }
    this.addButton = button(translate('addRow'), 'plus', () => this.add())
    this.append(h('div', { class: 'rows-add' }, this.addButton))
    this.number()
  }

  add() {
    const html = this.template.innerHTML.replaceAll('__index__', String(this.list.children.length))
    const holder = document.createElement('template')
    holder.innerHTML = html
    const row = holder.content.querySelector('.row')
    const key = row.querySelector(':scope > [data-row-key]')
    if (key) key.value = newKey()
    this.equip(row)
    this.list.append(row)
    this.number()
    row.querySelector('input:not([type="hidden"]), select, textarea, [tabindex]')?.focus()
    this.commit()
  }

  equip(row) {
    const head = h(
      'div',
      { class: 'row-head' },
      h(
        'button',
        {
          type: 'button',
          class: 'row-title',
          'aria-expanded': 'true',
          onclick: () => this.fold(row, !row.classList.contains('is-folded')),
        },
        icon('chevron-down'),
        h('span', { class: 'row-number' }),
        h('span', { class: 'row-summary' }),
      ),
      button(translate('moveUp'), 'arrow-up', () => this.move(row, -1), { quiet: true, 'data-step': '-1' }),
      button(translate('moveDown'), 'arrow-down', () => this.move(row, 1), { quiet: true, 'data-step': '1' }),
      button(translate('remove'), 'trash-2', () => this.remove(row), { quiet: true }),
    )
    row.prepend(head)
  }

  fold(row, folded) {
    row.classList.toggle('is-folded', folded)
    row.querySelector(':scope > .row-fields').hidden = folded
    const title = row.querySelector(':scope > .row-head > .row-title')
    title.setAttribute('aria-expanded', String(!folded))
    title.querySelector('.row-summary').textContent = folded ? summary(row) : ''
  }

  move(row, step) {
    const rows = [...this.list.children]
    const index = rows.indexOf(row)
    if (!rows[index + step]) return
    if (step < 0) rows[index - 1].before(row)
    else rows[index + 1].after(row)
    this.number()
    this.commit()
    announce(translate('moved', { title: translate('rowNumber', { number: index + 1 }), position: index + step + 1 }))
    const same = row.querySelector(`[data-step="${step}"]:not([disabled])`)
    ;(same || row.querySelector('.row-head button:not([disabled])')).focus()
  }

  /** A removed row can be brought back until the page is left. */
  remove(row) {
    const place = [...this.list.children].indexOf(row)
    row.remove()
    this.undo?.remove()
    this.undo = button(translate('undo'), 'undo-2', () => this.bringBack(row, place), { kind: 'quiet' })
    this.addButton.after(this.undo)
    this.number()
    this.commit()
    announce(translate('removed', { title: translate('rowNumber', { number: place + 1 }) }))
    this.undo.focus()
  }

  bringBack(row, place) {
    this.list.insertBefore(row, this.list.children[place] || null)
    this.undo.remove()
    this.undo = null
    this.number()
    this.commit()
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
      const number = row.querySelector(':scope > .row-head .row-number')
      number.textContent = translate('rowNumber', { number: index + 1 })
      const [up, down] = row.querySelectorAll(':scope > .row-head > [data-step]')
      up.disabled = index === 0
      down.disabled = index === rows.length - 1
    })
  }

  commit() {
    dispatchChange(this)
  }
}

/** A name by which the server knows a row again, wherever it stands. */
function newKey() {
  const bytes = crypto.getRandomValues(new Uint8Array(6))
  return [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('')
}

/** What a folded row says: the first things filled in, in words. */
function summary(row) {
  const parts = []
  for (const control of row.querySelectorAll(SUMMARIZED)) {
    if (control.matches('sen-picker *')) continue
    if (control.matches('sen-picker')) {
      parts.push(...(control.chosen ?? listAttribute(control, 'chosen')).map((one) => one.title))
    } else if (control.matches('select')) parts.push(control.value ? control.selectedOptions[0].text : '')
    else parts.push(control.value)
  }
  return parts.map((part) => part.trim()).filter(Boolean).slice(0, 4).join(' · ')
}
