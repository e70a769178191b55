"""What the doctor looks at besides NaN."""

from tapeflow.doctor.checks.all_checks import checks as checks
