"""moto's server, as `moto_server` starts it, but for one thing.

Its ValidateTemplate runs cfn-lint and refuses a template for a mere warning. AWS's looks at the syntax alone; .ci/cfn-lint.sh is
where warnings are judged. So warnings are left out here, and errors stay.
"""

import sys

from moto.cloudformation import models
from moto.server import main

lint = models.validate_template_cfn_lint


def errors_only(template):
    return [match for match in lint(template) if match.rule.severity == "error"]


models.validate_template_cfn_lint = errors_only

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
