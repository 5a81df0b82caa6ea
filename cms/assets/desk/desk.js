// Everything the desk's pages need; the editor is fetched only where one stands.
import { Drop } from './intake/drop.js'
import { watchPastes } from './intake/encodings.js'
import { EditorElement } from './editor/editor-element.js'
import { Autosave } from './item/autosave.js'
import { Checks } from './item/checks.js'
import { Comments } from './item/comments.js'
import { LocalDraftElement } from './item/local-draft.js'
import { Mentions } from './item/mentions.js'
import { Photos } from './item/photos.js'
import { Presence } from './item/presence.js'
import { Preview } from './item/preview.js'
import { PreviewPanel } from './item/preview-panel.js'
import { FocalPointField } from './library/focal-point.js'
import { MediaField } from './library/media-field.js'
import { Upload } from './library/upload.js'
import { BulkActions } from './lists/bulk-actions.js'
import { Confirm } from './shared/confirm.js'
import { DateField } from './shared/date-field.js'
import { CopyButton } from './shared/copy-button.js'
import { Palette } from './shared/palette.js'
import { Picker } from './shared/picker.js'
import { Refresh } from './shared/refresh.js'
import { Rows } from './shared/rows.js'
import './shared/navigation.js'
import './shared/shortcuts.js'
import './shared/tag-suggestions.js'

// Rows come before what stands in them; autosave last, when every field is ready.
const ELEMENTS = {
  'sen-rows': Rows,
  'sen-editor': EditorElement,
  'sen-picker': Picker,
  'sen-media-field': MediaField,
  'sen-photos': Photos,
  'sen-focal-point': FocalPointField,
  'sen-bulk-actions': BulkActions,
  'sen-upload': Upload,
  'sen-drop': Drop,
  'sen-confirm': Confirm,
  'sen-comments': Comments,
  'sen-copy-button': CopyButton,
  'sen-date-field': DateField,
  'sen-palette': Palette,
  'sen-refresh': Refresh,
  'sen-preview': Preview,
  'sen-preview-panel': PreviewPanel,
  'sen-checks': Checks,
  'sen-mentions': Mentions,
  'sen-autosave': Autosave,
  'sen-local-draft': LocalDraftElement,
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
