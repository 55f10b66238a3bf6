"""How a list, or a district's year, stands: what the pages of 统计分析, snapshots and bulletins show."""

from reporting.dashboards.figures import Figure, address_of
from reporting.dashboards.page import Dashboard, dashboard
from reporting.dashboards.past import Past, past_of

__all__ = ["Dashboard", "Figure", "Past", "address_of", "dashboard", "past_of"]
