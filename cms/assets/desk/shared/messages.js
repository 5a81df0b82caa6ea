// Texts in the page's language, which the server writes into the page.

const MESSAGES = JSON.parse(document.body.dataset.messages || '{}')

/** The text for a key in the page's language; {name} is filled from values. */
export function translate(key, values = {}) {
  const text = MESSAGES[key] ?? key
  return text.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole)
}

/** hh:mm of a moment in the reader's own clock. */
export function formatTime(moment = new Date()) {
  return moment.toLocaleTimeString(document.documentElement.lang || 'vi', {
    hour: '2-digit',
    minute: '2-digit',
  })
}
