import { type Alarm, alarmId } from '../alarms/alarm.ts';
import type { Watched } from '../alarms/all.ts';
import { physicalName } from '../delivery-stream/names.ts';
import type { CloudFormationResource } from '../framework.ts';
import type { Tag } from '../tags.ts';
import { deliveryStreamSections } from './delivery-stream.ts';
import { errorObjectSection, functionSection } from './error-objects.ts';
import { fanOutSection } from './fan-out.ts';
import { sourceSections } from './source.ts';
import { place, type Widget } from './widget.ts';

/** Alarms in one widget. https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/CloudWatch-Dashboard-Body-Structure.html */
const alarmsPerWidgetMax = 100;

/** One dashboard that follows the data from the table to the lake, the alarms at its head. */
export function dashboardResource(
  watched: Watched,
  alarms: Alarm[],
  stage: string,
  tags: Tag[],
): CloudFormationResource {
  const rows = [
    ...alarmRows(alarms),
    ...watched.sources.flatMap(sourceSections),
    ...watched.deliveryStreams.flatMap(deliveryStreamSections),
    ...errorObjectSection(watched),
    ...(watched.fanOut ? fanOutSection(watched.fanOut) : []),
    ...functionSection(watched),
  ];
  // JSON never writes a dollar and a brace by itself: what Fn::Sub finds was put there for it.
  const body = JSON.stringify({ start: '-PT12H', periodOverride: 'inherit', widgets: place(rows) });
  return {
    Type: 'AWS::CloudWatch::Dashboard',
    Properties: { DashboardName: physicalName(stage, 'lake'), DashboardBody: { 'Fn::Sub': body }, Tags: tags },
  };
}

function alarmRows(alarms: Alarm[]): Widget[][] {
  return (['page', 'ticket'] as const).flatMap((severity) => {
    const arns = alarms.filter((alarm) => alarm.severity === severity).map((alarm) => `\${${alarmId(alarm)}.Arn}`);
    const widgets: Widget[][] = [];
    for (let from = 0; from < arns.length; from += alarmsPerWidgetMax) {
      const properties = {
        title: severity === 'page' ? 'Page: rows are missing or will be' : 'Ticket: records are safe, look into it',
        sortBy: 'stateUpdatedTimestamp',
        alarms: arns.slice(from, from + alarmsPerWidgetMax),
      };
      widgets.push([{ type: 'alarm', width: 24, height: 4, properties }]);
    }
    return widgets;
  });
}
