/** A shard's files hold something that cannot come from a crash. Other shards and streams are not affected. */
export class DamagedLogError extends Error {
  constructor(path: string, what: string) {
    super(
      `The Kinesis shard log ${path} is damaged: ${what}. Its records cannot be trusted; ` +
        'delete the stream (DeleteStream) or restore its folder, then write again. Other streams are not affected.',
    );
    this.name = 'DamagedLogError';
  }
}
