// <sen-confirm message="…">: asks before the button inside it sends its form.
import { button, h, uniqueId } from './dom.js'
import { translate } from './messages.js'

/** Ask a question in a dialog; gives true for yes. */
export function confirmDialog(message, yes = translate('yes')) {
  return new Promise((resolve) => {
    const id = uniqueId('question')
    const dialog = h('dialog', { class: 'question', 'aria-labelledby': id })
    const close = (answer) => {
      dialog.close()
      dialog.remove()
      resolve(answer)
    }
    dialog.addEventListener('cancel', (event) => {
      event.preventDefault()
      close(false)
    })
    dialog.append(
      h('p', { id }, message),
      h(
        'div',
        { class: 'dialog-actions' },
        button(translate('cancel'), null, () => close(false), { autofocus: true }),
        button(yes, 'check', () => close(true), { kind: 'primary' }),
      ),
    )
    document.body.append(dialog)
    dialog.showModal()
  })
}

export class Confirm extends HTMLElement {
  connectedCallback() {
    this.addEventListener('click', (event) => this.onClick(event))
  }

  async onClick(event) {
    const pressed = event.target.closest('button')
    if (!pressed || this.agreed) {
      this.agreed = false
      return
    }
    event.preventDefault()
    const yes = await confirmDialog(this.getAttribute('message') || translate('confirm'), pressed.textContent.trim())
    if (yes) {
      this.agreed = true
      pressed.click()
    } else {
      pressed.focus()
    }
  }
}
