// The focal point of a picture: a point moved by arrow keys or a press, with every crop
// of the theme beside it.
//
// <sen-focal-point src="…" crops="[{label, ratio: [16, 9]}]">: wraps two plain number inputs,
// named focal_x and focal_y, and sets them.
import { announce, dispatchChange, h, listAttribute, uniqueId } from '../shared/dom.js'
import { translate } from '../shared/messages.js'

const STEP = 5
const FINE = 1
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }

const within = (percent) => Math.min(100, Math.max(0, Math.round(percent)))

/** A picture with a point to move; `onMove(x, y)` in percent, as it goes. */
export class FocalPoint {
  constructor({ src, x = 50, y = 50, crops = [], onMove = () => {} }) {
    Object.assign(this, { x, y, onMove })
    const help = uniqueId('focal-help')
    this.point = h('button', { type: 'button', class: 'focal-point', 'aria-describedby': help })
    this.picture = h('img', { src, alt: '', draggable: 'false' })
    this.crops = crops.map((crop) => this.crop(src, crop))
    this.output = h('output', { class: 'small muted' })
    this.element = h(
      'div',
      { class: 'focal' },
      h('div', { class: 'focal-stage' }, this.picture, this.point),
      h('div', { class: 'focal-crops' }, ...this.crops.map(({ frame }) => frame)),
      h('p', { class: 'hint small', id: help }, translate('focalHelp')),
      this.output,
    )
    this.point.addEventListener('keydown', (event) => this.onKey(event))
    const stage = this.picture.parentElement
    stage.addEventListener('pointerdown', (event) => this.onPress(event))
    stage.addEventListener('pointermove', (event) => this.held && this.moveTo(event))
    for (const end of ['pointerup', 'pointercancel']) stage.addEventListener(end, () => (this.held = false))
    this.show()
  }

  crop(src, { label, ratio }) {
    const image = h('img', { src, alt: '', loading: 'lazy' })
    const box = h('div', { class: 'focal-crop' }, image)
    box.style.aspectRatio = `${ratio[0]} / ${ratio[1]}`
    return {
      image,
      frame: h('figure', {}, box, h('figcaption', { class: 'small' }, `${label} ${ratio[0]}:${ratio[1]}`)),
    }
  }

  onKey(event) {
    const way = ARROWS[event.key]
    if (!way || event.altKey || event.ctrlKey || event.metaKey) return
    event.preventDefault()
    const step = event.shiftKey ? FINE : STEP
    this.set(this.x + way[0] * step, this.y + way[1] * step)
    announce(this.words())
  }

  onPress(event) {
    event.preventDefault()
    this.held = true
    this.point.focus()
    this.moveTo(event)
  }

  moveTo(event) {
    const box = this.picture.getBoundingClientRect()
    this.set((100 * (event.clientX - box.left)) / box.width, (100 * (event.clientY - box.top)) / box.height)
  }

  set(x, y) {
    this.x = within(x)
    this.y = within(y)
    this.show()
    this.onMove(this.x, this.y)
  }

  words() {
    return translate('focalAt', { x: this.x, y: this.y })
  }

  show() {
    this.point.style.left = `${this.x}%`
    this.point.style.top = `${this.y}%`
    this.point.setAttribute('aria-label', `${translate('focalPoint')}: ${this.words()}`)
    this.output.textContent = this.words()
    for (const { image } of this.crops) image.style.objectPosition = `${this.x}% ${this.y}%`
  }
}

export class FocalPointField extends HTMLElement {
  connectedCallback() {
    if (this.point) return
    const inputs = ['focal_x', 'focal_y'].map((name) => this.querySelector(`[name="${name}"]`))
    if (inputs.includes(null) || !this.getAttribute('src')) return
    const [x, y] = inputs
    this.point = new FocalPoint({
      src: this.getAttribute('src'),
      x: Number(x.value),
      y: Number(y.value),
      crops: listAttribute(this, 'crops'),
      onMove: (left, top) => {
        x.value = left
        y.value = top
        dispatchChange(x)
      },
    })
    for (const input of inputs) {
      input.addEventListener('input', (event) => event.isTrusted && this.point.set(Number(x.value), Number(y.value)))
    }
    this.prepend(this.point.element)
  }
}
