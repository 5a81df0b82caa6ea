// Everything the desk's pages need; the editor is fetched only where one stands.
import { Copy } from './shared/copy-button.js'
import { Autosave } from './item/autosave.js'
import { Beside } from './item/preview-panel.js'
import { Remarks } from './item/comments.js'
import { Checks } from './item/checks.js'
import { Confirm } from './shared/confirm.js'
import { Drop } from './intake/drop.js'
import { EditorElement } from './editor/editor-element.js'
import { watchPastes } from './intake/healing.js'
import { Focal } from './library/focal-point.js'
import { List } from './lists/bulk-actions.js'
import { Palette } from './shared/palette.js'
import { Photos } from './library/media-field.js'
import { Picker } from './shared/picker.js'
import { Presence } from './item/presence.js'
import { Preview } from './item/preview.js'
import { Records } from './item/mentions.js'
import { Rows } from './shared/rows.js'
import { Strip } from './item/photos.js'
import { Unsent } from './item/kept-draft.js'
import { Upload } from './library/upload.js'
import './shared/shortcuts.js'
import './shared/tag-suggestions.js'
import './shared/navigation.js'

// Rows come before what stands in them; autosave last, when every field is ready.
const ELEMENTS = {
  'sen-rows': Rows,
  'sen-editor': EditorElement,
  'sen-picker': Picker,
  'sen-photos': Photos,
  'sen-strip': Strip,
  'sen-focal': Focal,
  'sen-list': List,
  'sen-upload': Upload,
  'sen-drop': Drop,
  'sen-confirm': Confirm,
  'sen-remarks': Remarks,
  'sen-copy': Copy,
  'sen-palette': Palette,
  'sen-preview': Preview,
  'sen-beside': Beside,
  'sen-checks': Checks,
  'sen-records': Records,
  'sen-autosave': Autosave,
  'sen-unsent': Unsent,
  'sen-presence': Presence,
}

for (const [name, element] of Object.entries(ELEMENTS)) customElements.define(name, element)

document.querySelector('[data-focus]')?.focus()
watchPastes()

// Menus made of <details> close on Escape and when something else is pressed.
const MENUS = 'details:is(.user-menu, .menu, .confirm)[open]'

document.addEventListener('keydown', (event) => {
  if (event.key !== 'Escape') return
  const menu = document.activeElement?.closest(MENUS)
  if (!menu) return
  menu.open = false
  menu.querySelector('summary').focus()
})

document.addEventListener('click', (event) => {
  for (const menu of document.querySelectorAll(MENUS)) {
    if (!menu.contains(event.target)) menu.open = false
  }
})
