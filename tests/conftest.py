"""What every test begins with: how long properties are tried, and quiet logs."""

import os

import structlog
from hypothesis import HealthCheck, settings

_PATIENT = (HealthCheck.too_slow, HealthCheck.data_too_large)
settings.register_profile(
    "default", max_examples=1000, deadline=None, suppress_health_check=_PATIENT
)
settings.register_profile(
    "long", max_examples=20_000, deadline=None, suppress_health_check=_PATIENT
)
settings.register_profile("quick", max_examples=50, deadline=None, suppress_health_check=_PATIENT)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "default"))

structlog.configure(
    wrapper_class=structlog.make_filtering_bound_logger(50),  # tests look at results, not at logs
)
