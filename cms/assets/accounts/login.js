// Forms of the login: those that make or use a passkey (data-passkey is "create" or
// "get"), and one that sends itself (data-send). A link goes where it leads by itself (data-go).

/** Ask the browser for a passkey by the options that the server gives. */
async function askBrowser(kind, address) {
  const response = await fetch(address, { headers: { Accept: 'application/json' } })
  if (!response.ok) throw new Error(`${response.status}`)
  const options = await response.json()
  if (kind === 'create') {
    const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(options)
    return navigator.credentials.create({ publicKey })
  }
  const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(options)
  return navigator.credentials.get({ publicKey })
}

async function send(event) {
  event.preventDefault()
  const form = event.currentTarget
  const failed = form.querySelector('.passkey-failed')
  failed.hidden = true
  try {
    const credential = await askBrowser(form.dataset.passkey, form.dataset.options)
    form.elements.credential.value = JSON.stringify(credential.toJSON())
  } catch {
    failed.hidden = false
    return
  }
  form.submit()
}

if (globalThis.PublicKeyCredential?.parseCreationOptionsFromJSON) {
  for (const form of document.querySelectorAll('form[data-passkey]')) {
    form.hidden = false
    form.addEventListener('submit', send)
  }
}

document.querySelector('form[data-send]')?.submit()
document.querySelector('a[data-go]')?.click()
