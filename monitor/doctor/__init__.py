"""What is wrong with this installation, and what to do: one finding per thing looked at.

Nothing is changed and nothing is sent. Every check answers, whatever state the machine is in; what
a broken part makes impossible to look at is said instead.
"""

from monitor.doctor.examination import examine
from monitor.doctor.finding import Finding, Verdict

__all__ = ["Finding", "Verdict", "examine"]
