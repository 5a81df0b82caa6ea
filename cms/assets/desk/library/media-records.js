// Records of the media library: their small picture, saving their details.
import { h, icon } from '../shared/dom.js'
import { csrfToken, errorMessage } from '../shared/requests.js'

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
  if (!response.ok || !isJSON) throw new Error(errorMessage(answer))
  Object.assign(media, answer)
}
