import { packaged } from './support/packaged.ts';
const { directory, template } = await packaged('dev');
console.log(directory, Object.entries(template.Resources).filter(([, r]) => /SQS|SNS|Events|EventSource|Firehose/.test(r.Type)).map(([k, r]) => `${k} ${r.Type}`));
