"""A page with nothing but the notice and the network panel, for the tests."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from explain import load_prose
from ui.notices import notice
from ui.tools.network import network_panel

notice(load_prose())
network_panel(load_prose())
