// Everything the desk's pages need; the editor is fetched only where one stands.
import { Copy } from './copy.js'
import { Autosave } from './autosave.js'
import { Beside } from './beside.js'
import { Remarks } from './comments.js'
import { Checks } from './checks.js'
import { Confirm } from './confirm.js'
import { Drop } from './drop.js'
import { EditorElement } from './editor-element.js'
import { watchPastes } from './healing.js'
import { Focal } from './focal.js'
import { List } from './list.js'
import { Palette } from './palette.js'
import { Photos } from './photos.js'
import { Picker } from './picker.js'
import { Presence } from './presence.js'
import { Preview } from './preview.js'
import { Records } from './records.js'
import { Rows } from './rows.js'
import { Strip } from './strip.js'
import { Unsent } from './unsent.js'
import { Upload } from './upload.js'
import './shortcuts.js'
import './tags.js'
import './visit.js'

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
