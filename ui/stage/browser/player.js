// The player: first, back, next, last, jump, scrub, play, zoom. It asks for a place by its number, so that quick presses
// add up, whatever the server has answered so far.

const ICONS = {
  first: "M5 4v16M19 5 9 12l10 7z", back: "M16 5 7 12l9 7z", next: "M8 5l9 7-9 7z", last: "M19 4v16M5 5l10 7-10 7z",
  undo: "M9 5 4 10l5 5M4 10h10a6 6 0 0 1 0 12h-3", redo: "m15 5 5 5-5 5M20 10H10a6 6 0 0 0 0 12h3",
  play: "M7 4l13 8-13 8z", pause: "M8 5v14M16 5v14",
}

function drawPlayer(view, root, data) {
  if (view.player?.zoom !== data.zoom) view.asked = null
  view.player = data
  if (view.asked === data.at || view.asked >= data.count) view.asked = null
  const place = view.asked ?? data.at
  if (view.playing && place >= data.count - 1) stop(view)
  const { words } = data
  patch(root, [
    ["div", { class: "moves" },
      mover(view, "first", 0, place > 0, ["Home"]), mover(view, "back", place - 1, place > 0, ["ArrowLeft"]),
      mover(view, "next", place + 1, place < data.count - 1, ["ArrowRight"]),
      mover(view, "last", data.count - 1, place < data.count - 1, ["End"]),
      ...["undo", "redo"].map(way => turner(view, way, data[way])),
      ["select", { class: "jump", "aria-label": words.jump, value: String(placeToJump(data)),
        onchange: event => go(view, Number(event.target.value), true) },
        ...data.jump.map(([label, places]) => ["optgroup", { label },
          ...places.map(([at, title]) => ["option", { value: String(at) }, title])])],
    ],
    ["div", { class: "pace" },
      ["input", { class: "scrub", type: "range", min: 1, max: data.count, step: 1, "aria-label": words.scrub,
        "aria-valuetext": data.unit, value: String(place + 1), disabled: data.count < 2,
        style: `--gone: ${((100 * place) / Math.max(1, data.count - 1)).toFixed(1)}%`,
        oninput: event => go(view, Number(event.target.value) - 1, true) }],
      ["button", { type: "button", class: "play", "aria-pressed": String(Boolean(view.playing)), title: words.play,
        onclick: () => (view.playing ? stop(view) : play(view)) },
        icon(view.playing ? "pause" : "play"), ["span", {}, view.playing ? words.pause : words.play]],
      chooser(words.speed, "speed", data.speeds.map(([seconds, name]) => [String(seconds), name]), String(view.seconds),
        value => { view.seconds = Number(value); if (view.playing) play(view) }),
      chooser(words.digits, "digits", data.digits.map(count => [String(count), String(count)]), String(data.shown_digits),
        value => view.send("look", { digits: Number(value) }), words.digits_help),
      chooser(words.convention, "convention", data.conventions, data.convention,
        value => view.send("look", { convention: value }), words.convention_help),
      chooser(words.zoom, "zoom", data.zooms, data.zoom, value => { stop(view); view.send("look", { zoom: value }) }),
    ],
    ["p", { class: "hidden", role: "status" }, titleOf(data)],
  ])
}

// The entry of the jump list that a place belongs to: the last one that begins at it or before it.
const placeToJump = data => data.jump.flatMap(([, places]) => places.map(([at]) => at)).filter(at => at <= data.at).at(-1)

// What stands at the place, for those who hear the page: the card's own line says its number.
function titleOf(data) {
  const at = placeToJump(data)
  const [, title] = data.jump.flatMap(([, places]) => places).find(([place]) => place === at) ?? [at, ""]
  return title.replace(/^\d+\. /, "")
}

// A control that has nothing to do keeps the focus: it says that it is disabled and does nothing.
function mover(view, name, place, enabled) {
  const words = view.player.words[name]
  return ["button", { type: "button", class: `move ${name}`, "aria-disabled": String(!enabled), title: words,
    "aria-label": words, onclick: () => enabled && go(view, placeNow(view, name, place), true) },
    icon(name), ["span", {}, words]]
}

// Undo and redo name what they would change; with nothing to change they say so.
const turner = (view, way, [label, title, enabled]) =>
  ["button", { type: "button", class: `turn ${way}`, title, "aria-label": label, "aria-disabled": String(!enabled),
    onclick: () => enabled && view.send(way, {}) }, icon(way), ["span", {}, label]]

const placeNow = (view, name, place) => {
  const now = view.asked ?? view.player.at
  return name === "back" ? now - 1 : name === "next" ? now + 1 : place
}

const icon = name =>
  ["svg", { viewBox: "0 0 24 24", width: 16, height: 16, "aria-hidden": "true" }, ["path", { d: ICONS[name] }]]

const chooser = (label, look, options, value, use, title) =>
  ["label", { class: `chooser ${look}`, title }, ["span", {}, label],
    ["select", { "aria-label": label, value, onchange: event => use(event.target.value) },
      ...options.map(([name, words]) => ["option", { value: name }, words])]]

const PATIENCE_OF_A_STEP = 5000 // milliseconds after which a place that was not reached is forgotten

function go(view, place, byHand) {
  if (byHand) stop(view)
  const at = Math.min(Math.max(place, 0), view.player.count - 1)
  if (at === (view.asked ?? view.player.at)) return
  view.asked = at
  clearTimeout(view.patience)
  view.patience = setTimeout(() => { view.asked = null; view.redraw() }, PATIENCE_OF_A_STEP)
  view.send("go", { place: at, zoom: view.player.zoom })
}

function play(view) {
  clearInterval(view.playing)
  if (view.player.at >= view.player.count - 1) go(view, 0, false) // from the end it starts again
  view.playing = setInterval(() => go(view, view.player.at + 1, false), view.seconds * 1000)
  view.redraw()
}

function stop(view) {
  if (!view.playing) return
  clearInterval(view.playing)
  view.playing = null
  view.redraw()
}

const KEYS = { ArrowLeft: "back", ArrowRight: "next", Home: "first", End: "last" }
const TURNS = { PageUp: "back", PageDown: "next" } // what a clicker for slides sends; on a page in parts it turns these

// Keys act only where no control has the focus; a button of the player has no use for them itself.
function pressedAnywhere(view, event) {
  const move = KEYS[event.key] ?? (view.data.presenting === "alone" ? TURNS[event.key] : undefined)
  if (!move || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey || event.defaultPrevented) return
  const focus = document.activeElement
  const inPlayer = view.root.getRootNode().activeElement?.closest?.("button.move, button.play")
  const free = !focus || focus === document.body || inPlayer || focus.matches("section, main, [data-testid=stApp]")
  if (!free && !(view.data.presenting && focus.matches("button"))) return
  event.preventDefault()
  go(view, move === "first" ? 0 : move === "last" ? view.player.count - 1 : placeNow(view, move), true)
}
