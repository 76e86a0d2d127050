// Changing a number where it is drawn: by dragging it, or by keys. The server is asked for each number and answers with
// the whole lesson; what is drawn is always its answer.

const NUDGES = { "+": 0.1, "=": 0.1, "-": -0.1, "_": -0.1, PageUp: 1, PageDown: -1 }
const FAR = 3
const NEAR = 120 // pixels over which a drag is even; beyond, it grows faster, so that no number is out of reach
const PACE = 40 // milliseconds from one wish to the next, at least
const AT_ONCE = 3 // wishes on their way at once, at most
const PATIENCE = 500 // milliseconds after which no answer is waited for any longer
let drags = 0

// The step that suits a number: a hundredth for those around 1, more for larger ones.
const grain = value => 10 ** Math.max(-2, Math.floor(Math.log10(Math.abs(value) || 1)) - 2)
const onGrain = (value, size) => Number((Math.round(value / size) * size).toPrecision(12))

function nudge(view, part, by) {
  const from = view.wished.get(part.name) ?? part.value
  const scale = grain(part.value) * 100
  wish(view, part.name, onGrain(from + by * scale, grain(part.value)), `keys-${part.name}`)
}

function grab(view, event) {
  view.dragged = false
  const part = view.records.get(nameOf(event))
  if (!part || part.value === undefined || event.button !== 0) return
  view.drag = { part, from: part.value, size: grain(part.value), x: event.clientX, y: event.clientY,
    group: `drag-${Date.now()}-${++drags}`, pointer: event.pointerId }
}

function drag(view, event) {
  const held = view.drag
  if (!held || event.pointerId !== held.pointer) return
  if (!event.buttons) return release(view) // let go outside the picture, before the pointer was captured
  const up = event.pointerType === "touch" ? 0 : held.y - event.clientY
  const far = event.clientX - held.x + up
  if (!view.dragged && Math.abs(far) < FAR) return
  if (!view.dragged) view.svg.setPointerCapture(held.pointer)
  view.dragged = true
  view.diagram.classList.add("dragging")
  const size = event.shiftKey ? held.size / 10 : held.size
  const beyond = Math.max(0, Math.abs(far) - NEAR)
  const steps = far + (Math.sign(far) * beyond * beyond) / NEAR
  wish(view, held.part.name, onGrain(held.from + steps * size, size), held.group)
}

// A finger that moves sideways drags the number it started on; one that moves up or down scrolls the page.
function keepFinger(view, event) {
  const held = view.drag
  if (!held) return
  const { clientX, clientY } = event.touches[0]
  if (view.dragged || Math.abs(clientX - held.x) >= Math.abs(clientY - held.y)) event.preventDefault()
}

function release(view) {
  view.drag = null
  view.diagram.classList.remove("dragging")
  setTimeout(() => (view.dragged = false)) // the click that ends a drag chooses nothing
}

// Asks for a number. A few wishes may be on their way at once, so that server and browser work side by side; beyond that
// only the newest is kept until an answer comes, so a drag never runs behind the hand.
function wish(view, part, value, group) {
  view.wished.set(part, value)
  view.next = { part, value, group }
  sendWish(view)
}

function sendWish(view) {
  clearTimeout(view.waiting)
  if (!view.next) return
  const passed = performance.now() - (view.sentAt ?? -PATIENCE)
  const wait = (view.sent.length < AT_ONCE ? PACE : PATIENCE) - passed
  if (wait > 0) view.waiting = setTimeout(() => sendWish(view), wait)
  else sendNext(view)
}

function sendNext(view) {
  clearTimeout(view.waiting)
  if (!view.next) return
  const next = view.next
  view.next = null
  view.sentAt = performance.now()
  view.sent.push(post(view, "edit", next))
}

// The server has done what it was sent up to this number: the next wish can go.
function answered(view, upTo) {
  view.sent = view.sent.filter(number => number > upTo)
  if (!view.next && !view.sent.length) view.wished.clear()
  sendWish(view)
}
