// The browser's memory of the lesson. This tab's is kept through a reload, a lost connection and a restarted server; the
// newest of a few tabs can be taken up when the app is opened anew. The address always leads to what is on the screen.

const LIST = `gradwalk ${new URL(".", document.baseURI).pathname}`
const opened = new URL(location.href).searchParams.get("lesson")
const FRAMED = window.top !== window
const SLOT = FRAMED ? `${LIST} ${opened ?? ""}` : LIST // a page may hold several lessons; each comes back as it was left
const MOST_TABS = 6
const QUIET = 300 // milliseconds without a change after which the address follows; browsers limit how often it may
const AGAIN = 2000 // milliseconds after which a lesson is offered to the server once more

const memory = { session: null, trigger: null, watching: false, asked: null, again: null, later: null, newest: null, tab: null, refused: false,
  unread: false, told: {} }

export default function ({ data, setTriggerValue }) {
  if (data.piece) return data.session === memory.session && !memory.asked ? keep(data) : undefined
  memory.trigger = setTriggerValue
  watch()
  if (memory.session !== data.session) meet(data)
  if (!data.fresh) memory.asked = null
  if (data.unread && !memory.unread) memory.tab = newTab() // what could not be read stays in the list
  memory.unread = data.unread
  clearTimeout(memory.again)
  if (memory.asked) {
    const ask = () => { setTriggerValue(memory.asked.way, memory.asked.lesson); memory.again = setTimeout(ask, AGAIN) }
    return ask()
  }
  keep(data)
  if (!data.met) setTriggerValue("met", true)
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

const newTab = () => crypto.getRandomValues(new Uint32Array(2)).join("-")
const reloaded = () => performance.getEntriesByType("navigation")[0]?.type !== "navigate"

// A server that has not seen this tab: what the tab remembers goes there, unless another lesson was asked for. The
// address may be the one before the last change, since it follows a little later.
function meet(data) {
  memory.session = data.session
  if (!data.fresh) return
  const here = new URL(location.href).searchParams.get("lesson")
  const own = stored(() => sessionStorage, SLOT)
  const all = listed()
  const mine = own?.state && (here && !FRAMED ? [own.link, own.shown].includes(here) : own.worth)
  const same = mine ? own : all.find(kept => here && kept.link === here)
  memory.tab ??= (mine && reloaded() && own.tab) || newTab()
  const kept = same ?? (here || FRAMED ? null : all[0])
  if (kept && kept.state !== data.state)
    memory.asked = { way: same ? "restore" : "found", lesson: { state: kept.state, saved: kept.saved } }
}

// A part of the page that is drawn by itself tells of what was done in it, so that the page's own word may be older.
function keep({ session, count, state, link, worth }) {
  if (memory.told.session === session && memory.told.count > count) return
  memory.told = { session, count }
  memory.newest = { tab: memory.tab, state, link, worth, saved: Date.now() }
  store(() => sessionStorage, SLOT, { ...memory.newest, shown: new URL(location.href).searchParams.get("lesson") })
  clearTimeout(memory.later)
  memory.later = setTimeout(settle, QUIET)
}

// The list of tabs that can be taken up again, and the address. A browser that has had to change it too often refuses
// for a while; the address then follows the next change.
function settle() {
  clearTimeout(memory.later)
  memory.later = null
  const { link, worth, state } = memory.newest
  if (worth && state) remember()
  const address = new URL(location.href)
  if (link) address.searchParams.set("lesson", link)
  else address.searchParams.delete("lesson")
  if (address.href === location.href) return
  try {
    history.replaceState(history.state, "", address)
  } catch (error) {
    if (error.name !== "SecurityError") throw error
    memory.later = setTimeout(settle, 30 * QUIET)
  }
}

// Where there is no room for all, the oldest go.
function remember() {
  let tabs = [memory.newest, ...listed().filter(kept => kept.tab !== memory.tab)].slice(0, MOST_TABS)
  while (tabs.length && !store(() => localStorage, LIST, { tabs })) tabs = tabs.slice(0, -1)
}

addEventListener("pagehide", () => memory.later && settle())

// Only what looks as we write it: anything on this site may write there.
function listed() {
  const tabs = stored(() => localStorage, LIST)?.tabs
  return Array.isArray(tabs) ? tabs.filter(kept => typeof kept?.state === "string" && kept.state) : []
}

// A browser may allow no memory, as for a page embedded in another site's: then asking for the place alone fails. The
// server is told, and says so where it matters.
function stored(place, slot) {
  let text
  try {
    text = place().getItem(slot)
  } catch {
    memory.refused = true
    return null
  }
  try {
    return JSON.parse(text)
  } catch {
    return null // not ours, or cut off: it is written anew
  }
}

function store(place, slot, what) {
  try {
    place().setItem(slot, JSON.stringify(what))
    return true
  } catch (error) {
    memory.refused ||= error.name !== "QuotaExceededError"
    return false
  }
}
