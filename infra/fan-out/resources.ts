import { removal } from '../delivery-stream/logs.ts';
import { physicalName } from '../delivery-stream/names.ts';
import type { Fragment } from '../framework.ts';
import type { Settings } from '../parameters.ts';
import type { Tag } from '../tags.ts';
import { fanOutMapping } from './mapping.ts';
import { moderation } from './moderation.ts';
import { fanOutIds as ids, moderationIds } from './names.ts';
import { fanOutRole } from './role.ts';

/** What the fan-out needs beside its function, and what it tells; its archive is one of the delivery streams. */
export function fanOutFragment(settings: Settings, tags: Tag[]): Fragment {
  return {
    Resources: {
      [ids.role]: fanOutRole(settings, tags),
      [ids.mapping]: fanOutMapping(tags),
      // Without a policy: it is this account's alone, and takes TLS only.
      [ids.bus]: {
        Type: 'AWS::Events::EventBus',
        Properties: {
          Name: physicalName(settings.stage, 'changes'),
          Description: 'Changes of the table as domain events. Rules choose by detail-type and detail.',
          Tags: tags,
        },
      },
      ...moderation(settings, tags),
    },
    Outputs: {
      ChangesBusName: {
        Description: 'Make a rule here to hear of changes (docs/subscribers.md).',
        Value: { Ref: ids.bus },
      },
      ModerationTopicArn: {
        Description: 'Subscribe here to hear of what people write.',
        Value: { Ref: moderationIds.topic },
      },
      ModerationQueueUrl: {
        Description: 'Receive from here what people write.',
        Value: { Ref: moderationIds.queue },
      },
    },
    extensions: { [ids.functionLogGroup]: { ...removal, Properties: { Tags: tags } } },
  };
}
