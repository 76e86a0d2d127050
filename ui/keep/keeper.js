// The browser's memory of the lesson. This tab's is kept through a reload, a lost connection and a restarted server; the
// newest of a few tabs can be taken up when the app is opened anew. The address always leads to what is on the screen.

const SLOT = `gradwalk ${new URL(".", document.baseURI).pathname}`
const MOST_TABS = 6
const QUIET = 300 // milliseconds without a change after which the address follows; browsers limit how often it may
const AGAIN = 2000 // milliseconds after which a lesson is offered to the server once more

const memory = { session: null, trigger: null, watching: false, asked: null, again: null, later: null, newest: null, tab: null, refused: false }

export default function ({ data, setTriggerValue }) {
  memory.trigger = setTriggerValue
  watch()
  if (memory.session !== data.session) meet(data)
  if (!data.fresh) memory.asked = null
  clearTimeout(memory.again)
  if (memory.asked) {
    const ask = () => { setTriggerValue(memory.asked.way, memory.asked.lesson); memory.again = setTimeout(ask, AGAIN) }
    return ask()
  }
  keep(data)
  if (memory.refused && !data.unkept) setTriggerValue("unkept", true)
}

// After a lost connection the page asks for a run by itself: a server that was restarted is met at once, and not by a
// press that it has no lesson for. Streamlit writes the state of its connection into its page.
function watch() {
  const app = document.querySelector("[data-test-connection-state]")
  if (memory.watching || !app) return
  memory.watching = true
  let before = app.dataset.testConnectionState
  new MutationObserver(() => {
    const now = app.dataset.testConnectionState
    if (now === "CONNECTED" && before !== now) memory.trigger("back", Date.now())
    before = now
  }).observe(app, { attributeFilter: ["data-test-connection-state"] })
}

// A server that has not seen this tab: what the tab remembers goes there, unless another lesson was asked for.
function meet(data) {
  memory.session = data.session
  if (!data.fresh) return
  const opened = new URL(location.href).searchParams.get("lesson")
  const own = stored(sessionStorage)
  const all = stored(localStorage)?.tabs ?? []
  const same = own?.state && (!opened || opened === own.link) ? own : all.find(kept => opened && kept.link === opened)
  memory.tab = (same === own && own?.tab) || crypto.getRandomValues(new Uint32Array(2)).join("-")
  if (same) memory.asked = same.state === data.state ? null : { way: "restore", lesson: { state: same.state, saved: same.saved } }
  else if (!opened && all[0]) memory.asked = { way: "found", lesson: { state: all[0].state, saved: all[0].saved } }
}

function keep({ state, link, worth }) {
  memory.newest = { tab: memory.tab, state, link, worth, saved: Date.now() }
  store(sessionStorage, memory.newest)
  clearTimeout(memory.later)
  memory.later = setTimeout(settle, QUIET)
}

// The address, and the list of tabs that can be taken up again.
function settle() {
  clearTimeout(memory.later)
  memory.later = null
  const { link, worth } = memory.newest
  const address = new URL(location.href)
  if (link) address.searchParams.set("lesson", link)
  else address.searchParams.delete("lesson")
  if (address.href !== location.href) history.replaceState(history.state, "", address)
  if (!worth || !memory.newest.state) return
  const others = (stored(localStorage)?.tabs ?? []).filter(kept => kept.tab !== memory.tab)
  store(localStorage, { tabs: [memory.newest, ...others].slice(0, MOST_TABS) })
}

addEventListener("pagehide", () => memory.later && settle())

// A browser may allow no memory, as for a page embedded in another site's; the server is told, and says so where it matters.
function stored(place) {
  try {
    return JSON.parse(place.getItem(SLOT))
  } catch {
    memory.refused = true
    return null
  }
}

function store(place, what) {
  try {
    place.setItem(SLOT, JSON.stringify(what))
  } catch {
    memory.refused = true
  }
}
