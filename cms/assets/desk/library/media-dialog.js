// The dialog in which pictures and files of the library are chosen.
import { announce, button, debounceInput, h, icon, uniqueId } from '../shared/dom.js'
import { translate } from '../shared/messages.js'
import { getJSON } from '../shared/requests.js'
import { thumbnail } from './media-records.js'
import { acceptDrops, fileButton, uploadAll } from './uploads.js'

/** A dialog over the library; gives the chosen records, none when it is closed. */
export function chooseMedia({ mediaUrl, uploadUrl = '', kind = 'image', multiple = false }) {
  return new Promise((resolve) => new LibraryDialog({ mediaUrl, uploadUrl, kind, multiple, resolve }).open())
}

class LibraryDialog {
  constructor(options) {
    Object.assign(this, options)
    this.picked = []
    const title = uniqueId('library')
    this.input = h('input', {
      type: 'search',
      class: 'control',
      'aria-label': translate('search'),
      placeholder: translate('search'),
    })
    this.grid = h('ul', { class: 'library-grid', 'aria-label': translate('library') })
    this.uploads = h('ul', { class: 'upload-list' })
    this.insert = button(translate('insert'), 'check', () => this.close(this.picked), {
      kind: 'primary',
      disabled: true,
    })
    const files = (chosen) => uploadAll(this.uploadUrl, chosen, this.uploads, (made) => this.onUploaded(made))
    this.dialog = h('dialog', { class: 'library', 'aria-labelledby': title, 'data-not-saved': true })
    this.dialog.append(
      h('h2', { id: title }, translate('library')),
      h('div', { class: 'library-tools' }, this.input, this.uploadUrl ? fileButton(files, { kind: this.kind }) : ''),
      this.uploads,
      this.grid,
      h('div', { class: 'dialog-actions' }, button(translate('cancel'), null, () => this.close([])), this.insert),
    )
    this.dialog.addEventListener('cancel', (event) => {
      event.preventDefault()
      this.close([])
    })
    // Inside a form, Enter in the search box would send the whole page.
    this.input.addEventListener('keydown', (event) => event.key === 'Enter' && event.preventDefault())
    this.grid.addEventListener('keydown', (event) => this.onGridKey(event))
    debounceInput(this.input, 250, () => this.load())
    acceptDrops(this.dialog, files)
  }

  /** Arrow keys walk the tiles: left and right in order, up and down by rows. */
  onGridKey(event) {
    const tiles = [...this.grid.querySelectorAll('button')]
    const at = tiles.indexOf(document.activeElement)
    const across =
      tiles.filter((one) => one.getBoundingClientRect().top === tiles[0].getBoundingClientRect().top).length || 1
    const to = {
      ArrowRight: at + 1,
      ArrowLeft: at - 1,
      ArrowDown: at + across,
      ArrowUp: at - across,
      Home: 0,
      End: tiles.length - 1,
    }[event.key]
    if (to === undefined || at < 0) return
    event.preventDefault()
    tiles[Math.min(tiles.length - 1, Math.max(0, to))].focus()
  }

  open() {
    document.body.append(this.dialog)
    this.dialog.showModal()
    this.input.focus()
    this.load()
  }

  close(chosen) {
    this.dialog.close()
    this.dialog.remove()
    this.resolve(chosen)
  }

  async load() {
    this.grid.setAttribute('aria-busy', 'true')
    try {
      const answer = await this.page()
      this.draw(answer.items ?? answer)
      this.offerMore(answer.next)
    } catch {
      this.grid.replaceChildren(h('li', { class: 'muted' }, translate('offline')))
    }
    this.grid.removeAttribute('aria-busy')
  }

  page(cursor = null) {
    const asked = { q: this.input.value.trim(), kind: this.kind }
    return getJSON(this.mediaUrl, cursor ? { ...asked, page: cursor } : asked)
  }

  offerMore(cursor) {
    if (!cursor) return
    const more = h('li', { class: 'library-more' })
    const load = async () => {
      const answer = await this.page(cursor)
      const tiles = answer.items.map((media) => this.tile(media))
      more.replaceWith(...tiles)
      tiles[0]?.querySelector('button').focus()
      this.offerMore(answer.next)
    }
    more.append(button(translate('more'), 'chevron-down', load))
    this.grid.append(more)
  }

  draw(found) {
    announce(found.length ? translate('results', { count: found.length }) : translate('noResults'))
    if (found.length) this.grid.replaceChildren(...found.map((media) => this.tile(media)))
    else this.grid.replaceChildren(h('li', { class: 'muted' }, translate('noResults')))
  }

  tile(media) {
    const on = this.picked.some((one) => one.id === media.id)
    const missing = this.kind === 'image' && !media.alt && !media.decorative
    const refused = media.consent === 'refused'
    const tile = h(
      'button',
      {
        type: 'button',
        class: 'library-tile',
        'aria-pressed': String(on),
        'aria-disabled': refused ? 'true' : null,
        onclick: () => this.toggle(media, tile),
      },
      thumbnail(media),
      h('span', { class: 'library-name' }, media.title || media.filename || `#${media.id}`),
      missing ? h('span', { class: 'library-missing' }, icon('triangle-alert'), translate('altMissing')) : '',
      media.uses ? h('span', { class: 'muted small' }, translate('usedTimes', { count: media.uses })) : '',
      refused ? h('span', { class: 'library-refused' }, icon('octagon-alert'), translate('consentRefused')) : '',
    )
    tile.refused = refused
    tile.addEventListener('dblclick', () => refused || this.close([media]))
    return h('li', {}, tile)
  }

  toggle(media, tile) {
    if (tile.refused) {
      announce(translate('consentRefused'))
      return
    }
    const on = tile.getAttribute('aria-pressed') !== 'true'
    if (!this.multiple) {
      this.picked = []
      for (const other of this.grid.querySelectorAll('[aria-pressed="true"]')) {
        other.setAttribute('aria-pressed', 'false')
      }
    }
    this.picked = on ? [...this.picked, media] : this.picked.filter((one) => one.id !== media.id)
    tile.setAttribute('aria-pressed', String(on))
    this.insert.disabled = !this.picked.length
  }

  onUploaded(media) {
    if (!this.multiple) this.picked = []
    this.picked = [...this.picked, media]
    this.grid.querySelector('.muted')?.remove()
    this.grid.prepend(this.tile(media))
    this.insert.disabled = false
  }
}
