// Draws a figure with Plotly and changes it in place with every message. Colours and font are those of the page.

const CONFIG = { displayModeBar: false, scrollZoom: false, responsive: true }

function library(address) {
  window.gradwalkPlotly ??= new Promise((resolve, reject) => {
    const script = document.createElement("script")
    script.src = new URL(address, document.baseURI).href
    script.onload = () => resolve(window.Plotly)
    script.onerror = () => { window.gradwalkPlotly = undefined; reject(new Error("Plotly")) }
    document.head.append(script)
  })
  return window.gradwalkPlotly
}

function themed(layout, at) {
  const style = getComputedStyle(at)
  const text = style.getPropertyValue("--st-text-color").trim() || style.color
  const background = style.getPropertyValue("--st-background-color").trim() || "white"
  const font = { family: style.fontFamily, color: text, size: 12 }
  return { ...layout, font: { ...font, ...layout.font }, hoverlabel: { bgcolor: background, font }, autosize: true }
}

function draw(Plotly, at) {
  const { figure, points } = at.wanted
  const { data, layout } = JSON.parse(figure)
  const drawn = Plotly.react(at, data, themed(layout, at), CONFIG)
  if (at.listens) return drawn
  at.listens = true
  at.on("plotly_click", ({ points: [point] }) => {
    const about = Array.isArray(point?.customdata) ? point.customdata[0] : point?.customdata
    if (at.wanted.points && about !== undefined) at.tell(about)
  })
  return drawn
}

export default function ({ data, parentElement, setTriggerValue }) {
  const at = parentElement.querySelector(".live_chart")
  at.wanted = data
  at.tell = about => setTriggerValue("point", about)
  at.setAttribute("aria-label", data.alt)
  at.style.height = `${JSON.parse(data.figure).layout.height}px`
  library(data.library).then(
    Plotly => { if (at.isConnected && at.wanted === data) draw(Plotly, at) },
    () => { at.textContent = data.unreachable },
  )
  // Called before every message as well; only a chart that has left the page is done with.
  return () => setTimeout(() => { if (!at.isConnected) window.Plotly?.purge(at) }, 1000)
}
