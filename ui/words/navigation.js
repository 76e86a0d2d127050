// On narrow screens Streamlit's navigation is a list whose items stand in groups, which no list may have: screen readers
// lose count. Its links are read one by one instead.

const MENU = '[data-testid="stSidebarNavItems"]'
const LATER = [0, 400, 1500] // milliseconds: the menu is drawn after the page, or when the screen becomes narrow

const plain = () => {
  for (const node of document.querySelectorAll(`${MENU}, ${MENU} li`)) node.setAttribute("role", "none")
}
const soon = () => LATER.forEach(wait => setTimeout(plain, wait))

export default soon
addEventListener("resize", soon)
addEventListener("click", soon)
