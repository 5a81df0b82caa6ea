// The focal point of one photo, opened below its card and saved as it moves.
import { FocalPoint } from '../library/focal-point.js'
import { saveMedia } from '../library/media-records.js'
import { button, h } from '../shared/dom.js'
import { translate } from '../shared/messages.js'

const QUIET_MS = 500

/** Open the panel of a card, or close it when it is open. */
export function toggleFocalPanel(card, crops) {
  const open = card.element.querySelector('.focal-panel')
  if (open) {
    open.remove()
    return
  }
  const { media } = card
  let timer = 0
  const save = (x, y) =>
    saveMedia(media, { focal_x: x, focal_y: y }).then(
      () => card.kept(),
      (error) => card.showStatus('circle-alert', error.message || translate('saveFailed'), 'is-failed'),
    )
  const focal = new FocalPoint({
    src: media.src || media.thumb,
    x: media.focal_x ?? 50,
    y: media.focal_y ?? 50,
    crops,
    onMove: (x, y) => {
      clearTimeout(timer)
      timer = setTimeout(() => save(x, y), QUIET_MS)
    },
  })
  const close = () => {
    panel.remove()
    card.tools.find(({ label }) => label === 'focalPoint').element.focus()
  }
  const done = button(translate('done'), 'check', close)
  const panel = h('div', { class: 'focal-panel', 'data-not-saved': true }, focal.element, done)
  panel.addEventListener('keydown', (event) => event.key === 'Escape' && close())
  card.element.append(panel)
  focal.point.focus()
}
