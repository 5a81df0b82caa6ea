// <sen-copy-button>: a button that copies the text of the field beside it. Without script the
// field can be selected by hand.

export class CopyButton extends HTMLElement {
  connectedCallback() {
    const field = this.querySelector('input')
    const button = this.querySelector('button')
    button.hidden = false
    field.addEventListener('focus', () => field.select())
    button.addEventListener('click', async () => {
      field.select()
      try {
        await navigator.clipboard.writeText(field.value)
      } catch {
        document.execCommand('copy') // there is no clipboard without https
      }
      button.querySelector('span').textContent = button.dataset.copied
    })
  }
}
