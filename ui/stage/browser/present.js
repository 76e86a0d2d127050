// Presenter mode: the card's type becomes smaller until card and picture fit on the screen under the player.

const LEAST_TYPE = 0.5
const LESS = 0.05
const BELOW = 44 // pixels for the row at the lower edge
const SHARE = 0.42 // of the screen for the picture, where words and controls stand below it
const SETTLING = [0, 120, 400, 1000] // milliseconds: the page around the live part changes after it

function fitScreen(view) {
  const room = innerHeight - view.stage.querySelector(".two").getBoundingClientRect().top - BELOW
  view.stage.style.setProperty("--room", `${Math.max(160, view.data.player ? room : Math.min(room, SHARE * innerHeight))}px`)
  for (let size = 1; size >= LEAST_TYPE; size -= LESS) {
    view.card.style.fontSize = `${size}em`
    fit(view.card)
    if (view.card.getBoundingClientRect().height <= room) return
  }
}

// Fits what is presented, now and as the page settles; ends with the mode.
function present(view, on) {
  view.fitting?.forEach(clearTimeout)
  view.fitting = on ? SETTLING.map(wait => setTimeout(() => fitScreen(view), wait)) : null
  if (on) return
  view.stage.style.removeProperty("--room")
  view.card.style.fontSize = ""
}
