"""Where it all meets: rules, wording, schedule, page, command line. Nobody imports it."""
