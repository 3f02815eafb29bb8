import { describe, expect, it } from 'vitest';
import { packaged, type Template } from '../support/packaged.ts';
import { offences } from '../support/specification.ts';
import { variants } from './variants.ts';

describe.each(variants)('the template of stage %s, %o', async (stage, parameters) => {
  const { template } = await packaged(stage, parameters);

  it('keeps to the specification of its resource types', () => {
    expect(offences(template)).toEqual([]);
  });

  it('has every variable of the framework resolved', () => {
    expect(JSON.stringify(template)).not.toMatch(/\$\{(?:self|param|file|sls|opt|env|aws|cf|ssm|s3):/);
  });

  it('is plain ASCII, for CloudFormation turns anything else into question marks', () => {
    expect(JSON.stringify(template)).toMatch(/^[ -~]+$/);
  });
});

describe('a template that breaks the specification is found out', () => {
  const stream = { Type: 'AWS::Kinesis::Stream', Properties: {} };
  const withSubject = (Properties: Record<string, unknown>, Type = 'AWS::Glue::Table'): Template => ({
    Resources: { Changes: stream, Subject: { Type, Properties } },
    Outputs: {},
  });
  const table = { CatalogId: '1', DatabaseName: 'd' };

  it.each<[string, Template, string]>([
    ['a missing property', withSubject({ CatalogId: '1' }), 'Subject needs DatabaseName'],
    ['an unknown property', withSubject({ ...table, Nme: 'x' }), 'Subject has no property Nme'],
    [
      'an unknown property deep inside',
      withSubject({ ...table, TableInput: { Nme: 'x' } }),
      'Subject.TableInput has no property Nme',
    ],
    [
      'a wrong type',
      withSubject({ ...table, TableInput: { Retention: 'x' } }),
      'Subject.TableInput.Retention is no integer',
    ],
    [
      'a wrong word',
      withSubject({ StreamModeDetails: { StreamMode: 'SOMETIMES' } }, 'AWS::Kinesis::Stream'),
      'Subject.StreamModeDetails.StreamMode is SOMETIMES, not one of ON_DEMAND,PROVISIONED',
    ],
    [
      'an unknown attribute',
      withSubject({ ...table, DatabaseName: { 'Fn::GetAtt': ['Changes', 'Colour'] } }),
      'template.Subject.Properties.DatabaseName: AWS::Kinesis::Stream has no attribute Colour',
    ],
    [
      'a reference to nothing',
      withSubject({ ...table, DatabaseName: { 'Fn::Sub': 'x-${Nowhere.Arn}-${!left}' } }),
      'template.Subject.Properties.DatabaseName refers to Nowhere, which is not there',
    ],
  ])('%s', (_name, template, offence) => {
    expect(offences(template)).toContain(offence);
  });
});
