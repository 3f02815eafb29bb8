// `npm run rehearse`: the first deployment and the removal of a stage, against moto's server (https://docs.getmoto.org).
// It shows that the framework's commands go through, that CloudFormation's own checks find nothing, and that what moto can make of
// the template is what it says. It does not show what AWS itself would refuse.
import { motoIsMissing } from './rehearse/moto.ts';
import { type Rehearsal, rehearse } from './rehearse/rehearse.ts';
import { summary } from './rehearse/summary.ts';

const stage = process.argv[2] ?? 'dev';

if (motoIsMissing !== undefined) {
  console.log(`rehearse: skipped: ${motoIsMissing}`);
} else {
  const rehearsal = await rehearse(stage);
  tell(rehearsal);
  const { lines, failed } = summary(rehearsal);
  for (const line of lines) console.log(line);
  process.exitCode = failed ? 1 : 0;
}

function tell({ deploy, remove }: Rehearsal): void {
  console.log(deploy.printed.trim());
  if (remove) console.log(remove.printed.trim());
}
