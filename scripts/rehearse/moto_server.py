"""moto's server, as `moto_server` starts it, but for four things.

- Its ValidateTemplate runs cfn-lint and refuses a template for a mere warning. AWS's looks at the syntax alone, and warnings are
  judged by .ci/cfn-lint.sh: they are left out here, and errors stay.
- Its CloudFormation leaves out types of resources that it does not know, and then fails where another resource names one of them.
  Here such a resource is accepted: it has a name and an ARN to be referred to, and nothing is made of it.
- Its KMS reads a key of a template as if it were that of a call, whose tags are spelt otherwise and whose policy is text: both
  are respelt.
- An event bus that a template refers to is not told by its name there: it is given one.
"""

import json
import sys

from moto.cloudformation import models, parsing
from moto.events.models import EventBus
from moto.kms.models import Key
from moto.server import main

lint = models.validate_template_cfn_lint
class_of = parsing.resource_class_from_type

# Where a type says its name, and what its ARN is made of, for those types that others refer to.
NAMES = {
    "AWS::Athena::WorkGroup": ["Name"],
    "AWS::CloudWatch::Alarm": ["AlarmName"],
    "AWS::Glue::Database": ["DatabaseInput", "Name"],
    "AWS::Glue::Table": ["TableInput", "Name"],
    "AWS::KinesisFirehose::DeliveryStream": ["DeliveryStreamName"],
    "AWS::Logs::LogStream": ["LogStreamName"],
}
ARNS = {
    "AWS::CloudWatch::Alarm": "cloudwatch:{region}:{account}:alarm:{name}",
    "AWS::KinesisFirehose::DeliveryStream": "firehose:{region}:{account}:deliverystream/{name}",
}


def errors_only(template):
    return [match for match in lint(template) if match.rule.severity == "error"]


class Accepted:
    """A resource of a type that moto's CloudFormation does not know."""

    def __init__(self, name, arn):
        self.physical_resource_id = name
        self.arn = arn

    @classmethod
    def has_cfn_attr(cls, attr):
        return attr == "Arn"

    def get_cfn_attribute(self, attribute_name):
        if attribute_name != "Arn" or self.arn is None:
            raise NotImplementedError(f"{attribute_name} of what is only accepted")
        return self.arn

    def is_created(self):
        return True

    def delete(self, account_id, region_name):
        pass


def accepted(type_name):
    def create(cls, resource_name, cloudformation_json, account_id, region_name, **kwargs):
        name = cloudformation_json["Properties"]
        for key in NAMES.get(type_name, []):
            name = name[key]
        name = name if isinstance(name, str) else resource_name
        arn = ARNS.get(type_name)
        return cls(name, arn and "arn:aws:" + arn.format(region=region_name, account=account_id, name=name))

    return type(
        "Accepted",
        (Accepted,),
        {
            "create_from_cloudformation_json": classmethod(create),
        },
    )


STANDINS = {}


def class_or_standin(type_name):
    known = class_of(type_name)
    if known is not None or type_name in parsing.NULL_MODELS:
        return known
    return STANDINS.setdefault(type_name, accepted(type_name))


def respelt(create):
    def create_key(resource_name, cloudformation_json, account_id, region_name, **kwargs):
        properties = cloudformation_json["Properties"]
        tags = [{"TagKey": tag["Key"], "TagValue": tag["Value"]} for tag in properties.get("Tags", [])]
        policy = json.dumps(properties["KeyPolicy"])
        spelt = {**cloudformation_json, "Properties": {**properties, "Tags": tags, "KeyPolicy": policy}}
        return create(resource_name, spelt, account_id, region_name, **kwargs)

    return create_key


EventBus.physical_resource_id = property(lambda bus: bus.name)
Key.create_from_cloudformation_json = respelt(Key.create_from_cloudformation_json)
models.validate_template_cfn_lint = errors_only
parsing.resource_class_from_type = class_or_standin

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
