import { describe, expect, it } from 'vitest';
import { packaged } from '../support/packaged.ts';
import { at, propertiesOf, resolvedResourcesOf } from '../support/template-parts.ts';
import { dashboardOf } from './alarms/watched-metrics.ts';

describe.each(['dev', 'prod'] as const)('the dashboard of stage %s', async (stage) => {
  const { template } = await packaged(stage);
  const { widgets } = dashboardOf(template);
  const titles = widgets.flatMap(({ properties }) => properties.markdown ?? properties.title ?? []);

  it('follows the data from the table to the lake', () => {
    const headings = titles.filter((title) => title.startsWith('## '));
    expect(headings).toEqual([
      '## Table chat-messages, and from it to the stream changes',
      '## Delivery stream chat-by-livestream',
      '## Delivery stream chat-by-time',
      '## Delivery stream changes-archive',
      '## Failed records',
      '## Subscribers',
      '## Functions',
    ]);
  });

  it('shows every alarm once, the urgent ones first', () => {
    const shown = widgets.filter(({ type }) => type === 'alarm');
    const arns = resolvedResourcesOf(template, 'AWS::CloudWatch::Alarm').map(({ arn }) => arn);
    expect(shown.flatMap(({ properties }) => properties.alarms ?? []).sort()).toEqual(arns.sort());
    expect(shown[0]!.properties.alarms!.every((arn) => arn.includes(`tributary-${stage}-page-`))).toBe(true);
  });

  it('shows partitions of the delivery stream that has them', () => {
    expect(titles.filter((title) => title === 'Partitions')).toHaveLength(1);
  });

  it('overlaps nowhere and is no wider than a dashboard', () => {
    const cells = widgets.flatMap(({ x, y, width, height }) =>
      Array.from({ length: width * height }, (_, index) => `${x + (index % width)},${y + Math.floor(index / width)}`),
    );
    expect(new Set(cells).size).toBe(cells.length);
    for (const { x, width } of widgets) expect(x + width).toBeLessThanOrEqual(24);
  });

  it('says its region in every graph', () => {
    const graphs = widgets.filter(({ type }) => type === 'metric');
    expect(graphs.map(({ properties }) => properties.region)).toEqual(graphs.map(() => 'us-east-1'));
  });

  it('gives every line of a graph a name, and every expression an id of its own there', () => {
    for (const { properties } of widgets.filter(({ type }) => type === 'metric')) {
      const options = properties.metrics!.map(
        (row) => row.at(-1) as { id?: string; label?: string; visible?: boolean },
      );
      expect(options.filter(({ label, visible }) => label === undefined && visible !== false)).toEqual([]);
      const ids = options.flatMap(({ id }) => id ?? []);
      expect(new Set(ids).size).toBe(ids.length);
    }
  });

  it('asks at most one query of Metrics Insights in a graph', () => {
    const queries = widgets.map(
      ({ properties }) => JSON.stringify(properties.metrics ?? []).split('SELECT ').length - 1,
    );
    expect(queries.filter((count) => count > 0)).toEqual([1, 1, 1]);
  });

  it('holds no text that Fn::Sub would take for a reference by mistake', () => {
    const body = String(at(propertiesOf(template, 'Dashboard'), 'DashboardBody', 'Fn::Sub'));
    const names = [...body.matchAll(/\$\{([^}]*)\}/g)].map(([, name]) => name!);
    expect(names.filter((name) => name !== 'AWS::Region' && !(name.split('.')[0]! in template.Resources))).toEqual([]);
  });
});
