/** One thing that the doctor has to say. */
export interface Note {
  /** `error`: records are or will be lost, misplaced or unwatched. `warning`: it will bite one day. `not checked`: nobody looked. */
  severity: 'error' | 'warning' | 'not checked';
  /** The resource, such as `delivery stream tributary-dev-chat-by-time`. */
  where: string;
  what: string;
  /** How to mend it or, where it was not checked, how to look by hand. */
  mend: string;
}

export const DEPLOY_AGAIN =
  'Deploy the stage again (npx sls deploy), or put into serverless.yml what was changed by hand.';
/** CloudFormation sees no change in what was changed by hand, and leaves it so. */
export const PUT_BACK =
  'CloudFormation does not notice what was changed by hand: put it back there, or change the property in the template and deploy.';
