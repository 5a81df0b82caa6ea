// <sen-upload url="…">: many files at once, dropped or chosen, with their progress.
//
// Wraps the plain form of the media library. What arrived is listed with a field for
// its description; reload (an attribute) shows the page anew when all is done.
import { button, h } from '../shared/dom.js'
import { translate } from '../shared/messages.js'
import { acceptDrops, fileButton, uploadAll } from './uploads.js'
import { mediaCard } from './media-field.js'

export class Upload extends HTMLElement {
  connectedCallback() {
    if (this.zone) return
    const form = this.querySelector('form')
    this.url = this.getAttribute('url') || form?.action
    if (!this.url) return
    if (form) form.hidden = true
    const take = (files) => this.send(files)
    this.uploads = h('ul', { class: 'upload-list' })
    this.done = h('ol', { class: 'photos photos-image' })
    this.zone = h(
      'div',
      { class: 'drop-zone drop-zone-large' },
      fileButton(take, { kind: this.getAttribute('kind') || 'any' }),
      h('span', { class: 'muted drop-hint' }, translate('dropHere')),
    )
    this.append(this.zone, this.uploads, this.done)
    acceptDrops(this, take)
  }

  async send(files) {
    await uploadAll(this.url, files, this.uploads, (made) => this.onMade(made))
    this.dispatchEvent(new CustomEvent('uploaded', { bubbles: true }))
    if (this.hasAttribute('reload') && !this.uploads.children.length && !this.finish) {
      this.finish = button(translate('close'), 'check', () => location.reload(), { kind: 'primary' })
      this.append(this.finish)
    }
  }

  onMade(media) {
    this.done.append(mediaCard(media, media.kind || 'image'))
  }
}
