import { resolveTemplate } from '../../../local/template/resolve.ts';
import { type Packaged, packaged } from '../../support/packaged.ts';
import { place } from '../../support/template-parts.ts';
import type { Subject } from '../rules/rule.ts';

/** Stage dev with all that it can have: every role there is. */
export async function everything(): Promise<{ dev: Packaged; subject: Subject }> {
  const dev = await packaged('dev', { accessLog: 'true' });
  const { resources } = resolveTemplate(dev.template, place);
  return { dev, subject: { stage: 'dev', template: dev.template, resources } };
}
