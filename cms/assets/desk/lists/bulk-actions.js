// <sen-bulk-actions>: rows that can be ticked, and the bar that says what to do with them.
//
// Without it the boxes and the whole bar stand there and work. With it: all of the
// page by one box, a range with Shift, Escape unticks, and the bar shows only while
// something is ticked, with just the field that the chosen act needs.
import { announce, button, h } from '../shared/dom.js'
import { translate } from '../shared/messages.js'

export class BulkActions extends HTMLElement {
  connectedCallback() {
    this.bar = this.querySelector('.bulk-bar')
    if (!this.bar || this.boxes) return
    this.boxes = [...this.querySelectorAll(`input[type="checkbox"][form="${this.bar.id}"]`)]
    this.last = null
    this.addAll()
    this.addEventListener('click', (event) => this.onClick(event))
    this.addEventListener('change', () => this.draw())
    this.addEventListener('keydown', (event) => this.onKey(event))
    this.count = this.bar.querySelector('[data-count]')
    this.count.after(button(translate('untick'), 'x', () => this.untick(), { quiet: true, 'data-untick': true }))
    this.act = this.bar.querySelector('[name="act"]:is(select)')
    this.draw()
  }

  /** The box in the head of the table, for the whole page. */
  addAll() {
    const cell = this.querySelector('[data-pick-all]')
    if (!cell) return
    this.all = h('input', { type: 'checkbox', 'aria-label': translate('tickPage') })
    this.all.addEventListener('click', () => this.setAll(this.all.checked))
    cell.replaceChildren(h('label', { class: 'pick-label' }, this.all))
  }

  setAll(on) {
    for (const box of this.boxes) box.checked = on
    this.draw()
  }

  get ticked() {
    return this.boxes.filter((box) => box.checked)
  }

  /** Space with Shift comes as a click too: both take the rows in between along. */
  onClick(event) {
    const box = event.target
    const place = this.boxes.indexOf(box)
    if (place < 0) return
    if (event.shiftKey && this.last !== null && this.last !== place) {
      const [from, to] = [Math.min(this.last, place), Math.max(this.last, place)]
      for (const one of this.boxes.slice(from, to + 1)) one.checked = box.checked
    }
    this.last = place
    this.draw()
  }

  onKey(event) {
    if (event.key !== 'Escape' || event.isComposing || !this.ticked.length) return
    event.preventDefault()
    this.untick()
  }

  untick() {
    const back = this.bar.contains(document.activeElement) ? this.ticked[0] : null
    this.setAll(false)
    back?.focus()
  }

  draw() {
    const number = this.ticked.length
    const shown = !this.bar.hidden
    this.bar.hidden = number === 0
    for (const box of this.boxes) box.closest('tr')?.classList.toggle('is-ticked', box.checked)
    if (this.all) {
      this.all.checked = number > 0 && number === this.boxes.length
      this.all.indeterminate = number > 0 && number < this.boxes.length
    }
    const words = translate('ticked', { count: number })
    if (this.count.textContent !== words) this.count.textContent = words
    if (shown && number === 0) announce(words)
    this.drawActs()
    this.drawKept()
  }

  /** Only the field that the chosen act asks for. */
  drawActs() {
    if (!this.act) return
    const asks = this.act.selectedOptions[0]?.dataset.asks || ''
    for (const part of this.bar.querySelectorAll('[data-ask]')) {
      part.hidden = part.dataset.ask !== asks
      for (const control of part.querySelectorAll('input, select')) {
        control.disabled = part.hidden
        control.required = !part.hidden && control.id !== 'bulk-section'
      }
    }
    this.act.required = true
  }

  /** Among keywords to merge, only a ticked one can be the one that stays. */
  drawKept() {
    const into = this.bar.querySelector('[data-into]')
    if (!into) return
    const ticked = new Set(this.ticked.map((box) => box.value))
    for (const option of into.options) {
      option.hidden = option.value !== '' && !ticked.has(option.value)
      option.disabled = option.hidden
    }
    if (into.selectedOptions[0]?.disabled) into.value = ''
  }
}
