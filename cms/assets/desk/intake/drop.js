// <sen-drop>: a Word file and photos, dropped anywhere on the page or chosen, become a draft.
//
// Wraps a plain form. Everything goes in one request, so that it becomes one draft;
// what is wrong is said here, file by file, and nothing leads away.
import { announce, button, h, icon } from '../shared/dom.js'
import { translate } from '../shared/messages.js'
import { csrfToken } from '../shared/requests.js'
import { visit } from '../shared/navigation.js'

const carriesFiles = (event) => event.dataTransfer && [...event.dataTransfer.types].includes('Files')

export class Drop extends HTMLElement {
  connectedCallback() {
    this.form = this.querySelector('form')
    if (!this.form || this.input) return
    this.input = this.form.querySelector('input[type="file"]')
    this.status = this.form.querySelector('[data-drop-status]')
    this.form.querySelector('.drop-send').hidden = true
    this.input.addEventListener('change', () => {
      const files = [...this.input.files]
      this.input.value = ''
      if (files.length) this.send(files)
    })
    this.form.addEventListener('submit', (event) => event.preventDefault())
    this.watch = {
      dragenter: (event) => this.over(event, true),
      dragover: (event) => this.over(event, true),
      dragleave: (event) => event.relatedTarget === null && this.over(event, false),
      drop: (event) => this.take(event),
    }
    for (const [name, listener] of Object.entries(this.watch)) document.addEventListener(name, listener)
  }

  disconnectedCallback() {
    for (const [name, listener] of Object.entries(this.watch ?? {})) document.removeEventListener(name, listener)
    this.input = null
  }

  over(event, on) {
    if (!carriesFiles(event) || event.defaultPrevented) return
    if (on) event.preventDefault()
    document.body.classList.toggle('is-dropping', on)
  }

  take(event) {
    document.body.classList.remove('is-dropping')
    if (!carriesFiles(event) || event.defaultPrevented) return
    event.preventDefault()
    const files = [...event.dataTransfer.files]
    if (files.length) this.send(files)
  }

  send(files) {
    if (this.request) return
    const body = new FormData(this.form)
    body.delete('file')
    for (const file of files) body.append('file', file, file.name)
    const words = h('p', {}, translate('dropSending', { count: files.length, percent: '0%' }))
    const bar = h('progress', {
      max: '100',
      value: '0',
      'aria-label': translate('dropSending', { count: files.length, percent: '' }),
    })
    this.status.replaceChildren(h('div', { class: 'drop-progress' }, words, bar))
    this.setAttribute('aria-busy', 'true')
    announce(words.textContent)
    const request = new XMLHttpRequest()
    this.request = request
    request.open('POST', this.form.action)
    request.responseType = 'json'
    request.setRequestHeader('Accept', 'application/json')
    request.setRequestHeader('X-CSRFToken', csrfToken())
    request.upload.addEventListener('progress', (event) => {
      if (!event.lengthComputable) return
      const percent = Math.round((100 * event.loaded) / event.total)
      bar.value = percent
      words.textContent = percent < 100
        ? translate('dropSending', { count: files.length, percent: `${percent}%` })
        : translate('dropReading')
    })
    request.addEventListener('error', () => this.failed([{ reason: translate('dropOffline') }], files))
    request.addEventListener('load', () => this.answered(request, files))
    request.send(body)
  }

  answered(request, files) {
    const answer = request.response
    if (request.status === 201 && answer?.url) {
      visit(answer.url)
      return
    }
    const refused = answer?.refused?.length
      ? answer.refused
      : [{ reason: answer?.error || this.reason(request.status) }]
    this.failed(refused, files, !answer?.refused?.length)
  }

  reason(status) {
    return translate({ 401: 'loggedOut', 413: 'dropTooLarge' }[status] || 'dropFailed')
  }

  failed(refused, files, again = true) {
    this.request = null
    this.removeAttribute('aria-busy')
    const list = h('ul', { class: 'drop-refused' })
    for (const { name, reason } of refused) {
      list.append(h('li', {}, icon('circle-alert'), h('span', {}, name ? h('strong', {}, `${name}: `) : '', reason)))
    }
    const box = h('div', { class: 'drop-errors', role: 'alert' }, list)
    if (again) box.append(button(translate('retry'), 'refresh-cw', () => this.send(files)))
    this.status.replaceChildren(box)
    this.input.focus()
  }
}
