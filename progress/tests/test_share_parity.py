"""A share comes out the same in Python and in the database: rounded down, whatever the figures."""

from decimal import Decimal
from itertools import product

import pytest
from django.db.models import F

from conftest import make_indicator, make_task
from progress.expressions import ShareBp, share_bp
from progress.models import QuotaReport, ReportingPeriod
from tasklists.models import Quota

pytestmark = pytest.mark.django_db

VALUES = [0, "0.0001", "0.3333", 1, "2.9999", 3, 7, "19.9999", "54.4", "60.54", "9999999.9999"]
VALUES = [Decimal(value) for value in VALUES]


def test_shares_are_rounded_alike(cast, task_list):
    indicator = make_indicator(make_task(task_list), 1)
    rows = []
    for position, (value, whole) in enumerate(product(VALUES, VALUES[1:])):
        town = type(cast.town1).objects.create(district=cast.district, name=f"{position}")
        rows.append(Quota(district=cast.district, indicator=indicator, town=town, value=whole))
        rows[-1].text = str(value)
    Quota.objects.bulk_create(rows)
    period = ReportingPeriod.objects.create(
        district=cast.district,
        task_list=task_list,
        code="M05",
        starts_on="2026-05-01",
        ends_on="2026-05-31",
        opens_on="2026-05-15",
        closes_on="2026-05-25",
    )
    for quota in Quota.objects.all():
        QuotaReport.objects.create(
            district=cast.district, quota=quota, town=quota.town, period=period, value=Decimal(quota.text)
        )
    reports = QuotaReport.objects.annotate(share=ShareBp("value", "quota__value"), whole=F("quota__value"))
    assert [r.share for r in reports] == [share_bp(r.value, r.whole) for r in reports]
