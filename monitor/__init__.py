"""Where it all meets: rules, wording, schedule, page, command line. Nobody imports it."""

__version__ = "0.1.0"
