// The live part of the lesson: player, picture and step card. The server sends what they show; they send back what the
// learner does: go (to a place), select (a part), edit (a number), look (lens, zoom, entry, example), apply (the update), back_to (an
// update), undo, redo, reveal (the result). What the lesson refuses is not sent.

const views = new WeakMap()

export default function ({ data, parentElement, setTriggerValue }) {
  let view = views.get(parentElement)
  if (!view) views.set(parentElement, (view = open(parentElement)))
  view.trigger = setTriggerValue
  view.send = (what, about) => send(view, what, about)
  view.waits = so => { view.sign.textContent = (so && view.words.waits) || "" }
  view.choose = name => view.send("select", { part: name })
  view.redraw = () => drawPlayer(view, view.bar, view.data.player)
  view.data = data
  view.words = data.words
  view.stage.classList.toggle("fixed", data.refused.length > 0)
  view.stage.classList.toggle("presenting", data.presenting)
  answered(view, confirmed(view, data.heard))
  if (data.player) drawPlayer(view, view.bar, data.player)
  if (data.card) drawCard(view, view.card, data.card)
  drawPicture(view, data.picture)
  drawBelow(view, view.below, data)
  if (data.refused.includes("back_to")) stand(view.below)
  present(view, data.presenting)
  if (view.showsTools) for (const wait of [100, 500, 1500]) setTimeout(() => showBelow(parentElement), wait) // as it is drawn
  view.showsTools = false
  return () => close(view, parentElement)
}

// Sends what the learner does, after the newest number of a drag. A place that was asked for is forgotten when something
// else may move the lesson.
function send(view, what, about) {
  if (view.data.refused.includes(what)) return
  if (what !== "go") view.asked = null
  sendNext(view)
  post(view, what, about)
}

// A curve that leads nowhere back is a picture: its points only say their J.
function stand(below) {
  for (const point of below.querySelectorAll(".curve g")) {
    point.setAttribute("role", "img")
    point.removeAttribute("tabindex")
  }
}

function open(parent) {
  const stage = parent.querySelector(".stage")
  const view = { root: parent, stage, bar: stage.querySelector(".player"), card: stage.querySelector(".card"),
    below: stage.querySelector(".below"), sign: stage.querySelector(".waits span"), asked: null, playing: null, outbox: openOutbox(), seconds: 2, ...openPicture(stage) }
  listenToPicture(view)
  listenToCard(view)
  view.keys = event => turnBack(view, event) || (view.player && pressedAnywhere(view, event))
  document.addEventListener("keydown", view.keys)
  view.resized = () => view.data?.presenting && fitScreen(view)
  addEventListener("resize", view.resized)
  return view
}

// Scrolls what stands below the live part into sight.
function showBelow(parent) {
  const host = parent.getRootNode().host ?? parent
  let scroller = host.parentElement
  while (scroller && !/auto|scroll/.test(getComputedStyle(scroller).overflowY)) scroller = scroller.parentElement
  const still = matchMedia("(prefers-reduced-motion: reduce)").matches
  const far = host.getBoundingClientRect().bottom - 80
  if (far > 0) scroller?.scrollBy({ top: far, behavior: still ? "auto" : "smooth" })
}

// Ctrl+Z and Ctrl+Y (or Shift+Ctrl+Z), where no text is being typed.
function turnBack(view, event) {
  const key = event.key?.toLowerCase()
  if (!(event.ctrlKey || event.metaKey) || event.altKey || !["z", "y"].includes(key)) return false
  if (event.target.closest?.("input, textarea, [contenteditable]") || view.data.refused.includes("undo")) return false
  event.preventDefault()
  view.send(key === "y" || event.shiftKey ? "redo" : "undo", {})
  return true
}

function close(view, parent) {
  clearInterval(view.playing)
  clearTimeout(view.waiting)
  clearTimeout(view.outbox.again)
  clearTimeout(view.outbox.late)
  document.removeEventListener("keydown", view.keys)
  removeEventListener("resize", view.resized)
  view.fitting?.forEach(clearTimeout)
  views.delete(parent)
}
