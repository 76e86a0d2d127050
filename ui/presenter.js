// Makes the type of a presented part smaller until the part fits on the screen, but no smaller than can be read.

const SMALLEST = 0.75
const STEP = 0.05
const LATER = [0, 150, 500, 1200] // milliseconds: the page is drawn bit by bit

export default function () {
  const root = document.documentElement
  const scroller = document.querySelector(".stMain")
  const fit = () => {
    if (!document.querySelector(".st-key-slides")) return root.style.removeProperty("--presented")
    for (let size = 1; size >= SMALLEST; size -= STEP) {
      root.style.setProperty("--presented", size.toFixed(2))
      if (scroller.scrollHeight <= scroller.clientHeight) return
    }
  }
  const timers = LATER.map(wait => setTimeout(fit, wait))
  addEventListener("resize", fit)
  return () => {
    timers.forEach(clearTimeout)
    removeEventListener("resize", fit)
    root.style.removeProperty("--presented")
  }
}
