// Sending files to the media library and choosing from it.
import { afterTyping, announce, button, csrfToken, getJSON, h, icon, say, uniqueId } from '../shared/common.js'

/** Send one file; `onProgress(percent)` as it goes. Gives what the library made of it. */
export function upload(url, file, onProgress = () => {}) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest()
    request.open('POST', url)
    request.responseType = 'json'
    request.setRequestHeader('Accept', 'application/json')
    request.setRequestHeader('X-CSRFToken', csrfToken())
    request.upload.addEventListener('progress', (event) => {
      if (event.lengthComputable) onProgress(Math.round((100 * event.loaded) / event.total))
    })
    request.addEventListener('error', () => reject(new Error(say('offline'))))
    request.addEventListener('load', () => {
      const answer = request.response
      if (request.status < 300 && answer) resolve([answer.media ?? answer].flat()[0])
      else reject(new Error(reason(answer)))
    })
    const body = new FormData()
    body.append('csrf_token', csrfToken())
    for (const [name, value] of Object.entries(file.details ?? {})) body.append(name, value)
    body.append('file', file, file.name)
    request.send(body)
  })
}

function reason(answer) {
  const found = answer?.error ?? answer?.message ?? Object.values(answer?.errors ?? {}).flat(2)[0]
  return typeof found === 'string' ? found : ''
}

/** Send several files one after another, showing each in `list`. */
export async function uploadAll(url, files, list, onDone) {
  for (const file of files) await uploadOne(url, file, list, onDone)
}

async function uploadOne(url, file, list, onDone) {
  const bar = h('progress', { max: '100', value: '0', 'aria-label': file.name })
  const text = h('span', { class: 'upload-name' }, say('uploading', { name: file.name, percent: '0%' }))
  const entry = h('li', { class: 'upload-entry' }, text, bar)
  list.append(entry)
  try {
    const made = await upload(url, file, (percent) => {
      bar.value = percent
      text.textContent = say('uploading', { name: file.name, percent: `${percent}%` })
    })
    entry.remove()
    announce(say('uploaded', { name: file.name }))
    onDone(made)
  } catch (error) {
    bar.remove()
    text.replaceChildren(icon('circle-alert'), ` ${say('uploadFailed', { name: file.name })}. ${error.message}`)
    entry.classList.add('is-failed')
    entry.setAttribute('role', 'alert')
    entry.append(
      button(say('retry'), 'refresh-cw', () => {
        entry.remove()
        uploadOne(url, file, list, onDone)
      }),
      button(say('close'), 'x', () => entry.remove(), { quiet: true }),
    )
  }
}

/** Lets files be dropped on an element. */
export function acceptDrops(element, onFiles) {
  const carriesFiles = (event) => event.dataTransfer?.types.includes('Files')
  element.addEventListener('dragover', (event) => {
    if (!carriesFiles(event)) return
    event.preventDefault()
    element.classList.add('is-over')
  })
  element.addEventListener('dragleave', () => element.classList.remove('is-over'))
  element.addEventListener('drop', (event) => {
    element.classList.remove('is-over')
    if (!carriesFiles(event)) return
    event.preventDefault()
    onFiles([...event.dataTransfer.files])
  })
}

/** A button that opens the machine's own file dialog. */
export function fileButton(onFiles, { kind = 'image', multiple = true, label = say('chooseFiles'), id = null } = {}) {
  const input = h('input', {
    type: 'file',
    class: 'visually-hidden',
    tabindex: '-1',
    'aria-hidden': 'true',
    'data-not-saved': true,
    multiple,
    accept: kind === 'image' ? 'image/*' : null,
  })
  input.addEventListener('change', () => {
    const files = [...input.files]
    input.value = ''
    if (files.length) onFiles(files)
  })
  const opener = button(label, 'upload', () => input.click(), { id })
  return h('span', { class: 'file-button' }, opener, input)
}

/** The small picture of a media record, or an icon for other files. */
export function thumbnail(media) {
  const source = media.thumb || media.thumbnail || (media.kind === 'file' ? '' : media.src || media.url)
  return source ? h('img', { src: source, alt: '', loading: 'lazy' }) : icon('file-text')
}

/** Save the description of a picture in the library. */
export function saveAlt(media, alt) {
  return saveMedia(media, { alt })
}

const underWay = new Map()

/** Save some details of a record; one request after another, so that versions follow. */
export function saveMedia(media, changes) {
  const before = underWay.get(media.id) || Promise.resolve()
  const saved = before.catch(() => {}).then(() => sendDetails(media, changes))
  underWay.set(media.id, saved)
  return saved
}

async function sendDetails(media, changes) {
  const response = await fetch(media.edit_url, {
    method: 'POST',
    headers: { Accept: 'application/json', 'X-CSRFToken': csrfToken(), 'X-Autosave': '1' },
    body: new URLSearchParams({ csrf_token: csrfToken(), ...changes, version: media.version ?? '' }),
  })
  const isJSON = response.headers.get('Content-Type')?.includes('json')
  const answer = isJSON ? await response.json() : {}
  // Somebody else saved first: ours still holds where they left what we change alone.
  const theirs = answer.media
  const apart = theirs && Object.keys(changes).every((name) => String(theirs[name]) === String(media[name]))
  if (response.status === 409 && apart) {
    media.version = theirs.version
    await sendDetails(media, changes)
    return
  }
  if (!response.ok || !isJSON) throw new Error(reason(answer))
  Object.assign(media, answer)
}

/** A dialog over the library; gives the chosen records, none when it is closed. */
export function chooseMedia({ mediaUrl, uploadUrl = '', kind = 'image', multiple = false }) {
  return new Promise((resolve) => new LibraryDialog({ mediaUrl, uploadUrl, kind, multiple, resolve }).open())
}

class LibraryDialog {
  constructor(options) {
    Object.assign(this, options)
    this.picked = []
    const title = uniqueId('library')
    this.input = h('input', { type: 'search', class: 'control', 'aria-label': say('search'), placeholder: say('search') })
    this.grid = h('ul', { class: 'library-grid', 'aria-label': say('library') })
    this.uploads = h('ul', { class: 'upload-list' })
    this.insert = button(say('insert'), 'check', () => this.close(this.picked), { kind: 'primary', disabled: true })
    const files = (chosen) => uploadAll(this.uploadUrl, chosen, this.uploads, (made) => this.onUploaded(made))
    this.dialog = h('dialog', { class: 'library', 'aria-labelledby': title, 'data-not-saved': true })
    this.dialog.append(
      h('h2', { id: title }, say('library')),
      h('div', { class: 'library-tools' }, this.input, this.uploadUrl ? fileButton(files, { kind: this.kind }) : ''),
      this.uploads,
      this.grid,
      h('div', { class: 'dialog-actions' }, button(say('cancel'), null, () => this.close([])), this.insert),
    )
    this.dialog.addEventListener('cancel', (event) => {
      event.preventDefault()
      this.close([])
    })
    // Inside a form, Enter in the search box would send the whole page.
    this.input.addEventListener('keydown', (event) => event.key === 'Enter' && event.preventDefault())
    this.grid.addEventListener('keydown', (event) => this.onGridKey(event))
    afterTyping(this.input, 250, () => this.load())
    acceptDrops(this.dialog, files)
  }

  /** Arrow keys walk the tiles: left and right in order, up and down by rows. */
  onGridKey(event) {
    const tiles = [...this.grid.querySelectorAll('button')]
    const at = tiles.indexOf(document.activeElement)
    const across = tiles.filter((one) => one.getBoundingClientRect().top === tiles[0].getBoundingClientRect().top).length || 1
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1, ArrowDown: at + across, ArrowUp: at - across, Home: 0, End: tiles.length - 1 }[event.key]
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
      this.grid.replaceChildren(h('li', { class: 'muted' }, say('offline')))
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
    more.append(button(say('more'), 'chevron-down', load))
    this.grid.append(more)
  }

  draw(found) {
    announce(found.length ? say('results', { count: found.length }) : say('noResults'))
    if (found.length) this.grid.replaceChildren(...found.map((media) => this.tile(media)))
    else this.grid.replaceChildren(h('li', { class: 'muted' }, say('noResults')))
  }

  tile(media) {
    const on = this.picked.some((one) => one.id === media.id)
    const missing = this.kind === 'image' && !media.alt && !media.decorative
    const refused = media.consent === 'refused'
    const tile = h(
      'button',
      { type: 'button', class: 'library-tile', 'aria-pressed': String(on), 'aria-disabled': refused ? 'true' : null, onclick: () => this.toggle(media, tile) },
      thumbnail(media),
      h('span', { class: 'library-name' }, media.title || media.filename || `#${media.id}`),
      missing ? h('span', { class: 'library-missing' }, icon('triangle-alert'), say('altMissing')) : '',
      media.uses ? h('span', { class: 'muted small' }, say('usedTimes', { count: media.uses })) : '',
      refused ? h('span', { class: 'library-refused' }, icon('octagon-alert'), say('consentRefused')) : '',
    )
    tile.refused = refused
    tile.addEventListener('dblclick', () => refused || this.close([media]))
    return h('li', {}, tile)
  }

  toggle(media, tile) {
    if (tile.refused) {
      announce(say('consentRefused'))
      return
    }
    const on = tile.getAttribute('aria-pressed') !== 'true'
    if (!this.multiple) {
      this.picked = []
      for (const other of this.grid.querySelectorAll('[aria-pressed="true"]')) other.setAttribute('aria-pressed', 'false')
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
