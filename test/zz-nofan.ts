import { packageSources, withSources } from './support/package-run.ts';
await withSources(async (d) => { const r = await packageSources(d, { stage: 'dev', output: '/tmp/w/nofan', parameters: { fanOut: 'false' } }); console.log(r.code, r.code ? r.printed : ''); });
