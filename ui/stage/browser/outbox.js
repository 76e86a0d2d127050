// What the learner did and the server has not confirmed. Every message carries all of it, numbered: where messages are
// merged or lost, or a connection breaks, nothing is forgotten, done twice or done out of turn.

const RESEND = 3000 // milliseconds after which what is not confirmed is sent again
const SOON = 600 // the same where a server has not heard of this page yet, and may be told first what it remembers

const LATE = 4000 // milliseconds without an answer after which the page says that it waits for one
const HOLD = 6000 // milliseconds for which what is done waits until the server was told what the browser remembers

const openOutbox = () => ({ id: crypto.getRandomValues(new Uint32Array(2)).join("-"), number: 0, waiting: [], again: null,
  met: false, since: performance.now(), late: null })

function post(view, what, about) {
  const box = view.outbox
  const last = box.waiting.at(-1)
  if (what === "edit" && last?.[1] === "edit" && last[2].group === about.group) box.waiting.pop() // the newer stands for it
  box.waiting.push([++box.number, what, about])
  box.late ??= setTimeout(() => view.waits?.(true), LATE)
  deliver(view)
  return box.number
}

function deliver(view) {
  const { id, waiting } = view.outbox
  clearTimeout(view.outbox.again)
  if (!waiting.length) return
  if (!view.outbox.met && performance.now() - view.outbox.since < HOLD) {
    view.outbox.again = setTimeout(() => deliver(view), SOON)
    return
  }
  view.trigger("acts", { view: id, acts: waiting })
  view.outbox.again = setTimeout(() => deliver(view), RESEND)
}

// The number up to which the server has done what it was sent. One that has not met this browser yet is told first what
// the browser remembers (keeper.js): an action before that would be an action on another lesson.
function confirmed(view, heard) {
  const box = view.outbox
  const upTo = heard.view === box.id ? heard.number : 0
  const before = box.waiting.length
  box.waiting = box.waiting.filter(([number]) => number > upTo)
  if (box.waiting.length < before) answeredInTime(view)
  if (box.met && !heard.met) box.since = performance.now()
  const met = heard.met && !box.met
  box.met = heard.met
  if (met) deliver(view)
  else if (box.waiting.length) {
    clearTimeout(box.again)
    box.again = setTimeout(() => deliver(view), heard.view === box.id ? RESEND : SOON)
  }
  return upTo
}

// The server has done something: what still waits is waited for anew.
function answeredInTime(view) {
  const box = view.outbox
  clearTimeout(box.late)
  box.late = box.waiting.length ? setTimeout(() => view.waits?.(true), LATE) : null
  view.waits?.(false)
}
