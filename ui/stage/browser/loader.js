// Loads the live part once and hands every message on to it. Addresses are relative to the page, under any base path.

const loading = import(new URL("SCRIPT_ADDRESS", document.baseURI).href)

export default function (component) {
  let close = null
  let gone = false
  loading.then(
    live => { if (!gone) close = live.default(component) },
    () => {
      const stage = component.parentElement.querySelector(".stage")
      stage.textContent = component.data.words.unreachable
      stage.style.visibility = "visible"
    },
  )
  return () => { gone = true; close?.() }
}
