// Sending files to the media library, with their progress.
import { announce, button, h, icon } from '../shared/dom.js'
import { translate } from '../shared/messages.js'
import { csrfToken, errorMessage } from '../shared/requests.js'

const keys = new WeakMap()

/** The key of a file: however often it is sent again, it is stored once. */
function keyOf(file) {
  if (!keys.has(file)) {
    const bytes = crypto.getRandomValues(new Uint8Array(16))
    keys.set(file, Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join(''))
  }
  return keys.get(file)
}

/** Send one file; `onProgress(percent)` as it goes. Gives what the library made of it. */
export function upload(url, file, onProgress = () => {}) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest()
    request.open('POST', url)
    request.responseType = 'json'
    request.setRequestHeader('Accept', 'application/json')
    request.setRequestHeader('X-CSRFToken', csrfToken())
    request.setRequestHeader('Idempotency-Key', keyOf(file))
    request.upload.addEventListener('progress', (event) => {
      if (event.lengthComputable) onProgress(Math.round((100 * event.loaded) / event.total))
    })
    request.addEventListener('error', () => reject(new Error(translate('offline'))))
    request.addEventListener('load', () => {
      const answer = request.response
      if (request.status < 300 && answer) resolve({ ...[answer.media ?? answer].flat()[0], notes: answer.notes ?? [] })
      else reject(new Error(errorMessage(answer)))
    })
    const body = new FormData()
    body.append('csrf_token', csrfToken())
    for (const [name, value] of Object.entries(file.details ?? {})) body.append(name, value)
    body.append('file', file, file.name)
    request.send(body)
  })
}

/** Send several files one after another, showing each in `list`. */
export async function uploadAll(url, files, list, onDone) {
  for (const file of files) await uploadOne(url, file, list, onDone)
}

async function uploadOne(url, file, list, onDone) {
  const bar = h('progress', { max: '100', value: '0', 'aria-label': file.name })
  const text = h('span', { class: 'upload-name' }, translate('uploading', { name: file.name, percent: '0%' }))
  const entry = h('li', { class: 'upload-entry' }, text, bar)
  list.append(entry)
  try {
    const made = await upload(url, file, (percent) => {
      bar.value = percent
      text.textContent = translate('uploading', { name: file.name, percent: `${percent}%` })
    })
    entry.remove()
    announce([translate('uploaded', { name: file.name }), ...made.notes].join(' '))
    for (const note of made.notes) showNote(note, list)
    onDone(made)
  } catch (error) {
    bar.remove()
    text.replaceChildren(icon('circle-alert'), ` ${translate('uploadFailed', { name: file.name })}. ${error.message}`)
    entry.classList.add('is-failed')
    entry.setAttribute('role', 'alert')
    entry.append(
      button(translate('retry'), 'refresh-cw', () => {
        entry.remove()
        uploadOne(url, file, list, onDone)
      }),
      button(translate('close'), 'x', () => entry.remove(), { quiet: true }),
    )
  }
}

/** Says what was not kept of a file that was taken. */
function showNote(note, list) {
  const entry = h('li', { class: 'upload-entry' }, icon('info'), ` ${note}`)
  entry.append(button(translate('close'), 'x', () => entry.remove(), { quiet: true }))
  list.append(entry)
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
export function fileButton(
  onFiles,
  { kind = 'image', multiple = true, label = translate('chooseFiles'), id = null } = {},
) {
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
